import { whenever } from "./fresh.ts";

/** Buttons that copy `data-copy`, or the text of the element named by `data-copy-from`. */
export function copies(): void {
  whenever<HTMLButtonElement>(".copy", (button) => {
    button.hidden = false;
  });
  document.addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLElement>(".copy");
    if (!button) return;
    const from = button.dataset.copyFrom;
    const text = from ? (document.getElementById(from)?.textContent ?? "") : (button.dataset.copy ?? "");
    await navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
    const label = button.querySelector<HTMLElement>("[data-done]");
    if (!label || label.dataset.before !== undefined) return;
    label.dataset.before = label.textContent ?? "";
    label.textContent = label.dataset.done ?? "";
    label.setAttribute("role", "status");
    setTimeout(() => {
      label.textContent = label.dataset.before ?? "";
      delete label.dataset.before;
    }, 1_500);
  });
}

/** In a frame, the clipboard may be closed to us. */
function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  const top = document.querySelector("dialog:modal") ?? document.body;
  top.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

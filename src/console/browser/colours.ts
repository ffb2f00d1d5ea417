import { whenever } from "./fresh.ts";

/** Beside a colour that is typed, one to pick: each follows the other. */
export function colours(): void {
  whenever<HTMLInputElement>("[data-colour-for]", (picker) => {
    const field = document.getElementById(picker.dataset.colourFor ?? "");
    if (!(field instanceof HTMLInputElement)) return;
    picker.hidden = false;
    picker.addEventListener("input", () => {
      field.value = picker.value;
    });
    field.addEventListener("input", () => {
      if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value;
    });
  });
}

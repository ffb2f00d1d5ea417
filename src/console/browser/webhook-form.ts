import { whenever } from "./fresh.ts";
import { presses } from "./presses.ts";
import { takesTurns } from "./turns.ts";

/** What the form of a webhook does by itself; all else is asked of the server. */
export function webhookForm(): void {
  whenever<HTMLFormElement>("#webhook-form", (form) => {
    if (form.dataset.path) history.replaceState(history.state, "", form.dataset.path);
    warnsOfLoss(form);
    takesTurns(form);
    presses(form);
    insertsPlaceholders(form);
    selectsGroups(form);
    opensWhatIsLinked(form);
  });
  whenever<HTMLElement>("#tested", (tested) => {
    if (tested.childElementCount > 0) tested.scrollIntoView({ block: "nearest" });
  });
  // The address has its problem beside it, which comes and goes while it is typed.
  whenever<HTMLElement>("#url-check", (check) => {
    const url = document.querySelector("#url");
    if (check.classList.contains("error")) url?.setAttribute("aria-invalid", "true");
    else url?.removeAttribute("aria-invalid");
  });
}

/** The content, without what is only there to look at it. */
function content(form: HTMLFormElement): string {
  const data = new FormData(form);
  data.delete("previewType");
  return JSON.stringify([...data]);
}

function warnsOfLoss(form: HTMLFormElement): void {
  const before = content(form);
  const isNew = form.dataset.unsaved !== undefined;
  let leaving = false;
  // A second click while the first is being answered would save twice.
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && (isNew || content(form) !== before)) event.preventDefault();
  });
}

const told = (element: Element) => element.dispatchEvent(new Event("input", { bubbles: true }));

/** Where the cursor was last, else at the end. */
function insertsPlaceholders(form: HTMLFormElement): void {
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-insert]");
    const url = form.querySelector<HTMLInputElement>("#url");
    if (!button || !url) return;
    event.preventDefault();
    url.focus();
    url.setRangeText(button.dataset.insert ?? "", url.selectionStart ?? 0, url.selectionEnd ?? 0, "end");
    told(url);
  });
}

function selectsGroups(form: HTMLFormElement): void {
  const boxes = (group: Element) => [
    ...group.querySelectorAll<HTMLInputElement>("input[name=eventTypes]:not(:disabled)"),
  ];
  const label = (group: Element) => {
    const button = group.querySelector<HTMLElement>(".select-all");
    if (!button) return;
    button.dataset.all ??= button.textContent?.trim() ?? "";
    const full = boxes(group).every(({ checked }) => checked);
    const name = group.querySelector("h3")?.textContent?.trim() ?? "";
    button.textContent = (full ? button.dataset.none : button.dataset.all) ?? "";
    button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  };
  for (const group of form.querySelectorAll(".event-group")) label(group);
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest(".select-all");
    const group = button?.closest(".event-group");
    if (!group) return;
    event.preventDefault();
    const full = boxes(group).every(({ checked }) => checked);
    for (const box of boxes(group)) box.checked = !full;
    label(group);
    told(group);
    group.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("change", (event) => {
    const group = (event.target as Element).closest(".event-group");
    if (group) label(group);
  });
}

/** A link to a control goes to it, also into a part that is folded. */
function opensWhatIsLinked(form: HTMLFormElement): void {
  form.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    for (let part = target.closest("details"); part; part = part.parentElement?.closest("details") ?? null)
      part.open = true;
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
}

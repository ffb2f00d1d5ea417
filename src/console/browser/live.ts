import { whenever } from "./fresh.ts";

/** How often a page is asked for news, and how long somebody who did something counts as reading (ms). */
const often = 3_000;
const seldom = 20_000;
const reading = 6_000;
const longAgo = 300_000;

/** Keeps the parts of a page with `data-live` up to date, without moving what somebody reads. */
export function live(): void {
  whenever<HTMLElement>("[data-live]", follow);
}

function follow(part: HTMLElement): void {
  let touched = Number.NEGATIVE_INFINITY;
  let moved = performance.now();
  const offer = part.querySelector<HTMLButtonElement>(".live-offer button")!;
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "focusin"])
    part.addEventListener(kind, () => (touched = performance.now()), { passive: true });

  async function look(): Promise<void> {
    if (!part.isConnected) return;
    if (document.visibilityState === "visible") {
      const next = await ask(part);
      if (next === "over") return;
      if (next !== null && part.isConnected && show(next, false)) moved = performance.now();
    }
    setTimeout(look, performance.now() - Math.max(moved, touched) > longAgo ? seldom : often);
  }

  /** True when there was something new. */
  function show(next: HTMLElement, wanted: boolean): boolean {
    const [ours, theirs] = [rowsOf(part), rowsOf(next)];
    const known = new Set(ours.map(({ id }) => id));
    const fresh = theirs.filter(({ id }) => !known.has(id));
    const changed = update(part, theirs);
    if (fresh.length === 0) return changed;
    const busy = performance.now() - touched < reading || part.getBoundingClientRect().top < 0;
    if (busy && !wanted && ours.length > 0) {
      const text = fresh.length === 1 ? offer.dataset.one : offer.dataset.many;
      offer.textContent = (text ?? "").replace("#", String(fresh.length));
      offer.hidden = false;
      offer.onclick = () => {
        show(next, true);
        part.scrollIntoView({ block: "nearest" });
      };
      return true;
    }
    offer.hidden = true;
    insert(part, next, fresh);
    return true;
  }

  setTimeout(look, often);
}

const rowsOf = (part: Element) => [...part.querySelectorAll<HTMLElement>(".live-rows > [id]")];

/** The part as it is now, null when it can't be had at the moment, `over` when nobody is logged in any more. */
async function ask(part: HTMLElement): Promise<HTMLElement | null | "over"> {
  try {
    const response = await fetch(part.dataset.live ?? "", { headers: { accept: "text/html" } });
    if (response.status === 401 || response.status === 404) return "over";
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.getElementById(part.id);
  } catch {
    return null;
  }
}

/** Rows that say something else by now are replaced, but for those that somebody is in. */
function update(part: Element, theirs: readonly HTMLElement[]): boolean {
  let changed = false;
  for (const row of theirs) {
    const ours = part.querySelector(`.live-rows > #${CSS.escape(row.id)}`);
    if (!ours || ours.contains(document.activeElement) || said(ours) === said(row)) continue;
    ours.replaceWith(document.importNode(row, true));
    changed = true;
  }
  return changed;
}

/** What a row says, but for times such as "3 minutes ago". */
const said = (row: Element) =>
  row.outerHTML.replace(/(<time[^>]*>)[^<]*/g, "$1").replace(/ class="fresh"| fresh(?=")/g, "");

function insert(part: Element, next: Element, fresh: readonly HTMLElement[]): void {
  const [ours, theirs] = [listsOf(part), listsOf(next)];
  const added = theirs.map((list) => fresh.filter((row) => row.parentElement === list));
  // Nothing in between is left out: where new rows don't reach down to ours, the part starts anew.
  const connected = ours.every(
    (list, index) => list.children.length === 0 || added[index]!.length < theirs[index]!.children.length,
  );
  if (ours.length === theirs.length && connected)
    for (const [index, list] of ours.entries()) list.prepend(...added[index]!.map(asFresh));
  else {
    const offer = part.querySelectorAll(":scope > .live-offer");
    const others = [...document.importNode(next, true).children].filter((one) => !one.matches(".live-offer"));
    part.replaceChildren(...offer, ...others);
  }
}

const listsOf = (part: Element) => [...part.querySelectorAll(".live-rows")];

function asFresh(row: HTMLElement): HTMLElement {
  const copy = document.importNode(row, true);
  copy.classList.add("fresh");
  return copy;
}

interface Sent {
  ctx: { sourceElement: Element; target?: Element };
}

/** What only shows the form, and changes nothing in it. */
const shows = new Set(["preview", "tested"]);

/**
 * Parts of a form are changed one after the other: each change begins with what the one before has left. What shows
 * the form waits for the last of them, and what was asked before it is not shown any more.
 */
export function takesTurns(form: HTMLFormElement): void {
  const preview = form.querySelector("[data-preview]");
  let current: Sent["ctx"] | null = null;
  let waiting: (() => void)[] = [];

  form.addEventListener("htmx:config:request", (event) => {
    const { ctx } = (event as CustomEvent<Sent>).detail;
    if (current !== null) {
      event.preventDefault();
      waiting.push(() => again(form, ctx.sourceElement));
    } else if (!shows.has(ctx.target?.id ?? "")) {
      current = ctx;
      preview?.dispatchEvent(new Event("htmx:abort"));
    }
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if ((event as CustomEvent<Sent>).detail.ctx !== current) return;
    current = null;
    const next = waiting;
    waiting = [];
    // htmx has to know what came before it is used.
    setTimeout(() => {
      for (const act of next) act();
    });
  });
}

/** Asks for the same once more. What was to be removed has another number by now: it is left to a second click. */
function again(form: HTMLFormElement, source: Element): void {
  if (source instanceof HTMLButtonElement) {
    if (source.value.startsWith("remove")) return;
    form.querySelector<HTMLElement>(`button[name=do][value="${CSS.escape(source.value)}"]`)?.click();
    return;
  }
  const isPreview = source.matches("[data-preview]");
  const from = isPreview ? form : source;
  if (from.isConnected) from.dispatchEvent(new Event(isPreview ? "input" : "change", { bubbles: true }));
}

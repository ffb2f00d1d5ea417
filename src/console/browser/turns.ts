interface Sent {
  ctx: { sourceElement: Element; target?: Element | null; selectOOB?: string | undefined; text?: string };
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
  let focused: Element | null = null;
  let waiting: (() => void)[] = [];
  const typed = new Map<string, string>();
  let inputs = 0;
  const asked = new WeakMap<Sent["ctx"], number>();

  form.addEventListener("htmx:config:request", (event) => {
    const { ctx } = (event as CustomEvent<Sent>).detail;
    if (current !== null) {
      event.preventDefault();
      waiting.push(() => again(form, ctx.sourceElement));
      return;
    }
    asked.set(ctx, inputs);
    if (!shows.has(ctx.target?.id ?? "")) {
      current = ctx;
      focused = document.activeElement;
      preview?.dispatchEvent(new Event("htmx:abort"));
    }
  });
  // The answer holds what was there when it was asked for: what is typed until it comes is put back.
  form.addEventListener("input", ({ target }) => {
    inputs++;
    preview?.dispatchEvent(new Event("htmx:abort"));
    if (current !== null && isTyped(target) && target.id !== "") typed.set(target.id, target.value);
  });
  // A test says what it found, but nothing of a form that says something else by now.
  form.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<Sent>).detail;
    if (shows.has(ctx.target?.id ?? "") && asked.get(ctx) !== inputs) ctx.selectOOB = undefined;
    // Who has gone on to another field stays there.
    const now = document.activeElement;
    if (ctx === current && now !== focused && isTyped(now)) ctx.text = withoutFocus(ctx.text ?? "");
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if ((event as CustomEvent<Sent>).detail.ctx !== current) return;
    const removed = isRemoval(current?.sourceElement);
    current = null;
    for (const [id, value] of removed ? [] : typed) {
      const input = form.querySelector(`#${CSS.escape(id)}`);
      if (isTyped(input) && input.value !== value) input.value = value;
    }
    if (typed.size > 0) waiting.push(() => again(form, preview ?? form));
    typed.clear();
    const next = waiting;
    waiting = [];
    // htmx has to know what came before it is used.
    setTimeout(() => {
      for (const act of next) act();
    });
  });
}

const withoutFocus = (html: string) => html.replace(/(<[^<>]*) autofocus(?:="")?(?=[\s>])/g, "$1");

const isTyped = (target: unknown): target is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement =>
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(?:checkbox|radio)$/.test(target.type));

export const isRemoval = (source: unknown) =>
  source instanceof HTMLButtonElement && source.value.startsWith("remove");

/** Asks for the same once more. What was to be removed has another number by now: it is left to a second click. */
function again(form: HTMLFormElement, source: Element): void {
  if (source instanceof HTMLButtonElement) {
    if (isRemoval(source)) return;
    form.querySelector<HTMLElement>(`button[name=do][value="${CSS.escape(source.value)}"]`)?.click();
    return;
  }
  const isPreview = source.matches("[data-preview]");
  const from = isPreview ? form : source;
  if (from.isConnected) from.dispatchEvent(new Event(isPreview ? "input" : "change", { bubbles: true }));
}

interface Sent {
  ctx: { sourceElement: Element; target?: Element | null };
}

/**
 * An answer goes where its place is when it comes: an answer before it may have brought that place anew, and htmx drops
 * what belongs to an element that is gone. What is its own place (a part that asks for itself) is dropped with it.
 */
export function places(): void {
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<Sent>).detail;
    if (!ctx.target || ctx.target.isConnected || !ctx.sourceElement.isConnected) return;
    ctx.target = document.getElementById(ctx.target.id) ?? ctx.target;
  });
}

/** How far a pointer may move while it presses (CSS pixels). */
const steady = 8;

/**
 * A button that comes anew while it is pressed counts as pressed all the same: browsers fire no click when the element
 * that the pointer went down on is gone when it comes up.
 */
export function presses(): void {
  let pressed: { button: HTMLButtonElement; x: number; y: number } | null = null;
  document.addEventListener("pointerdown", ({ target, button: kind, clientX: x, clientY: y }) => {
    const button = kind === 0 && target instanceof Element ? target.closest("button") : null;
    pressed = button && { button, x, y };
  });
  document.addEventListener("pointerup", ({ clientX, clientY }) => {
    const was = pressed;
    pressed = null;
    if (!was || was.button.isConnected || Math.hypot(clientX - was.x, clientY - was.y) > steady) return;
    [...document.querySelectorAll("button")].find((one) => isSame(one, was.button))?.click();
  });
}

/** With the same words: "remove the first" may be another one's button by then. */
const isSame = (one: HTMLButtonElement, other: HTMLButtonElement) =>
  one.name === other.name &&
  one.value === other.value &&
  one.ariaLabel === other.ariaLabel &&
  one.textContent === other.textContent;

import { isRemoval } from "./turns.ts";

/** How far a pointer may move while it presses (CSS pixels). */
const steady = 8;

/**
 * A button of a form that comes anew while it is pressed counts as pressed all the same: browsers fire no click when the
 * element that the pointer went down on is gone when it comes up. What removes a row is left to a second click, since
 * another row may have its number by then, and so is what isn't the only one of its kind.
 */
export function presses(form: HTMLFormElement): void {
  let pressed: { button: HTMLButtonElement; x: number; y: number } | null = null;
  form.addEventListener("pointerdown", ({ target, button: kind, clientX: x, clientY: y }) => {
    const button = kind === 0 && target instanceof Element ? target.closest("button") : null;
    pressed = button && { button, x, y };
  });
  document.addEventListener("pointerup", ({ clientX, clientY }) => {
    const was = pressed;
    pressed = null;
    if (!was || was.button.isConnected || Math.hypot(clientX - was.x, clientY - was.y) > steady) return;
    if (isRemoval(was.button)) return;
    const [now, ...others] = [...form.querySelectorAll("button")].filter((one) => isSame(one, was.button));
    if (others.length === 0) now?.click();
  });
}

const isSame = (one: HTMLButtonElement, other: HTMLButtonElement) =>
  one.name === other.name &&
  one.value === other.value &&
  one.ariaLabel === other.ariaLabel &&
  one.textContent === other.textContent;

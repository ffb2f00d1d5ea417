/** Puts a ⋮ menu beside its button, and lets the arrow keys move in it. */
export function menus(): void {
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches(".menu-list")) return;
      const button = document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`);
      const open = (event as ToggleEvent).newState === "open";
      button?.setAttribute("aria-expanded", String(open));
      if (open && button) {
        place(menu, button.getBoundingClientRect());
        entries(menu)[0]?.focus();
      }
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const menu = (event.target as Element).closest<HTMLElement>(".menu-list");
    if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const all = entries(menu);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key] ?? 0;
    all.at(to % all.length)?.focus();
  });
  document.addEventListener("submit", (event) => {
    (event.target as Element).closest<HTMLElement>(".menu-list")?.hidePopover();
  });
  // A menu stays where it was opened; when the page moves, it goes.
  document.addEventListener(
    "scroll",
    () => document.querySelector<HTMLElement>(".menu-list:popover-open")?.hidePopover(),
    {
      passive: true,
    },
  );
}

const entries = (menu: Element) => [...menu.querySelectorAll<HTMLElement>("a, button:not(:disabled)")];

function place(menu: HTMLElement, button: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + 4;
  const top = below + height > innerHeight - 8 ? button.top - height - 4 : below;
  menu.style.left = `${Math.max(8, Math.min(button.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

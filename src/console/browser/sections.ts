/** On narrow screens the sections scroll: the one that is open is in view. */
export function sections(): void {
  const list = document.querySelector(".side nav ul");
  const current = list?.querySelector<HTMLElement>("[aria-current]");
  if (!list || !current) return;
  const { left, width } = current.getBoundingClientRect();
  list.scrollLeft += left + width / 2 - innerWidth / 2;
}

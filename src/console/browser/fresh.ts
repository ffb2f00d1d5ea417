/** Does something to every element that matches: those that are there, and those that come with later answers. */
export function whenever<E extends Element>(selector: string, act: (element: E) => void): void {
  const seen = new WeakSet<Element>();
  const look = () => {
    for (const element of document.querySelectorAll<E>(selector))
      if (!seen.has(element)) {
        seen.add(element);
        act(element);
      }
  };
  look();
  document.addEventListener("htmx:after:swap", look);
}

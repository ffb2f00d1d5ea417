/** How many deliveries of an endpoint may be under way at once: grows with each success, shrinks with each failure. */
export interface ConcurrencyWindow {
  size: number;
}

const initialSize = 1_000;
const smallestSize = 5;

export const initialWindow: ConcurrencyWindow = { size: initialSize };

/** One more for each success, up to `max` (so that it doubles with each full round), half for a failure. */
export function adapt(window: ConcurrencyWindow, success: boolean, max: number): ConcurrencyWindow {
  const size = success ? window.size + 1 : Math.max(smallestSize, Math.floor(window.size / 2));
  return { size: Math.min(size, max) };
}

/**
 * How many deliveries of an endpoint may be under way at once.
 *
 * It begins small, so that an endpoint that never answers has few requests under way, doubles with each round of
 * successes, and settles where deliveries wait `targetDelay` between hand-out and start: what waits, waits in its own
 * Outbox, and the queue that all share stays short whatever one endpoint gets (delay-based congestion control, as LEDBAT
 * does it: RFC 6817, 2.4.2).
 */
export interface ConcurrencyWindow {
  /** May be a fraction. */
  size: number;
}

const initialSize = 10;
const smallestSize = 5;
/** ms */
const targetDelay = 100;

export const initialWindow: ConcurrencyWindow = { size: initialSize };

/** How many of them fit beside those under way. */
export const room = (window: ConcurrencyWindow, inFlight: number, max: number): number =>
  Math.max(0, Math.floor(Math.min(window.size, max)) - inFlight);

/** @param delay how long (ms) a delivery that succeeded had waited from its hand-out to its start; null for a failure */
export function adapt(window: ConcurrencyWindow, delay: number | null, max: number): ConcurrencyWindow {
  const size =
    delay === null ? window.size / 2 : window.size + Math.max(-1, (targetDelay - delay) / targetDelay);
  return { size: Math.min(Math.max(size, smallestSize), Math.max(max, smallestSize)) };
}

/**
 * How many of something may be under way through a shared queue at once: an endpoint's deliveries, an application's
 * fan-outs.
 *
 * It begins small, doubles with each round of successes, and settles where the queue makes them wait about as long again
 * as it takes anyway: what waits, waits with its owner, and the queue that all share stays short whatever one of them
 * does (delay-based congestion control after LEDBAT, RFC 6817).
 */
export interface ConcurrencyWindow {
  /** May be a fraction. */
  size: number;
  /** The shortest wait (ms) of this period and of the one before: what the queue takes when it is short. */
  shortest: { current: number; before: number; since: number };
}

/** A queue that is a little longer than never (ms) is short enough. */
const leastTarget = 100;
/** ms */
const period = 5 * 60_000;

export const openWindow = (size: number): ConcurrencyWindow => ({
  size,
  shortest: { current: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY, since: 0 },
});

/** How many fit beside those under way. */
export const room = (window: ConcurrencyWindow, underWay: number, most: number): number =>
  Math.max(0, Math.floor(Math.min(window.size, most)) - underWay);

/** One has succeeded past the queue, which says nothing about the queue: the window only recovers from failures. */
export const succeededDirectly = (
  window: ConcurrencyWindow,
  { initial }: { initial: number },
): ConcurrencyWindow => ({ ...window, size: Math.max(window.size, Math.min(window.size + 1, initial)) });

/** One has begun after waiting `delay` (ms) in the queue, and succeeded. */
export function succeeded(
  window: ConcurrencyWindow,
  delay: number,
  { least, most }: { least: number; most: number },
  now: number,
): ConcurrencyWindow {
  const shortest = withDelay(window.shortest, Math.max(0, delay), now);
  const base = Math.min(shortest.current, shortest.before);
  const target = Math.max(leastTarget, base);
  const offTarget = (target - (delay - base)) / target;
  const size = window.size + Math.min(1, Math.max(-1, offTarget));
  return { size: Math.min(Math.max(size, least), most), shortest };
}

function withDelay(shortest: ConcurrencyWindow["shortest"], delay: number, now: number) {
  if (now - shortest.since < period) return { ...shortest, current: Math.min(shortest.current, delay) };
  return { current: delay, before: shortest.current, since: now };
}

/** One has failed. */
export const failed = (window: ConcurrencyWindow, least: number): ConcurrencyWindow => ({
  ...window,
  size: Math.max(least, window.size / 2),
});

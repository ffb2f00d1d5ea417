/**
 * A sliding window that holds to the request: within any second at most `rate` requests leave.
 *
 * A delivery that was handed out leaves at an unknown moment, but not after its deadline (the consumer gives a late one
 * back), so its place stays taken until a second after that deadline. Once settled, it is known when it left, and the
 * place is free a second after that moment.
 */
export interface Rate {
  /** Handed out and not settled: `count` places each, taken until `until` (ms). */
  handedOut: { lease: string; count: number; until: number }[];
  /** For every request known to have left in the last second: when its place is free again (ms). */
  left: number[];
}

const windowMs = 1_000;

/** A delivery of a throttled endpoint must leave within this time (ms) after it was handed out. */
export const leaveWithin = 1_000;

export const idle: Rate = { handedOut: [], left: [] };

const current = (rate: Rate, now: number): Rate => ({
  handedOut: rate.handedOut.filter((entry) => entry.count > 0 && entry.until > now),
  left: rate.left.filter((until) => until > now),
});

export function handOut(rate: Rate, lease: string, count: number, now: number): Rate {
  const { handedOut, left } = current(rate, now);
  return { handedOut: [...handedOut, { lease, count, until: now + leaveWithin + windowMs }], left };
}

/** One delivery of a hand-out is settled; `leftAt` is when its request left, null when it never did. */
export function complete(rate: Rate, lease: string, leftAt: number | null, now: number): Rate {
  const { handedOut, left } = current(rate, now);
  return {
    handedOut: handedOut.map((entry) =>
      entry.lease === lease ? { ...entry, count: entry.count - 1 } : entry,
    ),
    left: leftAt === null ? left : [...left, leftAt + windowMs],
  };
}

/**
 * After a restart: assumes the worst of what is not known, that the window was full at `lastLeft` (ms).
 *
 * @param open what is handed out and not settled, with when (ms) it was handed out
 */
export const afterRestart = (
  perSecond: number,
  lastLeft: number,
  open: readonly { lease: string; count: number; at: number }[] = [],
): Rate => ({
  handedOut: open.map(({ lease, count, at }) => ({ lease, count, until: at + leaveWithin + windowMs })),
  left: Array.from({ length: perSecond }, () => lastLeft + windowMs),
});

/**
 * How many may go now, and when none may, at what moment (ms) it is worth asking again: as soon as a tenth of the rate
 * is free, so that a fast endpoint is not woken for every single request.
 */
export function allowance(rate: Rate, perSecond: number, now: number): { count: number; at: number | null } {
  const { handedOut, left } = current(rate, now);
  const taken = handedOut.reduce((sum, entry) => sum + entry.count, 0) + left.length;
  const count = Math.max(0, perSecond - taken);
  if (count > 0) return { count, at: null };
  const ends = [
    ...left,
    ...handedOut.flatMap((entry) => Array.from({ length: entry.count }, () => entry.until)),
  ].sort((a, b) => a - b);
  const wanted = taken - perSecond + Math.max(1, Math.floor(perSecond / 10));
  return { count: 0, at: ends[Math.min(wanted, ends.length) - 1] ?? null };
}

/** Failures in a row after which an endpoint is probed with one delivery at a time. */
export const threshold = 5;

const firstProbeWait = 5_000;
const longestProbeWait = 300_000;

/** An endpoint that has only failed for this long (ms) is disabled. */
export const disableAfter = 5 * 24 * 3_600_000;

export interface Breaker {
  /** Failed attempts since the last success. */
  failures: number;
  /** When the first of these failures was seen (ms), null after a success. */
  failingSince: number | null;
  /** While open: no probe before this moment (ms). */
  probeAt: number;
}

export const closed: Breaker = { failures: 0, failingSince: null, probeAt: 0 };

export const isOpen = (breaker: Breaker) => breaker.failures >= threshold;

/** The next state after an attempt. Each failed probe doubles the wait before the next, from 5 s up to 5 min. */
export function observe(breaker: Breaker, success: boolean, now: number): Breaker {
  if (success) return closed;
  // What was under way when it opened is no probe.
  if (isOpen(breaker) && now < breaker.probeAt) return breaker;
  const failures = breaker.failures + 1;
  const probes = failures - threshold;
  const wait = probes < 0 ? 0 : Math.min(firstProbeWait * 2 ** Math.min(probes, 10), longestProbeWait);
  return { failures, failingSince: breaker.failingSince ?? now, probeAt: now + wait };
}

export const isDelinquent = (breaker: Breaker, now: number) =>
  breaker.failingSince !== null && now - breaker.failingSince >= disableAfter;

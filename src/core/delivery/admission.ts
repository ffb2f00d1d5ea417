import * as breaker from "./breaker.ts";
import * as window from "./concurrency.ts";
import * as rate from "./rate.ts";

/** What decides how many deliveries of one endpoint may be handed out now. */
export interface Gate {
  breaker: breaker.Breaker;
  window: window.Window;
  rate: rate.Rate;
  inFlight: number;
}

export interface GateSettings {
  /** Requests a second, null for no limit. */
  throttleRate: number | null;
  /** Deliveries under way at once. */
  maxInFlight: number;
  disabled: boolean;
}

/** Why what is due still waits. */
export type Hold = "paused" | "failing" | "rate_limit" | "concurrency";

export interface Allowance {
  count: number;
  hold: Hold | null;
  /** When the hold ends by itself (ms); null when only a settled delivery or a change of settings ends it. */
  at: number | null;
}

export const openGate: Gate = {
  breaker: breaker.closed,
  window: window.initialWindow,
  rate: rate.idle,
  inFlight: 0,
};

export function allowance(gate: Gate, settings: GateSettings, now: number): Allowance {
  if (settings.disabled) return { count: 0, hold: "paused", at: null };

  const open = breaker.isOpen(gate.breaker);
  if (open && gate.inFlight > 0) return { count: 0, hold: "failing", at: null };
  if (open && now < gate.breaker.probeAt) return { count: 0, hold: "failing", at: gate.breaker.probeAt };

  const capacity = open ? 1 : Math.min(gate.window.size, settings.maxInFlight) - gate.inFlight;
  if (capacity <= 0) return { count: 0, hold: "concurrency", at: null };
  if (settings.throttleRate === null) return { count: capacity, hold: null, at: null };

  const free = rate.allowance(gate.rate, settings.throttleRate, now);
  return free.count === 0
    ? { count: 0, hold: "rate_limit", at: free.at }
    : { count: Math.min(capacity, free.count), hold: null, at: null };
}

export function handOut(gate: Gate, settings: GateSettings, lease: string, count: number, now: number): Gate {
  const throttled = settings.throttleRate !== null;
  return {
    ...gate,
    inFlight: gate.inFlight + count,
    rate: throttled ? rate.handOut(gate.rate, lease, count, now) : gate.rate,
  };
}

export interface Settled {
  lease: string;
  /** Null when no request was made: too late, paused meanwhile, payload gone. */
  success: boolean | null;
  /** When the request left (ms), null when none did. */
  leftAt: number | null;
}

export function settle(gate: Gate, settings: GateSettings, outcome: Settled, now: number): Gate {
  const attempted = outcome.success !== null;
  const success = outcome.success === true;
  return {
    inFlight: Math.max(0, gate.inFlight - 1),
    rate:
      settings.throttleRate === null ? gate.rate : rate.settle(gate.rate, outcome.lease, outcome.leftAt, now),
    breaker: attempted ? breaker.observe(gate.breaker, success, now) : gate.breaker,
    window: attempted ? window.adapt(gate.window, success, settings.maxInFlight) : gate.window,
  };
}

/** A hand-out whose lease ended: what was not settled of it is under way no longer. */
export const release = (gate: Gate, count: number): Gate => ({
  ...gate,
  inFlight: Math.max(0, gate.inFlight - count),
});

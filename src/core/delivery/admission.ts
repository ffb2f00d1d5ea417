import * as breaker from "./breaker.ts";
import * as window from "./concurrency.ts";
import { Rate } from "./rate.ts";

/** What decides how many deliveries of one endpoint may be handed out now. */
export interface Admission {
  breaker: breaker.Breaker;
  window: window.ConcurrencyWindow;
  /** Changed in place by what changes the admission. */
  rate: Rate;
  inFlight: number;
}

export interface AdmissionSettings {
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

/** An endpoint that has never answered has no more requests under way than this. */
const initialWindow = 10;
const leastWindow = 5;

export const initialAdmission = (): Admission => ({
  breaker: breaker.closed,
  window: window.openWindow(initialWindow),
  rate: new Rate(),
  inFlight: 0,
});

export function allowance(admission: Admission, settings: AdmissionSettings, now: number): Allowance {
  if (settings.disabled) return { count: 0, hold: "paused", at: null };

  const open = breaker.isOpen(admission.breaker);
  if (open && admission.inFlight > 0) return { count: 0, hold: "failing", at: null };
  if (open && now < admission.breaker.probeAt)
    return { count: 0, hold: "failing", at: admission.breaker.probeAt };

  const capacity = open ? 1 : window.room(admission.window, admission.inFlight, settings.maxInFlight);
  if (capacity === 0) return { count: 0, hold: "concurrency", at: null };
  if (settings.throttleRate === null) return { count: capacity, hold: null, at: null };

  const free = admission.rate.allowance(settings.throttleRate, now);
  return free.count === 0
    ? { count: 0, hold: "rate_limit", at: free.at }
    : { count: Math.min(capacity, free.count), hold: null, at: null };
}

export function handOut(
  admission: Admission,
  settings: AdmissionSettings,
  lease: string,
  count: number,
  now: number,
): Admission {
  if (settings.throttleRate !== null) admission.rate.handOut(lease, count, now);
  return { ...admission, inFlight: admission.inFlight + count };
}

export interface Completion {
  lease: string;
  /** Null when no request was made: too late, paused meanwhile, payload gone. */
  success: boolean | null;
  /** From the hand-out to the request's start (ms); null when it went past the queue, or no request was made. */
  delay: number | null;
  /** When the request left (ms), null when none did. */
  leftAt: number | null;
}

export function complete(
  admission: Admission,
  settings: AdmissionSettings,
  outcome: Completion,
  now: number,
): Admission {
  const attempted = outcome.success !== null;
  const success = outcome.success === true;
  if (settings.throttleRate !== null) admission.rate.complete(outcome.lease, outcome.leftAt, now);
  return {
    rate: admission.rate,
    inFlight: Math.max(0, admission.inFlight - 1),
    breaker: attempted ? breaker.observe(admission.breaker, success, now) : admission.breaker,
    window: attempted ? adapted(admission.window, settings.maxInFlight, outcome, now) : admission.window,
  };
}

function adapted(
  current: window.ConcurrencyWindow,
  most: number,
  { success, delay }: Completion,
  now: number,
): window.ConcurrencyWindow {
  if (success === true)
    return delay === null
      ? window.succeededDirectly(current, { initial: initialWindow })
      : window.succeeded(current, delay, { least: leastWindow, most }, now);
  return window.failed(current, leastWindow);
}

/** A hand-out whose lease ended: what was not settled of it is under way no longer. */
export const release = (admission: Admission, count: number): Admission => ({
  ...admission,
  inFlight: Math.max(0, admission.inFlight - count),
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Admission,
  type AdmissionSettings,
  allowance,
  complete,
  handOut,
  initialAdmission,
  release,
} from "../../../src/core/delivery/admission.ts";
import { isOpen, observe, threshold } from "../../../src/core/delivery/breaker.ts";
import { leaveWithin } from "../../../src/core/delivery/rate.ts";

const start = 1_700_000_000_000;
const unlimited: AdmissionSettings = { throttleRate: null, maxInFlight: 500, disabled: false };

const failing: Admission = {
  ...initialAdmission(),
  breaker: Array.from({ length: threshold }).reduce<Admission["breaker"]>(
    (breaker) => observe(breaker, false, start),
    initialAdmission().breaker,
  ),
};

describe("whatever happens", () => {
  type Step =
    | { do: "ask" | "release"; most: number }
    | { do: "settle"; success: boolean | null }
    | { do: "wait"; ms: number }
    | { do: "configure"; settings: AdmissionSettings };

  const settings = fc.record<AdmissionSettings>({
    throttleRate: fc.option(fc.integer({ min: 1, max: 30 })),
    maxInFlight: fc.integer({ min: 1, max: 40 }),
    disabled: fc.oneof(
      { weight: 4, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  });
  const most = fc.constantFrom(1, 3, 1_000);
  const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("ask"), most }) },
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant("settle"), success: fc.constantFrom(true, false, false, null) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.nat(20_000) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release"), most }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("configure"), settings }) },
  );

  /** Plays an endpoint and shows `look` every state, together with what is handed out in it if everything allowed is. */
  const always = (look: (admission: Admission, settings: AdmissionSettings, now: number) => void) =>
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 80, size: "max" }), (initial, steps) => {
        let settings = initial;
        let admission = initialAdmission();
        let now = start;
        const leases: { lease: string; at: number }[] = [];
        for (const [index, step] of steps.entries()) {
          if (step.do === "wait") now += step.ms;
          if (step.do === "configure") settings = step.settings;
          if (step.do === "ask") {
            const count = Math.min(step.most, allowance(admission, settings, now).count);
            admission = handOut(admission, settings, String(index), count, now);
            for (let i = 0; i < count; i++) leases.push({ lease: String(index), at: now });
          }
          if (step.do === "settle" && leases.length > 0) {
            const { lease, at } = leases.shift()!;
            const leftAt = step.success === null ? null : Math.min(now, at + leaveWithin);
            admission = complete(
              admission,
              settings,
              { lease, success: step.success, delay: 0, leftAt },
              now,
            );
          }
          if (step.do === "release")
            admission = release(
              admission,
              leases.splice(0, step.most === 1_000 ? leases.length : step.most).length,
            );
          expect(admission.inFlight).toBe(leases.length);
          look(admission, settings, now);
        }
      }),
      { numRuns: 300 },
    );

  it("never has more under way than the window and the settings allow", () =>
    always((admission, settings, now) => {
      const { count } = allowance(admission, settings, now);
      expect(count).toBeGreaterThanOrEqual(0);
      const most = Math.min(Math.floor(admission.window.size), settings.maxInFlight);
      if (count > 0) expect(admission.inFlight + count).toBeLessThanOrEqual(most);
    }));

  it("never hands out more at once than the rate", () =>
    always((admission, settings, now) => {
      expect(allowance(admission, settings, now).count).toBeLessThanOrEqual(settings.throttleRate ?? 1_000);
    }));

  it("lets exactly one through when the breaker is open, once it is time and nothing is under way", () =>
    always((admission, settings, now) => {
      if (!isOpen(admission.breaker) || settings.disabled) return;
      const { count, hold } = allowance(admission, settings, now);
      const probes = admission.inFlight === 0 && now >= admission.breaker.probeAt && hold !== "rate_limit";
      expect(count).toBe(probes ? 1 : 0);
    }));

  it("lets nothing through while paused", () =>
    always((admission, settings, now) => {
      const paused = { ...settings, disabled: true };
      expect(allowance(admission, paused, now)).toEqual({ count: 0, hold: "paused", at: null });
    }));

  it("says why nothing may go, and only then", () =>
    always((admission, settings, now) => {
      const { count, hold, at } = allowance(admission, settings, now);
      expect(count === 0).toBe(hold !== null);
      if (at !== null) expect(at).toBeGreaterThan(now);
    }));

  it("never waits for a settlement when nothing is under way: something may go, or it says when", () =>
    always((admission, settings, now) => {
      const idle = release(admission, admission.inFlight);
      const { count, at } = allowance(idle, { ...settings, disabled: false }, now);
      expect(count > 0 || at !== null).toBe(true);
    }));
});

it("hands out a whole window at first, and more when there is room again", () => {
  const first = allowance(initialAdmission(), unlimited, start);
  const { size } = initialAdmission().window;
  expect(first).toEqual({ count: Math.min(size, unlimited.maxInFlight), hold: null, at: null });
  const full = handOut(initialAdmission(), unlimited, "lease", first.count, start);
  expect(allowance(full, unlimited, start)).toEqual({ count: 0, hold: "concurrency", at: null });
  const settled = complete(
    full,
    unlimited,
    { lease: "lease", success: true, delay: 0, leftAt: start },
    start,
  );
  expect(allowance(settled, unlimited, start).count).toBe(first.count === size ? 2 : 1);
});

it("is held back by a small maximum more than by the window", () => {
  expect(allowance(initialAdmission(), { ...unlimited, maxInFlight: 3 }, start).count).toBe(3);
});

it("probes a failing endpoint with one delivery, and takes up its work when that one succeeds", () => {
  const { probeAt } = failing.breaker;
  expect(allowance(failing, unlimited, probeAt - 1)).toEqual({ count: 0, hold: "failing", at: probeAt });
  expect(allowance(failing, unlimited, probeAt)).toEqual({ count: 1, hold: null, at: null });

  const probing = handOut(failing, unlimited, "probe", 1, probeAt);
  expect(allowance(probing, unlimited, probeAt + 60_000)).toEqual({ count: 0, hold: "failing", at: null });

  const outcome = { lease: "probe", delay: 0, leftAt: probeAt };
  const again = complete(probing, unlimited, { ...outcome, success: false }, probeAt);
  expect(allowance(again, unlimited, probeAt)).toMatchObject({
    count: 0,
    hold: "failing",
    at: again.breaker.probeAt,
  });
  const well = complete(probing, unlimited, { ...outcome, success: true }, probeAt);
  expect(allowance(well, unlimited, probeAt).count).toBe(Math.floor(well.window.size));
});

it("counts what was never attempted neither as success nor as failure", () => {
  const { probeAt } = failing.breaker;
  const probing = handOut(failing, unlimited, "probe", 1, probeAt);
  const returned = complete(
    probing,
    unlimited,
    { lease: "probe", success: null, delay: 0, leftAt: null },
    probeAt,
  );
  expect(returned).toEqual(failing);
});

it("halves the window for a failure", () => {
  const one = handOut(initialAdmission(), unlimited, "lease", 1, start);
  const failed = complete(one, unlimited, { lease: "lease", success: false, delay: 0, leftAt: start }, start);
  expect(allowance(failed, unlimited, start).count).toBe(Math.floor(initialAdmission().window.size / 2));
});

it("holds what exceeds the rate until a second after the requests left", () => {
  const throttled = { ...unlimited, throttleRate: 2 };
  expect(allowance(initialAdmission(), throttled, start).count).toBe(2);
  let admission = handOut(initialAdmission(), throttled, "lease", 2, start);
  expect(allowance(admission, throttled, start)).toMatchObject({ count: 0, hold: "rate_limit" });
  for (let i = 0; i < 2; i++)
    admission = complete(
      admission,
      throttled,
      { lease: "lease", success: true, delay: 0, leftAt: start + 10 },
      start + 50,
    );
  expect(allowance(admission, throttled, start + 50)).toEqual({
    count: 0,
    hold: "rate_limit",
    at: start + 1_010,
  });
  expect(allowance(admission, throttled, start + 1_010).count).toBe(2);
});

it("throttles the probe of a failing endpoint too", () => {
  const throttled = { ...unlimited, throttleRate: 1 };
  const { probeAt } = failing.breaker;
  const probing = handOut(failing, throttled, "probe", 1, probeAt);
  const returned = release(probing, 1);
  expect(allowance(returned, throttled, probeAt)).toMatchObject({ count: 0, hold: "rate_limit" });
});

it("forgets what was under way when its lease ends, and never counts below zero", () => {
  const out = handOut(initialAdmission(), unlimited, "lease", 3, start);
  expect(release(out, 2).inFlight).toBe(1);
  expect(release(out, 5).inFlight).toBe(0);
  expect(
    complete(initialAdmission(), unlimited, { lease: "old", success: true, delay: 0, leftAt: start }, start)
      .inFlight,
  ).toBe(0);
});

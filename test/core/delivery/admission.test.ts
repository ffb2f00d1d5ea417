import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allowance,
  type Gate,
  type GateSettings,
  handOut,
  openGate,
  release,
  settle,
} from "../../../src/core/delivery/admission.ts";
import { isOpen, observe, threshold } from "../../../src/core/delivery/breaker.ts";
import { leaveWithin } from "../../../src/core/delivery/rate.ts";

const start = 1_700_000_000_000;
const unlimited: GateSettings = { throttleRate: null, maxInFlight: 500, disabled: false };

const failing: Gate = {
  ...openGate,
  breaker: Array.from({ length: threshold }).reduce<Gate["breaker"]>(
    (breaker) => observe(breaker, false, start),
    openGate.breaker,
  ),
};

describe("whatever happens", () => {
  type Step =
    | { do: "ask" | "release"; most: number }
    | { do: "settle"; success: boolean | null }
    | { do: "wait"; ms: number }
    | { do: "configure"; settings: GateSettings };

  const settings = fc.record<GateSettings>({
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
  const always = (look: (gate: Gate, settings: GateSettings, now: number) => void) =>
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 80, size: "max" }), (initial, steps) => {
        let settings = initial;
        let gate = openGate;
        let now = start;
        const leases: { lease: string; at: number }[] = [];
        for (const [index, step] of steps.entries()) {
          if (step.do === "wait") now += step.ms;
          if (step.do === "configure") settings = step.settings;
          if (step.do === "ask") {
            const count = Math.min(step.most, allowance(gate, settings, now).count);
            gate = handOut(gate, settings, String(index), count, now);
            for (let i = 0; i < count; i++) leases.push({ lease: String(index), at: now });
          }
          if (step.do === "settle" && leases.length > 0) {
            const { lease, at } = leases.shift()!;
            const leftAt = step.success === null ? null : Math.min(now, at + leaveWithin);
            gate = settle(gate, settings, { lease, success: step.success, leftAt }, now);
          }
          if (step.do === "release")
            gate = release(gate, leases.splice(0, step.most === 1_000 ? leases.length : step.most).length);
          expect(gate.inFlight).toBe(leases.length);
          look(gate, settings, now);
        }
      }),
      { numRuns: 300 },
    );

  it("never has more under way than the window and the settings allow", () =>
    always((gate, settings, now) => {
      const { count } = allowance(gate, settings, now);
      expect(count).toBeGreaterThanOrEqual(0);
      const most = Math.min(gate.window.size, settings.maxInFlight);
      if (count > 0) expect(gate.inFlight + count).toBeLessThanOrEqual(most);
    }));

  it("never hands out more at once than the rate", () =>
    always((gate, settings, now) => {
      expect(allowance(gate, settings, now).count).toBeLessThanOrEqual(settings.throttleRate ?? 1_000);
    }));

  it("lets exactly one through when the breaker is open, once it is time and nothing is under way", () =>
    always((gate, settings, now) => {
      if (!isOpen(gate.breaker) || settings.disabled) return;
      const { count, hold } = allowance(gate, settings, now);
      const probes = gate.inFlight === 0 && now >= gate.breaker.probeAt && hold !== "rate_limit";
      expect(count).toBe(probes ? 1 : 0);
    }));

  it("lets nothing through while paused", () =>
    always((gate, settings, now) => {
      const paused = { ...settings, disabled: true };
      expect(allowance(gate, paused, now)).toEqual({ count: 0, hold: "paused", at: null });
    }));

  it("says why nothing may go, and only then", () =>
    always((gate, settings, now) => {
      const { count, hold, at } = allowance(gate, settings, now);
      expect(count === 0).toBe(hold !== null);
      if (at !== null) expect(at).toBeGreaterThan(now);
    }));

  it("never waits for a settlement when nothing is under way: something may go, or it says when", () =>
    always((gate, settings, now) => {
      const idle = release(gate, gate.inFlight);
      const { count, at } = allowance(idle, { ...settings, disabled: false }, now);
      expect(count > 0 || at !== null).toBe(true);
    }));
});

it("hands out a whole window at first, and more when there is room again", () => {
  const first = allowance(openGate, unlimited, start);
  const { size } = openGate.window;
  expect(first).toEqual({ count: Math.min(size, unlimited.maxInFlight), hold: null, at: null });
  const full = handOut(openGate, unlimited, "lease", first.count, start);
  expect(allowance(full, unlimited, start)).toEqual({ count: 0, hold: "concurrency", at: null });
  const settled = settle(full, unlimited, { lease: "lease", success: true, leftAt: start }, start);
  expect(allowance(settled, unlimited, start).count).toBe(first.count === size ? 2 : 1);
});

it("is held back by a small maximum more than by the window", () => {
  expect(allowance(openGate, { ...unlimited, maxInFlight: 3 }, start).count).toBe(3);
});

it("probes a failing endpoint with one delivery, and takes up its work when that one succeeds", () => {
  const { probeAt } = failing.breaker;
  expect(allowance(failing, unlimited, probeAt - 1)).toEqual({ count: 0, hold: "failing", at: probeAt });
  expect(allowance(failing, unlimited, probeAt)).toEqual({ count: 1, hold: null, at: null });

  const probing = handOut(failing, unlimited, "probe", 1, probeAt);
  expect(allowance(probing, unlimited, probeAt + 60_000)).toEqual({ count: 0, hold: "failing", at: null });

  const outcome = { lease: "probe", leftAt: probeAt };
  const again = settle(probing, unlimited, { ...outcome, success: false }, probeAt);
  expect(allowance(again, unlimited, probeAt)).toMatchObject({
    count: 0,
    hold: "failing",
    at: again.breaker.probeAt,
  });
  const well = settle(probing, unlimited, { ...outcome, success: true }, probeAt);
  expect(allowance(well, unlimited, probeAt).count).toBe(well.window.size);
});

it("counts what was never attempted neither as success nor as failure", () => {
  const { probeAt } = failing.breaker;
  const probing = handOut(failing, unlimited, "probe", 1, probeAt);
  const returned = settle(probing, unlimited, { lease: "probe", success: null, leftAt: null }, probeAt);
  expect(returned).toEqual(failing);
});

it("halves the window for a failure", () => {
  const one = handOut(openGate, unlimited, "lease", 1, start);
  const failed = settle(one, unlimited, { lease: "lease", success: false, leftAt: start }, start);
  expect(allowance(failed, unlimited, start).count).toBe(Math.floor(openGate.window.size / 2));
});

it("holds what exceeds the rate until a second after the requests left", () => {
  const throttled = { ...unlimited, throttleRate: 2 };
  expect(allowance(openGate, throttled, start).count).toBe(2);
  let gate = handOut(openGate, throttled, "lease", 2, start);
  expect(allowance(gate, throttled, start)).toMatchObject({ count: 0, hold: "rate_limit" });
  for (let i = 0; i < 2; i++)
    gate = settle(gate, throttled, { lease: "lease", success: true, leftAt: start + 10 }, start + 50);
  expect(allowance(gate, throttled, start + 50)).toEqual({ count: 0, hold: "rate_limit", at: start + 1_010 });
  expect(allowance(gate, throttled, start + 1_010).count).toBe(2);
});

it("throttles the probe of a failing endpoint too", () => {
  const throttled = { ...unlimited, throttleRate: 1 };
  const { probeAt } = failing.breaker;
  const probing = handOut(failing, throttled, "probe", 1, probeAt);
  const returned = release(probing, 1);
  expect(allowance(returned, throttled, probeAt)).toMatchObject({ count: 0, hold: "rate_limit" });
});

it("forgets what was under way when its lease ends, and never counts below zero", () => {
  const out = handOut(openGate, unlimited, "lease", 3, start);
  expect(release(out, 2).inFlight).toBe(1);
  expect(release(out, 5).inFlight).toBe(0);
  expect(settle(openGate, unlimited, { lease: "old", success: true, leftAt: start }, start).inFlight).toBe(0);
});

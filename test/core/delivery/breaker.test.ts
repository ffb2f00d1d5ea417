import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Breaker,
  closed,
  disableAfter,
  isDelinquent,
  isOpen,
  observe,
  threshold,
} from "../../../src/core/delivery/breaker.ts";

const start = 1_700_000_000_000;

const fail = (times: number, from: Breaker = closed, at = start) =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => observe(breaker, false, at), from);

const history = fc.array(fc.record({ success: fc.boolean(), after: fc.nat(24 * 3_600_000) }), {
  maxLength: 40,
  size: "max",
});

it("opens after five failures in a row, not before", () => {
  expect(threshold).toBe(5);
  expect(isOpen(fail(4))).toBe(false);
  expect(isOpen(fail(5))).toBe(true);
});

it("closes with the first success", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (failures) => {
      expect(observe(fail(failures), true, start + 1)).toEqual(closed);
    }),
  );
});

it("is open exactly when the last five or more attempts failed, and failing since the first of these", () => {
  fc.assert(
    fc.property(history, (attempts) => {
      let breaker = closed;
      let now = start;
      let since: number | null = null;
      let inARow = 0;
      for (const { success, after } of attempts) {
        now += after;
        breaker = observe(breaker, success, now);
        inARow = success ? 0 : inARow + 1;
        since = success ? null : (since ?? now);
        expect(isOpen(breaker)).toBe(inARow >= 5);
        expect(breaker.failingSince).toBe(since);
        expect(isDelinquent(breaker, now)).toBe(since !== null && now - since >= 5 * 86_400_000);
      }
    }),
  );
});

it("waits 5 s before the first probe, doubled with each failed one, 5 min at most", () => {
  const waits: number[] = [];
  for (let open = fail(threshold), now = start; waits.length < 10; ) {
    waits.push((open.probeAt - now) / 1_000);
    now = open.probeAt;
    open = observe(open, false, now);
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
});

it("takes what was under way when it opened for no probe", () => {
  const open = fail(threshold);
  expect(observe(open, false, open.probeAt - 1)).toEqual(open);
});

it("counts the wait from the attempt that failed", () => {
  expect(observe(fail(threshold), false, start + 7_000).probeAt).toBe(start + 7_000 + 10_000);
});

it("calls an endpoint delinquent after five days of nothing but failures", () => {
  expect(disableAfter).toBe(5 * 24 * 3_600_000);
  const failing = fail(3, fail(1), start + 60_000);
  expect(isDelinquent(failing, start + disableAfter - 1)).toBe(false);
  expect(isDelinquent(failing, start + disableAfter)).toBe(true);
});

it("starts the five days anew after a success", () => {
  const recovered = observe(fail(100), true, start + disableAfter - 1);
  expect(isDelinquent(recovered, start + 2 * disableAfter)).toBe(false);
  const failingAgain = observe(recovered, false, start + disableAfter);
  expect(isDelinquent(failingAgain, start + disableAfter)).toBe(false);
  expect(isDelinquent(failingAgain, start + 2 * disableAfter)).toBe(true);
});

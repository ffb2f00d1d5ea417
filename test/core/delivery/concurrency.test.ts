import fc from "fast-check";
import { expect, it } from "vitest";
import { adapt, type ConcurrencyWindow, initialWindow } from "../../../src/core/delivery/concurrency.ts";

const after = (outcomes: readonly boolean[], max: number, from: ConcurrencyWindow = initialWindow) =>
  outcomes.reduce((window, success) => adapt(window, success, max), from);

const outcomes = fc.array(fc.boolean(), { minLength: 1, maxLength: 200, size: "max" });

it("stays between 5 and the maximum, or at the maximum where that is below 5", () => {
  fc.assert(
    fc.property(outcomes, fc.integer({ min: 1, max: 600 }), (outcomes, max) => {
      const { size } = after(outcomes, max);
      expect(size).toBeLessThanOrEqual(max);
      expect(size).toBeGreaterThanOrEqual(Math.min(5, max));
      expect(size).toSatisfy(Number.isInteger);
    }),
  );
});

it("begins with 1,000", () => {
  expect(initialWindow.size).toBe(1_000);
});

it("grows by one with a success: twice the size after a round of them, up to the maximum", () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 400 }), (size) => {
      const round = Array.from({ length: size }, () => true);
      expect(after([true], 1_000, { size }).size).toBe(size + 1);
      expect(after(round, 1_000, { size }).size).toBe(2 * size);
      expect(after(round, size + 3, { size }).size).toBe(size + Math.min(3, size));
    }),
  );
});

it("shrinks by half with a failure, down to 5", () => {
  expect(after([false], 500, { size: 101 }).size).toBe(50);
  expect(after(Array(10).fill(false), 500).size).toBe(5);
});

it("gives way at once when the maximum is lowered", () => {
  expect(after([true], 8, { size: 300 }).size).toBe(8);
  expect(after([false], 8, { size: 300 }).size).toBe(8);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import {
  adapt,
  type ConcurrencyWindow,
  initialWindow,
  room,
} from "../../../src/core/delivery/concurrency.ts";

const most = 2_000;

/** A delivery that waited so long (ms) and succeeded, or failed. */
const after = (delays: readonly (number | null)[], max = most, from: ConcurrencyWindow = initialWindow) =>
  delays.reduce<ConcurrencyWindow>((window, delay) => adapt(window, delay, max), from);

const times = (count: number, delay: number | null) => Array.from({ length: count }, () => delay);

const delays = fc.array(fc.option(fc.nat(5_000)), { minLength: 1, maxLength: 300, size: "max" });

it("stays between 5 and the maximum", () => {
  fc.assert(
    fc.property(delays, fc.integer({ min: 5, max: 600 }), (delays, max) => {
      const { size } = after(delays, max);
      expect(size).toBeLessThanOrEqual(max);
      expect(size).toBeGreaterThanOrEqual(5);
    }),
  );
});

it("begins with 10: an endpoint that never answered has no more under way", () => {
  expect(room(initialWindow, 0, most)).toBe(10);
  expect(room(initialWindow, 10, most)).toBe(0);
});

it("doubles with each round of deliveries that began at once, up to the maximum", () => {
  expect(after(times(10, 0)).size).toBe(20);
  expect(after([...times(10, 0), ...times(20, 0)]).size).toBe(40);
  expect(after(times(100, 0), 50).size).toBe(50);
});

it("stays where deliveries wait 100 ms for their start, and shrinks where they wait longer", () => {
  expect(after(times(50, 100), most, { size: 300 }).size).toBe(300);
  expect(after(times(50, 150), most, { size: 300 }).size).toBe(275);
  expect(after(times(50, 8_000), most, { size: 300 }).size).toBe(250);
});

it("keeps a shared queue short whatever is served a second, and uses what it can serve", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 5_000 }), (perSecond) => {
      let window = initialWindow;
      for (let n = 0; n < 20_000; n++) window = adapt(window, (window.size / perSecond) * 1_000, most);
      const delay = (window.size / perSecond) * 1_000;
      expect(delay).toBeLessThanOrEqual(110);
      expect(delay).toBeGreaterThanOrEqual(Math.min(90, (most / perSecond) * 1_000));
    }),
  );
});

it("halves with a failure", () => {
  expect(after([null], most, { size: 300 }).size).toBe(150);
  expect(after(times(20, null)).size).toBe(5);
});

it("has room for whole deliveries only, and for none beyond the maximum", () => {
  expect(room({ size: 7.9 }, 3, most)).toBe(4);
  expect(room({ size: 7.9 }, 3, 5)).toBe(2);
  expect(room({ size: 7.9 }, 9, most)).toBe(0);
});

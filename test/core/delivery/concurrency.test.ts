import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type ConcurrencyWindow,
  failed,
  openWindow,
  room,
  succeeded,
} from "../../../src/core/delivery/concurrency.ts";

const bounds = { least: 5, most: 2_000 };
const start = 1_700_000_000_000;

/** Successes after so long a wait (ms), a failure for null. */
const after = (
  delays: readonly (number | null)[],
  from: ConcurrencyWindow = openWindow(10),
  { least, most } = bounds,
) =>
  delays.reduce<ConcurrencyWindow>(
    (window, delay) =>
      delay === null ? failed(window, least) : succeeded(window, delay, { least, most }, start),
    from,
  );

const times = (count: number, delay: number | null) => Array.from({ length: count }, () => delay);

/** A window of this size through a queue that takes so long (ms) when it is short. */
const at = (size: number, base = 0) => ({
  ...openWindow(size),
  shortest: { current: base, before: base, since: start },
});

it("stays between its bounds", () => {
  const delays = fc.array(fc.option(fc.nat(5_000)), { minLength: 1, maxLength: 300, size: "max" });
  fc.assert(
    fc.property(delays, fc.integer({ min: 5, max: 600 }), (delays, most) => {
      const { size } = after(delays, openWindow(5), { least: 5, most });
      expect(size).toBeLessThanOrEqual(most);
      expect(size).toBeGreaterThanOrEqual(5);
    }),
  );
});

it("doubles with each round of those that begin as soon as the queue allows", () => {
  for (const base of [0, 20, 800]) {
    expect(after(times(10, base), at(10, base)).size).toBe(20);
    expect(after(times(30, base), at(10, base)).size).toBe(40);
    expect(after(times(100, base), at(10, base), { least: 5, most: 50 }).size).toBe(50);
  }
});

it("stays where the queue takes 100 ms longer than it must, or as long again, and shrinks beyond", () => {
  expect(after(times(50, 100), at(300)).size).toBe(300);
  expect(after(times(50, 150), at(300)).size).toBe(275);
  expect(after(times(50, 8_000), at(300)).size).toBe(250);
  expect(after(times(50, 1_600), at(300, 800)).size).toBe(300);
  expect(after(times(50, 2_000), at(300, 800)).size).toBe(275);
});

it("keeps the queue short whatever it serves a second, and uses what it can serve", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 5_000 }), fc.nat(400), (perSecond, base) => {
      const wait = ({ size }: ConcurrencyWindow) => Math.max(base, (size / perSecond) * 1_000);
      let window = at(10, base);
      for (let n = 0; n < 20_000; n++) window = succeeded(window, wait(window), bounds, start);
      const target = Math.max(100, base);
      expect(wait(window)).toBeLessThanOrEqual(base + target + 10);
      const full = Math.min(bounds.most, ((base + target) / 1_000) * perSecond);
      expect(window.size).toBeGreaterThanOrEqual(0.9 * full);
    }),
  );
});

it("forgets after five to ten minutes how short the queue once was", () => {
  const minute = 60_000;
  let window = succeeded(openWindow(100), 1, bounds, start);
  for (let n = 1; n <= 11; n++) window = succeeded(window, 500, bounds, start + n * minute);
  const grown = succeeded(window, 500, bounds, start + 12 * minute);
  expect(grown.size).toBe(window.size + 1);
});

it("takes clocks that differ for no wait", () => {
  expect(after(times(3, -400), at(10)).size).toBe(13);
});

it("halves with a failure", () => {
  expect(after([null], at(300)).size).toBe(150);
  expect(after(times(20, null)).size).toBe(5);
});

it("has room for whole ones only, and for none beyond the maximum", () => {
  expect(room(openWindow(7.9), 3, 2_000)).toBe(4);
  expect(room(openWindow(7.9), 3, 5)).toBe(2);
  expect(room(openWindow(7.9), 9, 2_000)).toBe(0);
});

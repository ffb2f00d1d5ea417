import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bucketsIn,
  type HourCounts,
  hourMs,
  intervals,
  overview,
  series,
  startOf,
  sum,
} from "../../../src/core/delivery/series.ts";

const sizes = { hour: hourMs, day: 24 * hourMs };
const now = Date.UTC(2026, 2, 29, 12, 34);
const interval = fc.constantFrom(...intervals);
const moment = fc.integer({ min: now - 40 * sizes.day, max: now });
const window = fc
  .tuple(moment, moment)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ since: Math.min(a, b), until: Math.max(a, b) }));
const few = fc.integer({ min: 0, max: 20 });
const hours = fc
  .uniqueArray(
    fc.record({
      hour: moment.map((at) => Math.floor(at / hourMs)),
      accepted: few,
      failed: few,
      suppressed: few,
      duration: fc.integer({ min: 0, max: 100_000 }),
    }),
    { selector: ({ hour }) => hour, maxLength: 60 },
  )
  .map((counts): HourCounts[] => counts);

it("has every bucket that the window touches, each once, in order", () => {
  fc.assert(
    fc.property(hours, window, interval, (hours, { since, until }, interval) => {
      const size = sizes[interval];
      const buckets = series(hours, since, until, interval);
      expect(buckets).toHaveLength(bucketsIn(since, until, interval));
      const [first, last] = [buckets[0]!, buckets.at(-1)!];
      expect(first.time).toBeLessThanOrEqual(since);
      expect(first.time + size).toBeGreaterThan(since);
      expect(last.time).toBeLessThan(until);
      expect(last.time + size).toBeGreaterThanOrEqual(until);
      for (const [index, { time }] of buckets.entries()) expect(time).toBe(first.time + index * size);
    }),
  );
});

it("counts each hour in its bucket and no other", () => {
  fc.assert(
    fc.property(hours, window, interval, (hours, { since, until }, interval) => {
      const buckets = series(hours, since, until, interval);
      for (const bucket of buckets) {
        const within = hours.filter(
          ({ hour }) => hour * hourMs >= bucket.time && hour * hourMs < bucket.time + sizes[interval],
        );
        expect(bucket).toMatchObject(sum(within));
        const attempts = bucket.accepted + bucket.failed;
        const duration = within.reduce((total, { duration }) => total + duration, 0);
        if (attempts === 0) expect(bucket.averageMs).toBeNull();
        else expect(Math.abs(bucket.averageMs! - duration / attempts)).toBeLessThanOrEqual(0.5);
      }
    }),
  );
});

it("counts in days what it counts in hours", () => {
  const aligned = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(hours, aligned, (hours, days) => {
      const until = Math.floor(now / sizes.day) * sizes.day;
      const since = until - days * sizes.day;
      expect(sum(series(hours, since, until, "day"))).toEqual(sum(series(hours, since, until, "hour")));
    }),
  );
});

it("begins a window so that it touches as many buckets as asked for", () => {
  fc.assert(
    fc.property(moment, interval, fc.integer({ min: 1, max: 100 }), (until, interval, count) => {
      expect(bucketsIn(startOf(until, interval, count), until, interval)).toBe(count);
    }),
  );
});

it("sums the latest hours up, the current one included", () => {
  const at = (hoursAgo: number): HourCounts => ({
    hour: Math.floor(now / hourMs) - hoursAgo,
    accepted: 1,
    failed: 2,
    suppressed: 3,
    duration: 5,
  });
  const hours = [0, 23, 24, 7 * 24 - 1, 7 * 24, 28 * 24 - 1, 28 * 24].map(at);
  const times = (n: number) => ({ accepted: n, failed: 2 * n, suppressed: 3 * n });
  expect(overview(hours, now)).toEqual({ "24h": times(2), "7d": times(4), "28d": times(6) });
});

/** Counts over time, from what is kept by the hour. All times are UTC. */

export const hourMs = 3_600_000;
const sizes = { hour: hourMs, day: 24 * hourMs } as const;

export type Interval = keyof typeof sizes;
export const intervals = Object.keys(sizes) as Interval[];

export interface Counts {
  /** Attempts that the endpoint accepted. */
  accepted: number;
  /** Attempts that it didn't. */
  failed: number;
  /** Messages that a cooldown kept back. */
  suppressed: number;
}

/** What happened in an hour, `hour` of them after the epoch. */
export interface HourCounts extends Counts {
  hour: number;
  /** Of all attempts together (ms). */
  duration: number;
}

export interface Bucket extends Counts {
  /** Its beginning (ms). */
  time: number;
  /** How long an attempt took (ms), null without any. */
  averageMs: number | null;
}

/** How many buckets the window [since, until) (ms) touches. */
export const bucketsIn = (since: number, until: number, interval: Interval): number =>
  Math.ceil(until / sizes[interval]) - Math.floor(since / sizes[interval]);

/** Where a window begins (ms) that ends at `until` and touches `count` buckets. */
export const startOf = (until: number, interval: Interval, count: number): number =>
  (Math.ceil(until / sizes[interval]) - count) * sizes[interval];

/** Every bucket that the window [since, until) (ms) touches, the oldest first, each whole. */
export function series(
  hours: readonly HourCounts[],
  since: number,
  until: number,
  interval: Interval,
): Bucket[] {
  const size = sizes[interval];
  const first = Math.floor(since / size);
  const byBucket = Map.groupBy(hours, ({ hour }) => Math.floor((hour * hourMs) / size));
  return Array.from({ length: bucketsIn(since, until, interval) }, (_, index) => {
    const within = byBucket.get(first + index) ?? [];
    const counts = sum(within);
    const attempts = counts.accepted + counts.failed;
    const duration = within.reduce((total, { duration }) => total + duration, 0);
    return {
      time: (first + index) * size,
      ...counts,
      averageMs: attempts === 0 ? null : Math.round(duration / attempts),
    };
  });
}

export const sum = (counts: readonly Counts[]): Counts =>
  counts.reduce(
    (total, { accepted, failed, suppressed }) => ({
      accepted: total.accepted + accepted,
      failed: total.failed + failed,
      suppressed: total.suppressed + suppressed,
    }),
    { accepted: 0, failed: 0, suppressed: 0 },
  );

/** Hours of the windows that an overview shows; the one that is not over yet is the last of them. */
export const overviews = { "24h": 24, "7d": 7 * 24, "28d": 28 * 24 } as const;
export type Overview = Record<keyof typeof overviews, Counts>;

export const overview = (hours: readonly HourCounts[], now: number): Overview =>
  Object.fromEntries(
    Object.entries(overviews).map(([name, length]) => {
      const latest = Math.floor(now / hourMs);
      return [name, sum(hours.filter(({ hour }) => hour > latest - length && hour <= latest))];
    }),
  ) as Overview;

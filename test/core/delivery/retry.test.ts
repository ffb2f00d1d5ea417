import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { defaultWaits, nextAttemptAt, parseRetryAfter } from "../../../src/core/delivery/retry.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

const attempt = fc.integer({ min: 1, max: defaultWaits.length });
/** Uniform in [0, 1). */
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const waitOf = (attempt: number, retryAfter: number | null, random: number) =>
  (nextAttemptAt({ attempt, waits: defaultWaits, retryAfter, random }, now)! - now) / 1_000;

describe("the next attempt", () => {
  it("comes after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h", () => {
    const waits = defaultWaits.map((_, index) => waitOf(index + 1, null, 0.5));
    expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
  });

  it("comes never after the eighth: the message is exhausted, whatever the receiver asks for", () => {
    for (const attempt of [8, 9, 100])
      for (const retryAfter of [null, 60])
        expect(nextAttemptAt({ attempt, waits: defaultWaits, retryAfter, random: 0.5 }, now)).toBeNull();
    expect(nextAttemptAt({ attempt: 1, waits: [], retryAfter: null, random: 0.5 }, now)).toBeNull();
  });

  it("is spread by 20 % to both sides", () => {
    fc.assert(
      fc.property(attempt, random, (attempt, random) => {
        const base = defaultWaits[attempt - 1]!;
        expect(waitOf(attempt, null, random)).toBeGreaterThanOrEqual(base * 0.8);
        expect(waitOf(attempt, null, random)).toBeLessThanOrEqual(base * 1.2);
      }),
    );
    expect(waitOf(2, null, 0)).toBe(240);
    expect(waitOf(2, null, 0.999999)).toBeCloseTo(360, 2);
  });

  it("is put off by Retry-After, never brought forward, up to two hours beyond the schedule's wait", () => {
    fc.assert(
      fc.property(attempt, random, fc.nat(200_000), (attempt, random, retryAfter) => {
        const base = defaultWaits[attempt - 1]!;
        const wait = waitOf(attempt, retryAfter, random);
        expect(wait).toBeGreaterThanOrEqual(Math.min(Math.max(base, retryAfter), base + 7_200));
        expect(wait).toBeGreaterThanOrEqual(waitOf(attempt, null, random));
        expect(wait).toBeLessThanOrEqual(Math.max(1.2 * base, base + 7_200));
      }),
    );
    expect(waitOf(2, 450, 0.5)).toBe(450);
    expect(waitOf(2, 1, 0.5)).toBe(300);
    expect(waitOf(1, 25, 0.5)).toBe(25);
    expect(waitOf(2, 86_400, 0.5)).toBe(7_500);
    expect(waitOf(1, 999_999_999, 0.5)).toBe(7_205);
  });
});

describe("Retry-After", () => {
  it("is read as seconds", () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (seconds) => {
        expect(parseRetryAfter(String(seconds), now)).toBe(seconds);
        expect(parseRetryAfter(`  ${seconds} `, now)).toBe(seconds);
      }),
    );
  });

  it("is read as an HTTP date, in seconds from now, rounded up, zero when past", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000_000 }), fc.nat(999), (seconds, ms) => {
        const header = new Date(now + seconds * 1_000).toUTCString();
        expect(parseRetryAfter(header, now)).toBe(Math.max(0, seconds));
        expect(parseRetryAfter(header, now - ms)).toBe(Math.max(0, seconds + (ms > 0 ? 1 : 0)));
      }),
    );
  });

  it("is read in all three forms that an HTTP date may have, none of them in local time", () => {
    vi.stubEnv("TZ", "America/New_York");
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const header of [
      "Thu, 01 Jan 2026 00:02:00 GMT",
      "Thursday, 01-Jan-26 00:02:00 GMT",
      "Thu Jan  1 00:02:00 2026",
    ])
      expect([header, parseRetryAfter(header, now)]).toEqual([header, 120]);
  });

  it.each([
    null,
    "",
    " ",
    "-5",
    "+5",
    "1.5",
    "1e3",
    "0x10",
    "1,5",
    "١٢",
    "12 s",
    "9999999999",
    "2026-01-01T00:02:00Z",
    "never",
    "Thu, 32 Jan 2026 00:02:00 GMT",
    "soon 5",
    "Please wait 120",
    "abc 3000",
  ])("is taken as absent when it is nonsense: %j", (header) => {
    expect(parseRetryAfter(header, now)).toBeNull();
  });
});

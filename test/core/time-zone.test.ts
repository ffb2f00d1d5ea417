import fc from "fast-check";
import { expect, it } from "vitest";
import { aheadOf, comesTwice, isTimeZone, momentsAt } from "../../src/core/time-zone.ts";

const iso = (moments: number[]) => moments.map((at) => new Date(at).toISOString());

it.each([
  ["2026-10-25T02:30Z", "Europe/Berlin", ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]],
  ["2026-10-25T02:00Z", "Europe/Berlin", ["2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z"]],
  ["2026-10-25T03:00Z", "Europe/Berlin", ["2026-10-25T02:00:00.000Z"]],
  ["2026-10-25T01:59Z", "Europe/Berlin", ["2026-10-24T23:59:00.000Z"]],
  ["2026-03-29T02:30Z", "Europe/Berlin", ["2026-03-29T01:30:00.000Z"]],
  ["2026-07-01T14:30Z", "Europe/Berlin", ["2026-07-01T12:30:00.000Z"]],
  ["2026-04-05T01:45Z", "Australia/Lord_Howe", ["2026-04-04T14:45:00.000Z", "2026-04-04T15:15:00.000Z"]],
  ["2026-11-01T01:30Z", "America/New_York", ["2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z"]],
  ["2026-10-25T02:30Z", "UTC", ["2026-10-25T02:30:00.000Z"]],
])("%s in %s is %j", (wall, zone, moments) => {
  expect(iso(momentsAt(Date.parse(wall), zone))).toEqual(moments);
});

it("finds every moment again by what clocks show at it", () => {
  const zone = fc.constantFrom(
    "Europe/Berlin",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
  );
  const at = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) });
  fc.assert(
    fc.property(at, zone, (moment, of) => {
      const found = momentsAt(moment + aheadOf(of, moment), of);
      expect(found).toContain(moment);
      const shown = (other: number) => other + aheadOf(of, other);
      const others = [-60, -30, 30, 60].map((minutes) => moment + minutes * 60_000);
      expect(comesTwice(moment, of)).toBe(others.some((other) => shown(other) === shown(moment)));
    }),
    { numRuns: 500 },
  );
});

it("knows the zones of the database, and no others", () => {
  for (const zone of ["Europe/Berlin", "UTC", "Asia/Kolkata"]) expect(isTimeZone(zone), zone).toBe(true);
  for (const zone of ["", "Berlin", "+02:00", "Europe/Bonn", "__proto__"])
    expect(isTimeZone(zone), zone).toBe(false);
});

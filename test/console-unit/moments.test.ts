import { describe, expect, it } from "vitest";
import { format } from "../../src/console/app/format.ts";
import { periodOf } from "../../src/console/app/period.ts";
import { typedMoment } from "../../src/console/model/moments.ts";

const berlin = "Europe/Berlin";
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

describe("the hour that comes twice", () => {
  const [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"];

  it("says which one it is, in German and English", () => {
    const [de, en] = [format("de", berlin), format("en", berlin)];
    expect([de.dateTime(first), de.dateTime(second)]).toEqual([
      "25.10.2026, 02:30 MESZ",
      "25.10.2026, 02:30 MEZ",
    ]);
    expect([de.exact(first), de.short(second)]).toEqual(["25.10.2026, 02:30:00 MESZ", "25.10., 02:30 MEZ"]);
    expect([en.dateTime(first), en.dateTime(second)]).toEqual([
      "25 Oct 2026, 02:30 CEST",
      "25 Oct 2026, 02:30 CET",
    ]);
  });

  it("is the only one that has to", () => {
    const { dateTime } = format("de", berlin);
    for (const at of [
      "2026-10-24T23:59:00Z",
      "2026-10-25T02:00:00Z",
      "2026-03-29T01:30:00Z",
      "2026-07-01T12:00:00Z",
    ])
      expect(dateTime(at)).toMatch(/^\d\d\.\d\d\.2026, \d\d:\d\d$/);
    expect(format("de", null).dateTime(first)).toBe("25.10.2026, 00:30 UTC");
  });

  it("belongs to a period as a whole that is typed from and until it", () => {
    expect(iso(typedMoment("2026-10-25T02:30", berlin, "from"))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(typedMoment("2026-10-25T02:30", berlin, "until"))).toBe("2026-10-25T01:30:00.000Z");
    expect(iso(typedMoment("25.10.2026 02:30 MESZ", berlin, "until"))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(typedMoment("25.10.2026, 02:30 Uhr MEZ", berlin, "from"))).toBe("2026-10-25T01:30:00.000Z");
  });
});

it.each([
  ["2026-03-01T14:30", "from", "2026-03-01T13:30:00.000Z"],
  ["1.3.2026 14:30", "from", "2026-03-01T13:30:00.000Z"],
  ["1.7.2026 14:30", "until", "2026-07-01T12:30:00.000Z"],
  ["2026-03-01T14:30:00+05:00", "from", "2026-03-01T09:30:00.000Z"],
  ["1.3.2026", "from", "2026-02-28T23:00:00.000Z"],
  ["1.3.2026", "until", "2026-03-01T23:00:00.000Z"],
  ["25.10.2026", "until", "2026-10-25T23:00:00.000Z"],
  ["gestern", "from", null],
  ["31.2.2026", "from", null],
  ["", "from", null],
] as const)("%j is a moment (%s): %s", (typed, end, expected) => {
  expect(iso(typedMoment(typed, berlin, end))).toBe(expected);
});

it("takes dates of a period as people type them, the last day included", () => {
  const typed: Record<string, string> = { period: "custom", from: "1.10.2026", until: "2026-10-25" };
  expect(periodOf((name) => typed[name], berlin, 0)).toEqual({
    name: "custom",
    from: "2026-10-01",
    until: "2026-10-25",
    after: "2026-09-30T21:59:59.999Z",
    before: "2026-10-25T23:00:00.000Z",
  });
});

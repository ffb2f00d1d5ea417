import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inTypedUnit,
  inUnit,
  readDuration,
  readDurations,
  showDurations,
  units,
} from "../../src/console/model/durations.ts";
import { numberText, readNumber, showNumber } from "../../src/console/model/numbers.ts";
import { languages } from "../../src/core/language.ts";

const language = fc.constantFrom(...languages);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("numbers", () => {
  it.each([
    ["10,50", 10.5, 10.5],
    ["10.50", 10.5, 10.5],
    ["1.000", 1000, 1],
    ["1,000", 1, 1000],
    ["1.000,50", 1000.5, 1000.5],
    ["1,000.50", 1000.5, 1000.5],
    ["1.000.000", 1e6, 1e6],
    ["1,000,000", 1e6, 1e6],
    ["1 000", 1000, 1000],
    ["1\u00a0000,5", 1000.5, 1000.5],
    ["12'500.25", 12_500.25, 12_500.25],
    ["0.500", 0.5, 0.5],
    ["0,500", 0.5, 0.5],
    ["1.0000", 1, 1],
    [" −5 ", -5, -5],
    ["+7", 7, 7],
    ["007", 7, 7],
    [",5", 0.5, 0.5],
    ["1e3", 1000, 1000],
    ...([
      "",
      "zehn",
      "10 €",
      "10 %",
      "1.00.0",
      "1,0,0",
      "1.000,5,5",
      "10.",
      "1 00",
      "1e999",
      "0x10",
      "½",
      "--5",
    ].map((typed) => [typed, null, null]) as [string, null, null][]),
  ] as [string, number | null, number | null][])(
    "%j is %j on a German page and %j on an English one",
    (typed, german, english) => {
      expect(readNumber(typed, "de")).toBe(german);
      expect(readNumber(typed, "en")).toBe(english);
    },
  );

  it("are read as they were shown, whatever the number and the language", () => {
    fc.assert(
      fc.property(finite, language, (value, of) => {
        expect(readNumber(showNumber(value, of), of)).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });

  it("are read as each language groups them", () => {
    const amount = fc.integer({ min: -1e12, max: 1e12 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(amount, language, (value, of) => {
        const shown = new Intl.NumberFormat(of, { maximumFractionDigits: 2 }).format(value);
        expect(readNumber(shown, of)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("keep all their digits, and are JSON", () => {
    expect(numberText("9.007.199.254.740.993", "de")).toBe("9007199254740993");
    const typed = fc.string({ unit: fc.constantFrom(..."0123456789.,'  -+e") });
    fc.assert(
      fc.property(typed, language, (text, of) => {
        const read = numberText(text, of);
        if (read !== null) expect(typeof JSON.parse(read)).toBe("number");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("durations", () => {
  it.each([
    ["1,5 h", 5_400, "h"],
    ["1.5 h", 5_400, "h"],
    ["1h 30m", 5_400, "h"],
    ["1h30m", 5_400, "h"],
    ["1 Stunde und 30 Minuten", 5_400, "h"],
    ["90 min", 5_400, "min"],
    ["2 Tage", 172_800, "d"],
    ["1 Woche", 604_800, "d"],
    ["1,1 h", 3_960, "h"],
    ["1.000 s", 1_000, "s"],
    ["1 000 s", 1_000, "s"],
    ["500 ms", 0.5, "s"],
    ["90", 90, "s"],
    ["2 Std.", 7_200, "h"],
  ] as const)("%j are %d s", (typed, seconds, unit) => {
    expect(readDuration(typed, "de")).toEqual({ seconds, unit });
  });

  it.each([
    "",
    "bald",
    "zehn Minuten",
    "10 €",
    "5 Monate",
    "5 min 2 h",
    "1 h 90 min",
    "h",
    "1:30 h",
    "10 min x",
  ])("%j is none", (typed) => {
    expect(readDuration(typed, "de")).toBeNull();
  });

  it("are in the unit of their field when they name none", () => {
    expect(readDuration("1,5", "de", "h")).toEqual({ seconds: 5_400, unit: "h" });
    expect(readDuration("90 min", "de", "h")).toEqual({ seconds: 5_400, unit: "min" });
  });

  it.each([
    ["5; 5 Sek., 2 Minuten, 1 Std", [5, 5, 120, 3_600], [5, 5, 120, 3_600]],
    ["5 s 5 min 2 h", [5, 300, 7_200], [5, 300, 7_200]],
    ["5 300 1800", [5, 300, 1_800], [5, 300, 1_800]],
    ["5 s, 1h 30m; 2 h", [5, 5_400, 7_200], [5, 5_400, 7_200]],
    ["5 min 300 s", [300, 300], [300, 300]],
    ["1,5 h; 2 h", [5_400, 7_200], [5_400, 7_200]],
    ["1,5 h", [5_400], [1, 18_000]],
    ["5,10,30", [5, 10, 30], [5, 10, 30]],
    ["5 s,5 min", [5, 300], [5, 300]],
    ["1,000 s", [1], [1_000]],
    ["1.000 s", [1_000], [1]],
    ["0,5 s, 5 s", [0.5, 5], [0, 5, 5]],
    ["", [], []],
    ["5 s, bald", null, null],
  ])("of a list, %j, are %j on a German page and %j on an English one", (typed, german, english) => {
    const seconds = (of: "de" | "en") => readDurations(typed, of)?.map((one) => one.seconds) ?? null;
    expect(seconds("de")).toEqual(german);
    expect(seconds("en")).toEqual(english);
  });

  it("are read as they were shown", () => {
    const waits = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 86_400 }), fc.double({ min: 0, max: 86_400, noNaN: true })),
    );
    fc.assert(
      fc.property(waits, language, (given, of) => {
        const read = readDurations(showDurations(given, of), of)?.map(({ seconds }) => seconds);
        expect(read).toEqual(given.map((one) => (Object.is(one, -0) ? 0 : one)));
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), language, (given, of) => {
        const { amount, unit } = inUnit(given);
        expect(readDuration(showNumber(amount, of), of, unit)?.seconds).toBe(given);
        expect(amount * units[unit]).toBe(given);
      }),
    );
  });

  it("are refused with the limit in the unit that was typed", () => {
    const issue = { loc: [], code: "too_large" as const, params: { max: 2_592_000 } };
    expect(inTypedUnit(issue, "h", "de").params).toEqual({ max: "720 h" });
    expect(inTypedUnit(issue, "min", "de").params).toEqual({ max: "43.200 min" });
    expect(inTypedUnit(issue, "d", "de").params).toEqual({ max: "30 Tage" });
    expect(inTypedUnit({ ...issue, params: { max: 300 } }, "h", "en").params).toEqual({ max: "5 min" });
    expect(inTypedUnit({ ...issue, params: { max: 365 } }, "d", "en", 86_400).params).toEqual({
      max: "365 days",
    });
  });
});

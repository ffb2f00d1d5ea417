import type { Language } from "../../core/language.ts";
import type { Issue } from "../text/codes.ts";
import { readNumber, showNumber } from "./numbers.ts";

/** Times as people write them: `5 s`, `1,5 h`, `1h 30m`, `2 Tage`, and lists of them. */

export const units = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;
export type Unit = keyof typeof units;
export const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

/** What people write, and its seconds. */
const written: [RegExp, seconds: number, Unit][] = [
  [/^(?:ms|msecs?|milliseconds?|millisekunden?)$/, 0.001, "s"],
  [/^(?:s|secs?|sek|seconds?|sekunden?)$/, 1, "s"],
  [/^(?:m|mins?|minutes?|minuten?)$/, 60, "min"],
  [/^(?:h|hrs?|hours?|std|stdn|stunden?)$/, 3_600, "h"],
  [/^(?:d|t|days?|tage?n?)$/, 86_400, "d"],
  [/^(?:w|wk|weeks?|wo|wochen?)$/, 604_800, "d"],
];

export interface Duration {
  seconds: number;
  /** The unit that it was typed in, the largest one of several. */
  unit: Unit;
}

const number = String.raw`[+\-−–]?(?:\d[\d.,'’\u00a0\u2009\u202f]*\d|\d|[.,]\d+)(?:e[+-]?\d+(?![a-zäöü\d]))?`;
/** With one space between digits that stand in groups of three. */
const spacedNumber = String.raw`\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,])`;
const partsOf = (oneOfList: boolean) =>
  new RegExp(
    `(?<number>${oneOfList ? "" : `${spacedNumber}|`}${number})\\s*(?<word>[a-zäöü]*)\\.?(?<joined>\\s*(?:(?:und|and|,)(?=\\s))?\\s*)`,
    "giy",
  );
const parts = { one: partsOf(false), ofList: partsOf(true) };

/** The duration that is typed; null for what is none. @param unit of a number without one */
export function readDuration(typed: string, language: Language, unit: Unit = "s"): Duration | null {
  const found = durationsIn(typed.trim(), language, unit, parts.one);
  return found?.length === 1 ? found[0]! : null;
}

/**
 * Durations side by side. Those with ever smaller units are one: `1 h 30 min`. What is more than the larger unit holds
 * isn't: `5 min 300 s` are two.
 */
function durationsIn(text: string, language: Language, unit: Unit, pattern: RegExp): Duration[] | null {
  const found: Duration[] = [];
  let before: number | null = null;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const { number: amount = "", word = "" } = match.groups!;
    const value = readNumber(amount, language);
    const [, size, kind] =
      word === "" ? [null, units[unit], unit] : (written.find(([is]) => is.test(word.toLowerCase())) ?? []);
    if (value === null || size === undefined || kind === undefined) return null;
    const seconds = size === 1 ? value : Number((value * size).toPrecision(15));
    const last = found.at(-1);
    if (last && before !== null && word !== "" && size < before && value >= 0 && seconds < before)
      last.seconds += seconds;
    else found.push({ seconds, unit: kind });
    before = word === "" ? null : size;
    end = match.index + match[0].length;
  }
  return end === text.length ? found : null;
}

/** The durations of a list, separated by `;`, spaces, lines, or commas that are no decimal mark; null when one is none. */
export function readDurations(typed: string, language: Language): Duration[] | null {
  const found = listed(typed, language).map((part) => durationsIn(part, language, "s", parts.ofList));
  return found.some((one) => one === null) ? null : (found as Duration[][]).flat();
}

/** Parts between `;`, lines and commas, save those between digits that belong to one number. */
export function listed(typed: string, language: Language): string[] {
  const parts = typed.split(/;|\n|,(?!\d)|(?<!\d),/);
  return (typed.includes(";") ? parts : parts.flatMap((part) => atCommas(part, language)))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Where nothing else separates, `1,5` is one number on a German page and two on an English one. */
export const atCommas = (part: string, language: Language): string[] =>
  part
    .replace(/\d[\d,.]*/g, (run) => (isOneNumber(run, language) ? run : run.replaceAll(",", ";")))
    .split(";");

const isOneNumber = (run: string, language: Language) =>
  language === "de" ? /^[\d.]+(?:,\d+)?$/.test(run) : /^\d{1,3}(?:,\d{3})*(?:\.\d+)?$/.test(run);

/** Seconds in the largest unit that they are whole in. */
export function inUnit(seconds: number): { amount: number; unit: Unit } {
  const fitting = (["d", "h", "min"] as const).find(
    (unit) =>
      seconds > 0 &&
      Number.isInteger(seconds / units[unit]) &&
      (seconds / units[unit]) * units[unit] === seconds,
  );
  return { amount: fitting ? seconds / units[fitting] : seconds, unit: fitting ?? "s" };
}

export function showDurations(durations: readonly number[], language: Language): string {
  const shown = durations
    .map(inUnit)
    .map(({ amount, unit }) =>
      unit === "d" ? `${showNumber(amount * 24, language)} h` : `${showNumber(amount, language)} ${unit}`,
    );
  return shown.join(", ");
}

/** A limit, in the unit that was typed where it is whole in that, else in the largest one that it is whole in. */
export function inWords(seconds: number, typed: Unit, language: Language): string {
  const whole = Number.isInteger(seconds / units[typed]);
  const { amount, unit } = whole ? { amount: seconds / units[typed], unit: typed } : inUnit(seconds);
  const days = { en: amount === 1 ? "day" : "days", de: amount === 1 ? "Tag" : "Tage" };
  return `${new Intl.NumberFormat(language).format(amount)} ${unit === "d" ? days[language] : unit}`;
}

const limits = ["min", "max"] as const;

/** An issue about a duration, with its limits in the unit that was typed. @param each seconds of one of the API's */
export function inTypedUnit(issue: Issue, typed: Unit, language: Language, each = 1): Issue {
  if (issue.code === "not_a_number") return { ...issue, code: "duration_invalid", params: {} };
  if (issue.code === "not_an_integer")
    return { ...issue, code: "duration_not_whole", params: { unit: each } };
  const told = limits.flatMap((name) => {
    const limit = issue.params[name];
    return typeof limit === "number" ? [[name, inWords(limit * each, typed, language)]] : [];
  });
  return { ...issue, params: { ...issue.params, ...Object.fromEntries(told) } };
}

/** A filter as rows that a person fills in, and back. What rows can't say is left to be edited as JSON. */

import { dequal } from "dequal/lite";
import { exactNumber } from "../../core/json/exact.ts";
import { isBranch } from "../../core/json/lossless.ts";
import type { Language } from "../../core/language.ts";
import { atCommas } from "../model/durations.ts";
import { numberText, showNumber } from "../model/numbers.ts";

export const operators = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "exists", "missing"] as const;
export type Operator = (typeof operators)[number];
export const isOperator = (text: string): text is Operator => operators.includes(text as Operator);

export interface Condition {
  path: string;
  operator: Operator;
  /** As it was typed. Without quotes, what looks like a number is one, unless the payload has a text there. */
  value: string;
}

export interface Conditions {
  match: "all" | "any";
  rows: Condition[];
}

/** What kind of value a payload has at a path, as far as the examples tell. */
export type KindAt = (path: string) => "string" | "number" | "boolean" | undefined;

type Filter = Record<string, unknown>;
type Scalar = string | boolean | null | ReturnType<typeof exactNumber>;

/** What is a number also where nobody knows what the payload has: without signs and zeros that ids begin with. */
const number = /^[-−]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[.,]\d{3})+)(?:[.,]\d+)?(?:e[+-]?\d+)?$/i;
const words: Record<string, Scalar> = { true: true, false: false, null: null };
// biome-ignore lint/suspicious/noControlCharactersInRegex: a field of one line can't hold them
const unshowable = /[\u0000-\u001f]/;

/** How a value is read: by what the payload has there, by the language of the page, and for its order or not. */
interface Reading {
  kind: ReturnType<KindAt>;
  language: Language;
  ordered: boolean;
}

function readScalar(typed: string, { kind, language, ordered }: Reading): Scalar {
  const text = typed.trim();
  if (text.startsWith('"'))
    try {
      return JSON.parse(text) as string;
    } catch {
      return text;
    }
  if (kind === "string" && !ordered) return text;
  const isNumber = kind === "number" || ordered || number.test(text);
  const found = isNumber ? numberText(text, language) : null;
  if (found !== null) return exactNumber(found);
  return Object.hasOwn(words, text) ? words[text]! : text;
}

/** The shortest text that is read as this value; null when there is none. */
function showScalar(value: unknown, reading: Reading, inList: boolean): string | null {
  const isRaw = JSON.isRawJSON(value);
  if (typeof value === "object" && value !== null && !isRaw) return null;
  const plain =
    typeof value === "string"
      ? value
      : typeof value === "number" || isRaw
        ? showNumber(JSON.stringify(value), reading.language)
        : JSON.stringify(value);
  const splits = inList && typeof value === "string" && /^$|[,;]/.test(plain);
  const fits = !unshowable.test(plain) && plain.isWellFormed() && !splits;
  if (fits && dequal(readScalar(plain, reading), value)) return plain;
  return typeof value === "string" ? JSON.stringify(value) : null;
}

const quoted = /"(?:[^"\\]|\\.)*"/g;

/** Parts between `;` and commas that stand outside quotes, and in no number. */
function parts(text: string, language: Language): string[] {
  const hasSemicolons = text.replace(quoted, "").includes(";");
  return [...text.matchAll(/\s*("(?:[^"\\]|\\.)*"|(?:[^,;]|(?<=\d),(?=\d))*)\s*(?:[,;]|$)/g)]
    .flatMap(([, part = ""]) => (part.startsWith('"') || hasSemicolons ? [part] : atCommas(part, language)))
    .filter((part) => part !== "");
}

const isOrdered = (operator: Operator) => ["gt", "gte", "lt", "lte"].includes(operator);

const condition = ({ path, operator, value }: Condition, kindAt: KindAt, language: Language): unknown => {
  const reading = { kind: kindAt(path), language, ordered: isOrdered(operator) };
  if (operator === "exists" || operator === "missing") return { $exists: operator === "exists" };
  if (operator === "in" || operator === "nin")
    return { [`$${operator}`]: parts(value, language).map((part) => readScalar(part, reading)) };
  const scalar = readScalar(value, reading);
  return operator === "eq" ? scalar : { [`$${operator}`]: scalar };
};

const isOperators = (value: unknown): value is Filter => isBranch(value) && !Array.isArray(value);

/** All rows in one object, when no two of them are in each other's way. */
function together(entries: [string, unknown][]): Filter | null {
  const found = new Map<string, unknown>();
  for (const [path, value] of entries) {
    const there = found.get(path);
    if (there === undefined && !found.has(path)) found.set(path, value);
    else if (isOperators(there) && isOperators(value) && !Object.keys(value).some((name) => name in there))
      found.set(path, { ...there, ...value });
    else return null;
  }
  return Object.fromEntries(found);
}

/** The filter that rows stand for; null for none. */
export function filterOf({ match, rows }: Conditions, kindAt: KindAt, language: Language): Filter | null {
  if (rows.length === 0) return null;
  const entries = rows.map((row): [string, unknown] => [row.path.trim(), condition(row, kindAt, language)]);
  const apart = () => entries.map((entry) => Object.fromEntries([entry]));
  if (match === "any" && rows.length > 1) return { $or: apart() };
  return together(entries) ?? { $and: apart() };
}

/** The rows that stand for a filter; null when there are none that say exactly the same. */
export function conditionsOf(filter: Filter, kindAt: KindAt, language: Language): Conditions | null {
  const [only, ...others] = Object.entries(filter);
  const isList = only !== undefined && others.length === 0 && (only[0] === "$or" || only[0] === "$and");
  const objects = isList ? only[1] : [filter];
  if (!Array.isArray(objects) || !objects.every(isOperators)) return null;
  const rows = objects.flatMap((object) =>
    Object.entries(object).flatMap(([path, value]) => rowsAt(path, value, kindAt, language)),
  );
  if (rows.length === 0 || rows.some((row) => row === null)) return null;
  const found: Conditions = { match: only![0] === "$or" ? "any" : "all", rows: rows as Condition[] };
  return dequal(filterOf(found, kindAt, language), filter) ? found : null;
}

function rowsAt(path: string, value: unknown, kindAt: KindAt, language: Language): (Condition | null)[] {
  if (path.startsWith("$") || path === "" || unshowable.test(path) || !path.isWellFormed()) return [null];
  const reading = { kind: kindAt(path), language, ordered: false };
  if (!isOperators(value)) return [row(path, "eq", showScalar(value, reading, false))];
  const entries = Object.entries(value);
  return entries.length === 0 ? [null] : entries.map(([name, part]) => rowOf(path, name, part, reading));
}

function rowOf(path: string, name: string, value: unknown, reading: Reading): Condition | null {
  if (name === "$exists") return row(path, value === true ? "exists" : "missing", "");
  const operator = name.slice(1);
  if (!isOperator(operator) || operator === "missing" || operator === "exists") return null;
  const by = { ...reading, ordered: isOrdered(operator) };
  if (operator !== "in" && operator !== "nin") return row(path, operator, showScalar(value, by, false));
  const shown = Array.isArray(value) ? value.map((part) => showScalar(part, by, true)) : [null];
  const between = shown.some((part) => part?.includes(",")) ? "; " : ", ";
  return row(path, operator, shown.some((part) => part === null) ? null : shown.join(between));
}

const row = (path: string, operator: Operator, value: string | null): Condition | null =>
  value === null ? null : { path, operator, value };

/** A value that events must have at a path, as it was typed; empty for any. */
export interface Asked {
  path: string;
  value: string;
}

/** What a filter says of these paths alone, and the rest of it. */
export function askedIn(
  filter: Filter | null,
  paths: readonly string[],
  kindAt: KindAt,
  language: Language,
): { asked: Asked[]; rest: Filter | null } {
  const valueAt = (path: string) => {
    if (filter === null || !Object.hasOwn(filter, path)) return "";
    const found = conditionsOf({ [path]: filter[path] }, kindAt, language);
    const [only, ...others] = found?.rows ?? [];
    return only?.operator === "eq" && others.length === 0 ? only.value : "";
  };
  const asked = paths.map((path) => ({ path, value: valueAt(path) }));
  const told = new Set(asked.filter(({ value }) => value !== "").map(({ path }) => path));
  if (told.size === 0) return { asked, rest: filter };
  const rest = Object.entries(filter!).filter(([path]) => !told.has(path));
  return { asked, rest: rest.length === 0 ? null : Object.fromEntries(rest) };
}

/** The filter that has both. */
export function withAsked(
  asked: readonly Asked[],
  rest: Filter | null,
  kindAt: KindAt,
  language: Language,
): Filter | null {
  const rows = asked
    .filter(({ value }) => value.trim() !== "")
    .map((one): Condition => ({ ...one, operator: "eq" }));
  const own = filterOf({ match: "all", rows }, kindAt, language);
  if (own === null || rest === null) return own ?? rest;
  const apart = Object.keys(own).some((path) => Object.hasOwn(rest, path));
  return apart ? { $and: [own, rest] } : { ...own, ...rest };
}

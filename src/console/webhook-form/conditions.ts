/** A filter as rows that a person fills in, and back. What rows can't say is left to be edited as JSON. */

import { dequal } from "dequal/lite";

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
type Scalar = string | number | boolean | null;

const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a field of one line can't hold them
const unshowable = /[\u0000-\u001f]/;

function readScalar(typed: string, kind: ReturnType<KindAt>): Scalar {
  const text = typed.trim();
  if (text.startsWith('"'))
    try {
      return JSON.parse(text) as string;
    } catch {
      return text;
    }
  if (kind === "string" || !literal.test(text)) return text;
  const value = JSON.parse(text) as Scalar;
  return typeof value === "number" && !Number.isFinite(value) ? text : value;
}

/** The shortest text that is read as this value; null when there is none. */
function showScalar(value: unknown, kind: ReturnType<KindAt>, inList: boolean): string | null {
  if (typeof value === "object" && value !== null) return null;
  const plain = typeof value === "string" ? value : JSON.stringify(value);
  const fits = !unshowable.test(plain) && plain.isWellFormed() && !(inList && /^$|,/.test(plain));
  if (fits && readScalar(plain, kind) === value) return plain;
  return typeof value === "string" ? JSON.stringify(value) : null;
}

/** Parts between commas that stand outside quotes. */
const parts = (text: string) =>
  [...text.matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g)]
    .map(([, part]) => part!)
    .filter((part) => part !== "");

const isComparison = (operator: Operator) => /^[gl]te?$/.test(operator);
/** As it is written in German: 10,50. */
const decimalComma = /^(\s*-?\d+),(\d+\s*)$/;

const condition = ({ path, operator, value }: Condition, kindAt: KindAt): unknown => {
  const kind = kindAt(path);
  if (operator === "exists" || operator === "missing") return { $exists: operator === "exists" };
  if (operator === "in" || operator === "nin")
    return { [`$${operator}`]: parts(value).map((part) => readScalar(part, kind)) };
  if (isComparison(operator))
    return { [`$${operator}`]: readScalar(value.replace(decimalComma, "$1.$2"), kind) };
  const scalar = readScalar(value, kind);
  return operator === "eq" ? scalar : { [`$${operator}`]: scalar };
};

const isOperators = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
export function filterOf({ match, rows }: Conditions, kindAt: KindAt): Filter | null {
  if (rows.length === 0) return null;
  const entries = rows.map((row): [string, unknown] => [row.path.trim(), condition(row, kindAt)]);
  const apart = () => entries.map((entry) => Object.fromEntries([entry]));
  if (match === "any" && rows.length > 1) return { $or: apart() };
  return together(entries) ?? { $and: apart() };
}

/** The rows that stand for a filter; null when there are none that say exactly the same. */
export function conditionsOf(filter: Filter, kindAt: KindAt): Conditions | null {
  const [only, ...others] = Object.entries(filter);
  const isList = only !== undefined && others.length === 0 && (only[0] === "$or" || only[0] === "$and");
  const objects = isList ? only[1] : [filter];
  if (!Array.isArray(objects) || !objects.every(isOperators)) return null;
  const rows = objects.flatMap((object) =>
    Object.entries(object).flatMap(([path, value]) => rowsAt(path, value, kindAt)),
  );
  if (rows.length === 0 || rows.some((row) => row === null)) return null;
  const found: Conditions = { match: only![0] === "$or" ? "any" : "all", rows: rows as Condition[] };
  return dequal(filterOf(found, kindAt), filter) ? found : null;
}

function rowsAt(path: string, value: unknown, kindAt: KindAt): (Condition | null)[] {
  if (path.startsWith("$") || path === "" || unshowable.test(path) || !path.isWellFormed()) return [null];
  if (!isOperators(value)) return [row(path, "eq", showScalar(value, kindAt(path), false))];
  const entries = Object.entries(value);
  return entries.length === 0 ? [null] : entries.map(([name, part]) => rowOf(path, name, part, kindAt(path)));
}

function rowOf(path: string, name: string, value: unknown, kind: ReturnType<KindAt>): Condition | null {
  if (name === "$exists") return row(path, value === true ? "exists" : "missing", "");
  const operator = name.slice(1);
  if (!isOperator(operator) || operator === "missing" || operator === "exists") return null;
  if (operator !== "in" && operator !== "nin") return row(path, operator, showScalar(value, kind, false));
  const shown = Array.isArray(value) ? value.map((part) => showScalar(part, kind, true)) : [null];
  return row(path, operator, shown.some((part) => part === null) ? null : shown.join(", "));
}

const row = (path: string, operator: Operator, value: string | null): Condition | null =>
  value === null ? null : { path, operator, value };

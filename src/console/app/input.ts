/** What people typed into a form, in the form that the API takes. */
import { parseExact } from "../../core/json/exact.ts";
import { isObject } from "../../core/json/lossless.ts";
import { problem } from "../../core/problems/problem.ts";
import type { Issue } from "../text/codes.ts";

/** A form's fields by name, as they are typed; a box that isn't ticked has none. */
export type Draft = Record<string, string>;

/** Files and further values of the same name aside. */
export const draftOf = (form: FormData): Draft =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );

export const textOrNull = (text: string | undefined): string | null => text?.trim() || null;

/** Parts between commas, or lines. */
export const listOf = (text: string | undefined, separator: "," | "\n" = ","): string[] =>
  (text ?? "")
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

export const listOrNull = (text: string | undefined): string[] | null => {
  const parts = listOf(text);
  return parts.length === 0 ? null : parts;
};

/** `name = value` a line. */
export const pairsOf = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    listOf(text, "\n").map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name.trim(), value.join("=").trim()];
    }),
  );

export const pairsText = (pairs: Record<string, string>) =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} = ${value}`)
    .join("\n");

export type JsonObject = Record<string, unknown>;

/** A JSON object, null when empty, or what is wrong with it at this place. */
export function objectIn(
  place: string,
  text: string | undefined,
): { value: JsonObject | null; issues: Issue[] } {
  const loc = ["body", place];
  if (!text?.trim()) return { value: null, issues: [] };
  try {
    const value = parseExact(text);
    if (isObject(value)) return { value: value as JsonObject, issues: [] };
    return { value: null, issues: [{ loc, ...problem("not_an_object") }] };
  } catch (error) {
    const why = (error as Error).message;
    return { value: null, issues: [{ loc, code: "json_unreadable", params: { why } }] };
  }
}

export const pretty = (value: unknown) => (value == null ? "" : JSON.stringify(value, null, 2));

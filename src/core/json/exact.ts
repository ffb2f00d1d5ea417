import { compareDecimals, decimalOf } from "./decimal.ts";

/** JSON values whose numbers are doubles where these are exact, and raw where they aren't. */

function isExact(source: string): boolean {
  const value = Number(source);
  return Number.isFinite(value) && compareDecimals(decimalOf(source)!, decimalOf(String(value))!) === 0;
}

/** A number as it was written; raw when a double would be another one. */
export const exactNumber = (source: string) => (isExact(source) ? Number(source) : JSON.rawJSON(source));

/** A double is certain to be exact up to 15 digits. */
const mayBeInexact = /\d[\d.]{15}|\d[eE]/;

/**
 * Like `JSON.parse`, but for the numbers that a double doesn't hold. What is nested beyond measure has doubles.
 *
 * @param long what stands for these
 */
export function parseExact(text: string, long: (source: string) => unknown = JSON.rawJSON): unknown {
  if (!mayBeInexact.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === "number" && !isExact(source!) ? long(source!) : value,
    );
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

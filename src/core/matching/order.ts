import { compareDecimals, type Decimal, decimalOf } from "../json/decimal.ts";
import { momentOf } from "../moment.ts";

/** Which of two values comes first: numbers as numbers, also where they are written as text, moments as moments. */

/** A number that a double doesn't hold. */
export class LongNumber implements Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly magnitude: number;

  constructor(source: string) {
    const { negative, digits, magnitude } = decimalOf(source)!;
    this.negative = negative;
    this.digits = digits;
    this.magnitude = magnitude;
  }
}

/** Null for what is neither a number nor the text of one. */
function numberIn(value: unknown): Decimal | null {
  if (value instanceof LongNumber) return value;
  if (typeof value === "number" && Number.isFinite(value)) return decimalOf(String(value));
  return typeof value === "string" ? decimalOf(value.trim()) : null;
}

const momentIn = (value: unknown) => (typeof value === "string" ? momentOf(value) : null);

/** Can anything be said to be greater or smaller than this? */
export const hasOrder = (value: unknown): boolean => numberIn(value) !== null || momentIn(value) !== null;

/** -1 when `a` comes first, 1 when `b` does, 0 when neither; null when they can't be compared. */
export function orderOf(a: unknown, b: unknown): number | null {
  if (typeof a === "number" && typeof b === "number") return Math.sign(a - b);
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left !== null && right !== null) return Math.sign(compareDecimals(left, right));
  const [earlier, later] = [momentIn(a), momentIn(b)];
  return earlier === null || later === null ? null : Math.sign(earlier - later);
}

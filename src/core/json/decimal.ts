/** Decimal numbers of any length and size, compared by their digits: doubles keep only about 16 of them. */

export interface Decimal {
  negative: boolean;
  /** Without zeros at either end; none for zero. */
  digits: string;
  /** Places of the first digit before the point: 0.5 has 0, 10 has 2. */
  magnitude: number;
}

const written = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Null for what isn't written as a number with a point. */
export function decimalOf(text: string): Decimal | null {
  const [, sign, whole, decimals = "", exponent = "0"] = written.exec(text) ?? [];
  if (whole === undefined) return null;
  const all = whole + decimals;
  const first = all.search(/[1-9]/);
  if (first === -1) return { negative: false, digits: "", magnitude: 0 };
  return {
    negative: sign === "-",
    digits: all.slice(first).replace(/0+$/, ""),
    magnitude: whole.length - first + Number(exponent),
  };
}

/** Below 0 when the first is less, 0 when they are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0 || a.digits === "") return signs;
  const size = a.magnitude - b.magnitude || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
  return size === 0 ? 0 : a.negative ? -size : size;
}

const signOf = ({ negative, digits }: Decimal) => (digits === "" ? 0 : negative ? -1 : 1);

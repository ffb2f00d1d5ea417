import fc from "fast-check";
import { expect, it } from "vitest";
import { compareDecimals, decimalOf } from "../../../src/core/json/decimal.ts";
import { exactNumber, parseExact } from "../../../src/core/json/exact.ts";

const digits = fc.stringMatching(/^\d{1,24}$/);
const decimal = fc
  .tuple(fc.constantFrom("", "-"), digits, fc.option(digits), fc.option(fc.integer({ min: -30, max: 30 })))
  .map(([sign, whole, part, exponent]) => {
    const start = `${sign}${whole.replace(/^0+(?=\d)/, "")}`;
    return `${start}${part === null ? "" : `.${part}`}${exponent === null ? "" : `e${exponent}`}`;
  });

/** 10^80 times the number. */
function scaled(text: string): bigint {
  const [, sign, whole = "", part = "", exponent = "0"] = /^(-?)(\d+)\.?(\d*)e?(.*)$/.exec(text)!;
  const value = BigInt(whole + part) * 10n ** BigInt(80 - part.length + Number(exponent));
  return sign === "-" ? -value : value;
}

it("compares decimals as what they are", () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const [x, y] = [scaled(a), scaled(b)];
      expect(Math.sign(compareDecimals(decimalOf(a)!, decimalOf(b)!))).toBe(x < y ? -1 : x > y ? 1 : 0);
    }),
    { numRuns: 2_000 },
  );
  expect(compareDecimals(decimalOf("1.50")!, decimalOf("+15e-1")!)).toBe(0);
  expect(decimalOf("10,5")).toBeNull();
});

it("keeps every number as it was written, by value", () => {
  fc.assert(
    fc.property(decimal, (text) => {
      const again = JSON.stringify(parseExact(`{"a":[${text}]}`)).slice(6, -2);
      expect(compareDecimals(decimalOf(again)!, decimalOf(text)!)).toBe(0);
    }),
    { numRuns: 2_000 },
  );
  expect(JSON.stringify(parseExact('{"id":9007199254740993}'))).toBe('{"id":9007199254740993}');
  expect(exactNumber("0.1")).toBe(0.1);
  expect(parseExact('{"a":1e2,"b":"9007199254740993"}')).toEqual({ a: 100, b: "9007199254740993" });
});

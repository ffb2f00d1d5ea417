import { expect, it } from "vitest";
import { isId, type Kind, prefixes, timeOf } from "../../src/core/ids.ts";
import { newId, random, randomBytes } from "../../src/store/ids.ts";

it("makes ids of every kind, of this moment, each greater than the one before", () => {
  for (const kind of Object.keys(prefixes) as Kind[]) {
    const before = Date.now();
    const ids = Array.from({ length: 200 }, () => newId(kind));
    const after = Date.now();
    expect(ids.every((id) => isId(kind, id))).toBe(true);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(timeOf(ids[0]!)).toBeGreaterThanOrEqual(before);
    expect(timeOf(ids.at(-1)!)).toBeLessThanOrEqual(after);
  }
});

it("is random in [0, 1), over and over", () => {
  const numbers = Array.from({ length: 1_000 }, random);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(990);
});

it("makes as many random bytes as are asked for", () => {
  expect(randomBytes(32)).toHaveLength(32);
  expect(randomBytes(32)).not.toEqual(randomBytes(32));
});

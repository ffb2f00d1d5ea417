import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExact } from "../../../src/core/json/exact.ts";
import { type Filter, filterProblem, parsePayload, passes } from "../../../src/core/matching/filter.ts";
import { problem } from "../../../src/core/problems/problem.ts";

const passing = (filter: string, payload: string) =>
  passes(parseExact(filter) as Filter, parsePayload(payload));

describe("more and less", () => {
  it.each([
    ['{"a": {"$gt": 9}}', '{"a": 10}', true],
    ['{"a": {"$gt": 9}}', '{"a": "10"}', true],
    ['{"a": {"$gt": "9"}}', '{"a": 10}', true],
    ['{"a": {"$gt": "9"}}', '{"a": "10"}', true],
    ['{"a": {"$gte": "12.50"}}', '{"a": "12.5"}', true],
    ['{"a": {"$lt": 9}}', '{"a": "10"}', false],
    ['{"a": {"$lt": 9}}', '{"a": " 1e0 "}', true],
    ['{"a": {"$gt": 9}}', '{"a": "zehn"}', false],
    ['{"a": {"$lt": 9}}', '{"a": "zehn"}', false],
    ['{"a": {"$lt": 9}}', '{"a": null}', false],
    ['{"a": {"$lt": 9}}', '{"a": true}', false],
    ['{"a": {"$lt": 9}}', "{}", false],
    ['{"a": {"$gt": 9}}', '{"a": [1, "10"]}', true],
    ['{"a": {"$gte": "2026-03-01T12:00:00+01:00"}}', '{"a": "2026-03-01T11:00:00Z"}', true],
    ['{"a": {"$gt": "2026-03-01T12:00:00+01:00"}}', '{"a": "2026-03-01T11:00:00Z"}', false],
    ['{"a": {"$lt": "2026-03-01T12:00:00+01:00"}}', '{"a": "2026-03-01T11:30:00+0100"}', true],
    ['{"a": {"$gte": "01.03.2026"}}', '{"a": "2026-03-01"}', true],
    ['{"a": {"$gte": "01.03.2026"}}', '{"a": "28.2.2026, 23:59 Uhr"}', false],
    ['{"a": {"$lt": "02.03.2026"}}', '{"a": "11.02.2026"}', true],
    ['{"a": {"$gt": "2026-03-01"}}', '{"a": "12"}', false],
    ['{"a": {"$not": {"$gt": 9}}}', '{"a": "10"}', false],
    ['{"a": {"$gt": "a"}}', '{"a": "b"}', false],
  ])("%s with %s: %s", (filter, payload, passed) => {
    expect(passing(filter, payload)).toBe(passed);
  });

  it("is said of any two numbers as of their digits, whether they are texts or not", () => {
    const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const near = whole.chain((a) =>
      fc.tuple(fc.constant(a), fc.oneof(whole, fc.bigInt({ min: a - 2n, max: a + 2n }))),
    );
    fc.assert(
      fc.property(near, fc.boolean(), fc.boolean(), ([a, b], inText, ownInText) => {
        const written = (value: bigint, isText: boolean) => (isText ? `"${value}"` : String(value));
        const test = (operator: string) =>
          passing(`{"a": {"${operator}": ${written(b, ownInText)}}}`, `{"a": ${written(a, inText)}}`);
        expect([test("$gt"), test("$gte"), test("$lt"), test("$lte")]).toEqual([
          a > b,
          a >= b,
          a < b,
          a <= b,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["$gt", "$gte", "$lt", "$lte"])("%s of what is neither number nor moment is refused", (name) => {
    for (const value of ["a", "", "10,50", "31.02.2026", true, null, [1], { a: 1 }])
      expect(filterProblem({ $or: [{ "a.b": { [name]: value } }] }), String(value)).toMatchObject({
        code: "filter_not_comparable",
        params: { path: "a.b", name },
      });
    for (const value of [1, -0.5, "10", "1e5", "2026-03-01", "01.03.2026", "2026-03-01T12:00:00.5+02:00"])
      expect(filterProblem({ "a.b": { [name]: value } })).toBeNull();
    expect(filterProblem({ a: { [name]: JSON.rawJSON("9007199254740993") } })).toBeNull();
  });

  it("names the value that can't be compared", () => {
    expect(filterProblem({ "a.b": { $gt: "zehn" } })).toEqual(
      problem("filter_not_comparable", { path: "a.b", name: "$gt", value: "zehn" }),
    );
  });
});

describe("long numbers", () => {
  it.each([
    ['{"id": 9007199254740993}', '{"id": 9007199254740993}', true],
    ['{"id": 9007199254740993}', '{"id": 9007199254740992}', false],
    ['{"id": 9007199254740992}', '{"id": 9007199254740993}', false],
    ['{"id": {"$in": [1, 9007199254740993]}}', '{"id": 9007199254740993}', true],
    ['{"id": {"$in": [1, 9007199254740993]}}', '{"id": 9007199254740992}', false],
    ['{"id": {"$ne": 9007199254740993}}', '{"id": 9007199254740992}', true],
    ['{"id": {"$nin": [9007199254740993]}}', '{"id": 9007199254740993}', false],
    ['{"id": {"$eq": 9007199254740993}}', '{"list": 1, "id": [9007199254740993]}', true],
    ['{"id": 90071992547409930e-1}', '{"id": 9007199254740993.0}', true],
    ['{"id": {"$all": [9007199254740993]}}', '{"id": [9007199254740992]}', false],
    ['{"o": {"id": 9007199254740993}}', '{"o": {"id": 9007199254740993}}', true],
    ['{"o": {"id": 9007199254740993}}', '{"o": {"id": 9007199254740995}}', false],
    ['{"id": 10.0}', '{"id": 1e1}', true],
    ['{"id": 10}', '{"id": "10"}', false],
  ])("%s with %s: %s", (filter, payload, passed) => {
    expect(filterProblem(parseExact(filter) as Filter)).toBeNull();
    expect(passing(filter, payload)).toBe(passed);
  });
});

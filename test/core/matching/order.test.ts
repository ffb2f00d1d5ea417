import { expect, it } from "vitest";
import { filterProblem, passes } from "../../../src/core/matching/filter.ts";
import { hasOrder, orderOf } from "../../../src/core/matching/order.ts";

it.each<[unknown, unknown, number | null]>([
  [9, 10, -1],
  ["9", "10", -1],
  ["9", 10, -1],
  [10, "9.5", 1],
  ["-1", "0", -1],
  ["1e3", 999, 1],
  ["10.0", 10, 0],
  ["9007199254740993", "9007199254740992", 1],
  ["2026-03-01", "2026-02-28T23:59:59Z", 1],
  ["2026-03-01T01:00:00+02:00", "2026-02-28T23:00:00Z", 0],
  ["2026-03-01T01:00:00+0200", "2026-02-28 23:00", 0],
  ["01.03.2026", "2026-03-01", 0],
  ["1.3.2026 14:30", "2026-03-01T14:30:00Z", 0],
  ["01.10.2026", "02.09.2026", 1],
  ["b", "a", null],
  ["10", "2026-01-01", null],
  ["31.02.2026", "2026-01-01", null],
  ["2026-02-30", "2026-01-01", null],
  [true, false, null],
  [null, 0, null],
  [[], 0, null],
  ["", 0, null],
])("puts %j and %j in order", (a, b, order) => {
  expect(orderOf(a, b)).toBe(order);
  expect(orderOf(b, a)).toBe(order === null ? null : order === 0 ? 0 : -order);
});

it("knows what can be compared", () => {
  for (const value of [1, "1.5", "2026-01-01", "01.03.2026"])
    expect(hasOrder(value), String(value)).toBe(true);
  for (const value of ["ten", "10 €", null, true, [], {}, ""])
    expect(hasOrder(value), String(value)).toBe(false);
});

it("is what the conditions of a filter go by", () => {
  const order = { total: "9.50", at: "2026-03-01T10:00:00+01:00", items: [{ price: "5" }, { price: 20 }] };
  for (const filter of [
    { total: { $lt: 10 } },
    { total: { $gte: "9.5" } },
    { at: { $gt: "01.03.2026" } },
    { at: { $lte: "2026-03-01T09:00:00Z" } },
    { "items.price": { $gt: 10 } },
  ])
    expect(passes(filter, order), JSON.stringify(filter)).toBe(true);
  for (const filter of [{ total: { $gt: 10 } }, { total: { $gt: "2026-01-01" } }, { missing: { $lt: 5 } }])
    expect(passes(filter, order), JSON.stringify(filter)).toBe(false);
});

it.each([
  [{ total: { $gt: "ten" } }, "filter_not_comparable", { path: "total", name: "$gt", value: "ten" }],
  [{ $or: [{ a: { $lte: true } }] }, "filter_not_comparable", { path: "a", name: "$lte", value: "true" }],
])("%j is refused", (filter, code, params) => {
  expect(filterProblem(filter)).toEqual({ code, params });
});

it("takes numbers of any length", () => {
  for (const id of [
    9_007_199_254_740_991,
    -9_007_199_254_740_991,
    0.1,
    1e-7,
    JSON.rawJSON("9007199254740993"),
  ])
    expect(filterProblem({ id }), JSON.stringify(id)).toBeNull();
});

import * as sift from "sift";
import { parseExact } from "../json/exact.ts";
import { isBranch } from "../json/lossless.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { hasOrder, LongNumber, orderOf } from "./order.ts";

/**
 * Conditions on a payload in the manner of MongoDB: `{"tag.id": "produkt-a", "amount": {"$gte": 10}}`. Numbers that a
 * double doesn't hold are raw JSON.
 */
export type Filter = Record<string, unknown>;

const comparing =
  (holds: (order: number) => boolean) =>
  (bound: unknown, owner: unknown, options: Parameters<typeof sift.$gt>[2]) =>
    sift.createEqualsOperation(
      (value: unknown) => {
        const order = orderOf(value, bound);
        return order !== null && holds(order);
      },
      owner,
      options,
    );

const comparisons = {
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
};

/** What a filter may use. Nothing that runs code ($where) or can be made to run for long ($regex). */
const operations = {
  $eq: sift.$eq,
  $ne: sift.$ne,
  ...comparisons,
  $in: sift.$in,
  $nin: sift.$nin,
  $exists: sift.$exists,
  $and: sift.$and,
  $or: sift.$or,
  $nor: sift.$nor,
  $not: sift.$not,
  $all: sift.$all,
  $elemMatch: sift.$elemMatch,
  $size: sift.$size,
  $mod: sift.$mod,
};

export const operators = Object.keys(operations);

const deepest = 8;
const mostConditions = 100;
/** In lists such as those of $in. */
const mostValues = 1_000;
const mostCharacters = 16_384;

/** Why a filter can't be saved, null when it can. */
export function filterProblem(filter: Filter): Problem | null {
  let conditions = 0;
  let values = 0;
  const check = (value: unknown, depth: number, path: string): Problem | null => {
    if (depth > deepest) return problem("filter_too_deep", { max: deepest });
    if (Array.isArray(value)) {
      values += value.length;
      if (values > mostValues) return problem("filter_values_too_many", { max: mostValues });
      return first(value.map((part) => check(part, depth + 1, path)));
    }
    if (!isBranch(value)) return null;
    return first(
      Object.entries(value).map(([name, part]) => {
        if (++conditions > mostConditions)
          return problem("filter_conditions_too_many", { max: mostConditions });
        if (name.startsWith("$") && !operators.includes(name))
          return problem("filter_operator_unknown", { name, operators });
        if (Object.hasOwn(comparisons, name) && !hasOrder(isBranch(part) ? null : compared(part)))
          return problem("filter_not_comparable", { path, name, value: excerpt(part) });
        return check(part, depth + 1, name.startsWith("$") ? path : name);
      }),
    );
  };
  const found = check(filter, 0, "");
  if (found !== null) return found;
  if (JSON.stringify(filter).length > mostCharacters)
    return problem("filter_too_long", { max: mostCharacters });
  try {
    testerOf(filter)({});
    return null;
  } catch (error) {
    return problem("filter_unusable", { why: (error as Error).message });
  }
}

const first = (problems: (Problem | null)[]) => problems.find((one) => one !== null) ?? null;

const excerpt = (value: unknown) =>
  Array.isArray(value) ? "[…]" : isBranch(value) ? "{…}" : String(value).slice(0, 64);

const testerOf = (filter: Filter) => sift.createQueryTester(compared(filter) as Filter, { operations });

/** With numbers in the form that they are compared in. */
function compared(value: unknown): unknown {
  if (JSON.isRawJSON(value)) return new LongNumber(value.rawJSON);
  if (Array.isArray(value)) return value.map(compared);
  return isBranch(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, compared(part)]))
    : value;
}

/** A payload as filters look at it. @throws when it is no JSON */
export const parsePayload = (text: string): unknown => parseExact(text, (source) => new LongNumber(source));

const testers = new WeakMap<Filter, (payload: unknown) => boolean>();

/**
 * A payload that can't be compared at all (nested beyond measure, say) passes no filter.
 *
 * @param payload of `parsePayload`
 */
export function passes(filter: Filter, payload: unknown): boolean {
  const tester = testers.get(filter) ?? testerOf(filter);
  testers.set(filter, tester);
  try {
    return tester(payload);
  } catch {
    return false;
  }
}

import * as sift from "sift";

/** Conditions on a payload in the manner of MongoDB: `{"tag.id": "produkt-a", "amount": {"$gte": 10}}`. */
export type Filter = Record<string, unknown>;

/** What a filter may use. Nothing that runs code ($where) or can be made to run for long ($regex). */
const operations = {
  $eq: sift.$eq,
  $ne: sift.$ne,
  $gt: sift.$gt,
  $gte: sift.$gte,
  $lt: sift.$lt,
  $lte: sift.$lte,
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

/** Why a filter can't be saved, in words; null when it can. */
export function filterProblem(filter: Filter): string | null {
  let conditions = 0;
  const check = (value: unknown, depth: number): string | null => {
    if (depth > deepest) return `must not be nested deeper than ${deepest} levels`;
    if (Array.isArray(value)) return first(value.map((part) => check(part, depth + 1)));
    if (typeof value !== "object" || value === null) return null;
    return first(
      Object.entries(value).map(([name, part]) => {
        if (++conditions > mostConditions) return `must not have more than ${mostConditions} conditions`;
        if (name.startsWith("$") && !operators.includes(name))
          return `uses ${name}; what can be used is ${operators.join(", ")}`;
        return check(part, depth + 1);
      }),
    );
  };
  const problem = check(filter, 0);
  if (problem !== null) return problem;
  try {
    testerOf(filter)({});
    return null;
  } catch (error) {
    return `can't be used: ${(error as Error).message}`;
  }
}

const first = (problems: (string | null)[]) => problems.find((problem) => problem !== null) ?? null;

const testerOf = (filter: Filter) => sift.createQueryTester(filter, { operations });

export function passes(filter: Filter, payload: unknown): boolean {
  return testerOf(filter)(payload);
}

import { expect, it } from "vitest";
import { InvalidInput, invalid, PosthornError } from "../../src/core/errors.ts";
import { statusOf } from "../../src/core/problems/codes.ts";
import { problem } from "../../src/core/problems/problem.ts";

it("gives each code of the API its HTTP status", () => {
  expect(statusOf).toEqual({
    generic_error: 400,
    authentication_failed: 401,
    "insufficient access": 403,
    plan_limit: 403,
    limit_reached: 403,
    not_found: 404,
    not_offered: 404,
    conflict: 409,
    gone: 410,
    payload_too_large: 413,
    rate_limit: 429,
    unavailable: 503,
  });
});

it("a refusal has a code and a reason for programs, and a sentence for people", () => {
  const error = new PosthornError("payload_too_large", { bytes: 3, max: 2 });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    code: "payload_too_large",
    reason: "payload_too_large",
    params: { bytes: 3, max: 2 },
    message: "The payload has 3 bytes, at most 2 are allowed.",
  });
  expect(new PosthornError("no_such_endpoint")).toMatchObject({ code: "not_found", params: {} });
});

it("invalid input says of each field what is wrong with it", () => {
  const problems = [
    { loc: ["body", "uid"], ...problem("too_long", { max: 3 }) },
    { loc: ["query", "limit"], ...problem("not_a_number") },
  ];
  const error = new InvalidInput(...problems);
  expect(error.problems).toEqual(problems);
  expect(error.message).toBe("body.uid: must have at most 3 characters; query.limit: must be a number");
  expect(invalid(["body"], problem("json_invalid")).problems).toEqual([
    { loc: ["body"], code: "json_invalid", params: {} },
  ]);
});

import { expect, it } from "vitest";
import { InvalidInput, invalid, PosthornError, statusOf } from "../../src/core/errors.ts";

it("gives each code of the API its HTTP status", () => {
  expect(statusOf).toEqual({
    generic_error: 400,
    authentication_failed: 401,
    "insufficient access": 403,
    plan_limit: 403,
    not_found: 404,
    conflict: 409,
    gone: 410,
    payload_too_large: 413,
    rate_limit: 429,
    unavailable: 503,
  });
});

it("carries a code for programs and a detail for people", () => {
  const error = new PosthornError("not_found", "There is no such endpoint.");
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ code: "not_found", message: "There is no such endpoint." });
});

it("says of each field what is wrong with it", () => {
  const issues = [
    { loc: ["body", "uid"], msg: "is too long", type: "value_error" },
    { loc: ["query", "limit"], msg: "must be a number", type: "type_error" },
  ];
  const error = new InvalidInput(...issues);
  expect(error.issues).toEqual(issues);
  expect(error.message).toBe("body.uid: is too long; query.limit: must be a number");
});

it("makes an error of one issue, a value error unless it says otherwise", () => {
  expect(invalid(["body"], "m").issues).toEqual([{ loc: ["body"], msg: "m", type: "value_error" }]);
  expect(invalid(["body"], "m", "value_error.jsondecode").issues[0]!.type).toBe("value_error.jsondecode");
});

import { describe, expect, it } from "vitest";
import { refusal, type SuccessRule } from "../../../src/core/delivery/success.ts";

const failureOf = (rule: SuccessRule | null, status: number, body = "", location: string | null = null) =>
  refusal(rule, { status, body, flaw: null, location })?.failure ?? null;

describe("without a rule of the endpoint's own", () => {
  it.each([200, 201, 204, 299])("%i is accepted", (status) => {
    expect(failureOf(null, status)).toBeNull();
  });

  it.each([199, 400, 404, 429, 500])("%i is not", (status) => {
    expect(failureOf(null, status)).toEqual({ code: "status", params: { status } });
  });

  it("a redirect tells where it leads", () => {
    const location = "https://example.com/elsewhere";
    expect(failureOf(null, 302, "", location)).toEqual({ code: "redirect", params: { location } });
    expect(failureOf(null, 304)).toEqual({ code: "redirect", params: { location: null } });
  });
});

describe("a rule for the status", () => {
  it("says what counts, whatever the status means elsewhere", () => {
    expect(failureOf({ statusCodes: [409] }, 409)).toBeNull();
    expect(failureOf({ statusCodes: [201, 202] }, 200)).toEqual({
      code: "status_unexpected",
      params: { status: 200, expected: [201, 202] },
    });
  });

  it("leaves an error and a redirect what they are", () => {
    expect(failureOf({ statusCodes: [201] }, 503)).toMatchObject({ code: "status" });
    expect(failureOf({ statusCodes: [201] }, 301)).toMatchObject({ code: "redirect" });
  });
});

describe("a rule for the body", () => {
  const rule = { body: { status: "OK", list: { first: 1 } } };

  it("wants what it names, and minds nothing else", () => {
    expect(failureOf(rule, 200, '{"list":{"first":1,"second":2},"status":"OK"}')).toBeNull();
  });

  it.each([
    ['{"status":"OK"}', "what is missing"],
    ['{"status":"ok","list":{"first":1}}', "another value"],
    ['{"status":"OK","list":[1]}', "a list in place of an object"],
    ["null", "nothing"],
  ])("refuses %s: %s", (body) => {
    const expected = JSON.stringify(rule.body);
    expect(failureOf(rule, 200, body)).toEqual({ code: "body_mismatch", params: { expected } });
  });

  it("refuses what is not JSON", () => {
    expect(failureOf(rule, 200, "OK")).toEqual({ code: "body_not_json", params: {} });
  });

  it("is not asked where the status is refused already", () => {
    expect(failureOf(rule, 500, "OK")).toMatchObject({ code: "status" });
  });
});

describe("a body that is not all there", () => {
  const flaw = { failure: { code: "cut_off", params: {} }, reason: "The answer broke off." } as const;
  const answer = (status: number, body = '{"status":"OK"') => ({ status, body, flaw, location: null });

  it.each([null, { statusCodes: [200] }])("is no matter to a rule for the status: %j", (rule) => {
    expect(refusal(rule, answer(200))).toBeNull();
    expect(refusal(rule, answer(503))?.failure).toEqual({ code: "status", params: { status: 503 } });
  });

  it("can't be judged by a rule for the body, even where the part that is there would do", () => {
    expect(refusal({ body: {} }, answer(200))).toEqual(flaw);
    expect(refusal({ body: { status: "OK" } }, answer(200, '{"status":"OK"}'))).toEqual(flaw);
    expect(refusal({ body: {} }, answer(500))?.failure).toMatchObject({ code: "status" });
  });
});

it("says the same in words", () => {
  const words = (rule: SuccessRule | null, status: number, body = "") =>
    refusal(rule, { status, body, flaw: null, location: null })?.reason;
  expect(words(null, 500)).toBe("500 is not 2xx");
  expect(words({ statusCodes: [201, 202] }, 200)).toBe("200 is not one of 201, 202");
  expect(words({ body: { a: 1 } }, 200, "x")).toBe("the body is not JSON");
  expect(words({ body: { a: 1 } }, 200, "{}")).toBe('the body does not contain {"a":1}');
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { problem } from "../../../src/core/problems/problem.ts";
import {
  configuredType,
  contentTypeProblem,
  withContentType,
} from "../../../src/core/request/content-type.ts";

const json = "application/json";
const form = "application/x-www-form-urlencoded";

it.each([
  json,
  "application/json; charset=utf-8",
  "Application/JSON;charset=UTF-8",
  'application/json; charset="utf-8"; profile="a;b\\"c"',
  "application/json ;\tv=1;",
])("%s may stand for JSON", (value) => {
  expect(contentTypeProblem(value, json)).toBeNull();
  expect(withContentType({ "Content-Type": value, a: "b" }, json)).toEqual({
    own: { a: "b" },
    contentType: value,
  });
});

it.each([
  "",
  "json",
  "text/plain",
  form,
  "application/json charset=utf-8",
  "application/json; charset",
  "a/b/c",
])("%j may not", (value) => {
  expect(contentTypeProblem(value, json)).toEqual(problem("content_type_differs", { type: json }));
  expect(withContentType({ "content-type": value }, json)).toEqual({ own: {}, contentType: json });
});

it("goes with what the endpoint's requests are", () => {
  expect(configuredType({})).toBe(json);
  expect(configuredType({ request: { method: "PUT", contentType: "form" } })).toBe(form);
  expect(configuredType({ request: { method: "GET", contentType: "json" } })).toBeNull();
  expect(contentTypeProblem(json, null)).toEqual(problem("content_type_without_body"));
  const own = { "content-type": `${form}; charset=utf-8` };
  // A payload that its producer calls something else is still that.
  expect(withContentType(own, "text/plain").contentType).toBe("text/plain");
  expect(withContentType(own, `${form}; charset=iso-8859-1`).contentType).toBe(own["content-type"]);
  expect(withContentType(own, null)).toEqual({ own: {}, contentType: null });
});

it("leaves all other headers as they are", () => {
  const headers = fc.dictionary(fc.stringMatching(/^x-[a-z]{1,5}$/), fc.string());
  fc.assert(
    fc.property(headers, (own) => {
      expect(withContentType(own, json)).toEqual({ own, contentType: json });
    }),
  );
});

it("is read in no time, whatever it is", () => {
  expect(contentTypeProblem(`a/b${"; a=b ".repeat(500)}"`, json)).not.toBeNull();
  expect(contentTypeProblem(`a/b;a="${"\\\\".repeat(2_000)}`, json)).not.toBeNull();
});

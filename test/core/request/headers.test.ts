import fc from "fast-check";
import { expect, it } from "vitest";
import { problem } from "../../../src/core/problems/problem.ts";
import { headerProblem, headersProblem, isSensitive } from "../../../src/core/request/headers.ts";

it.each([
  ["x-api-key", "abc"],
  ["Authorization", "Bearer abc"],
  ["X-Custom", ""],
  ["accept", "application/json"],
  ["x_y.z~1!#$%&'*+^`|", "every character that a name may have"],
  ["x-ascii", "cafe\ttab"],
  ["x-webhook-id", "only the beginning counts"],
  ["host-name", "is not host"],
  ["x".repeat(256), "v".repeat(4096)],
])("takes %s: %s", (name, value) => {
  expect(headerProblem(name, value)).toBeNull();
});

it.each([
  "content-type",
  "Content-Type",
  "CONTENT-LENGTH",
  "host",
  "Host",
  "user-agent",
  "connection",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "keep-alive",
  "accept-encoding",
  "proxy-connection",
  "proxy-authorization",
  "Proxy-Authenticate",
  "x-forwarded-for",
  "X-Forwarded-Host",
  "x-real-ip",
  "true-client-ip",
  "forwarded",
  "via",
  "cdn-loop",
  "date",
  "content-encoding",
  "content-range",
  "webhook-id",
  "webhook-timestamp",
  "Webhook-Signature",
  "webhook-anything",
  "svix-id",
  "Svix-Signature",
  "x-posthorn-event",
  ...["x-svix-id", "x-amz-date", "x-amzn-trace-id", "x-google-id", "x-goog-api", "x-gfe-ssl", "x-azure-ref"],
  ...["x-fd-healthprobe", "age", "cache-control", "expires", "pragma", "warning", "trailers"],
  ...["clear-site-data", "content-language", "content-location"],
  "cf-connecting-ip",
  "CF-Ray",
])("refuses %s, which is not the endpoint's to set", (name) => {
  expect(headerProblem(name, "v")).toEqual(problem("header_reserved"));
});

it.each(["", " ", "a b", "a:", "a\r\nb", "ä", "a(b)", "a/b", "a,b", "a\0", "x".repeat(257)])(
  "refuses the name %j",
  (name) => {
    expect(headerProblem(name, "v")).toEqual(problem("header_name_invalid"));
  },
);

it.each(["a\nb", "a\r\nx-injected: 1", "a\0b", "a\x7f", "caf\xe9", "Müller", "…", "日本", "v".repeat(4097)])(
  "refuses the value %j",
  (value) => {
    expect(headerProblem("x-custom", value)).toEqual(problem("header_value_invalid", { max: 4096 }));
  },
);

const named = (count: number, value = "v") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, value]));

it("takes 50 headers, not 51", () => {
  expect(headersProblem(named(50))).toBeNull();
  expect(headersProblem(named(51))).toEqual(problem("headers_too_many", { max: 50 }));
});

it("takes 16,000 bytes of names and values together, not one more", () => {
  const nearly = { ...named(4, "v".repeat(3990)), "x-last": "v".repeat(22) };
  const bytes = Object.entries(nearly).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  expect(bytes).toBe(16_000);
  expect(headersProblem(nearly)).toBeNull();
  expect(headersProblem({ ...nearly, "x-last": "v".repeat(23) })).toEqual(
    problem("headers_too_large", { max: 16_000 }),
  );
});

it("takes only what a request can carry", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.oneof(text, fc.stringMatching(/^[a-z-]{1,20}$/)), text, (name, value) => {
      const carried = () => new Headers([[name, value]]);
      if (headerProblem(name, value) === null) expect(carried).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});

it("never shows the value of an authorization-like header again", () => {
  for (const name of [
    "Authorization",
    "proxy-authorization",
    "X-Api-Key",
    "apikey",
    "X-Auth-Token",
    "client-secret",
    "X-Password",
    "Cookie",
    "X-Hub-Signature",
    "Ocp-Apim-Subscription-Key",
    "x-credentials",
  ])
    expect([name, isSensitive(name)]).toEqual([name, true]);
  for (const name of ["accept", "x-tenant", "x-request-id", "x-key-id", "x-environment", "webhook-signature"])
    expect([name, isSensitive(name)]).toEqual([name, false]);
});

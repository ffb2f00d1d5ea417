import { expect, it } from "vitest";
import { type Failure, plainFailure } from "../../../src/core/delivery/failure.ts";
import { type FailureKind, kindOf } from "../../../src/core/delivery/failure-kind.ts";

const seconds = { seconds: 15 };

it.each<[FailureKind, string, number, Failure]>([
  ["429", "too many requests", 429, { code: "status", params: { status: 429 } }],
  ["4xx", "a refusal", 404, { code: "status", params: { status: 404 } }],
  ["5xx", "a fault", 503, { code: "status", params: { status: 503 } }],
  ["5xx", "what Cloudflare answers for a receiver", 530, plainFailure("dns")],
  ["5xx", "a proxy's timeout", 524, { code: "timeout", params: seconds }],
  ["timeout", "no answer in time", 0, { code: "timeout", params: seconds }],
  ["timeout", "an answer that didn't end in time", 200, { code: "incomplete", params: seconds }],
  ["network", "no connection", 0, plainFailure("unreachable")],
  ["network", "a connection that broke off", 200, plainFailure("cut_off")],
  ["network", "a request that wasn't sent", 0, plainFailure("address_blocked")],
  ["other", "a redirect", 302, { code: "redirect", params: { location: null } }],
  ["other", "an answer that the endpoint doesn't accept", 200, plainFailure("body_not_json")],
])("%s: %s", (kind, _, status, failure) => {
  expect(kindOf(status, failure)).toBe(kind);
});

import { describe, expect, it } from "vitest";
import { mailFailure, platformFailure } from "../../../src/core/delivery/platform-failure.ts";

const cloudflare = { server: "cloudflare", "cf-ray": "8f-FRA" };
const answer = (status: number, body = `error code: ${status}`, headers: HeadersInit = cloudflare) =>
  platformFailure({ status, body, headers: new Headers(headers), duration: 12_400 });

describe("an answer that Cloudflare gives in place of the receiver's", () => {
  it.each([
    [520, "reset"],
    [521, "refused"],
    [522, "connect_timeout"],
    [523, "unreachable"],
    [525, "tls"],
    [526, "tls"],
  ])("with status %i is %s", (status, code) => {
    expect(answer(status)).toEqual({ code, params: {} });
  });

  it("tells how long was waited when the receiver didn't answer", () => {
    expect(answer(524)).toEqual({ code: "timeout", params: { seconds: 12 } });
  });

  it.each([
    [530, "error code: 1016", "dns"],
    [530, '{"error_code": 1016, "error_name": "origin_dns_error"}', "dns"],
    [530, "error code: 1033", "unreachable"],
    [409, "error code: 1001", "dns"],
    [403, "error code: 1003", "address_blocked"],
    [403, "error code: 1020", "firewall"],
  ])("with status %i and %s is %s", (status, body, code) => {
    expect(answer(status, body)).toEqual({ code, params: {} });
  });

  it("may give the number in a header", () => {
    expect(answer(530, "<html>", { "cf-error-type": "1016" })).toEqual({ code: "dns", params: {} });
  });
});

it("takes an answer of the receiver as its own, also of one behind Cloudflare", () => {
  expect(answer(521, "error code: 521", { server: "nginx" })).toBeNull();
  expect(answer(500, "database is down")).toBeNull();
  expect(answer(403, "no such key")).toBeNull();
  expect(answer(422, '{"error_code": 17}')).toBeNull();
});

describe("what the Email Service throws", () => {
  it.each([
    ["E_SENDER_NOT_VERIFIED", "mail_not_configured"],
    ["E_RECIPIENT_SUPPRESSED", "mail_suppressed"],
    ["E_DAILY_LIMIT_EXCEEDED", "mail_limit"],
    ["E_CONTENT_TOO_LARGE", "mail_too_large"],
    ["E_DELIVERY_FAILED", "mail_refused"],
  ])("%s is %s", (code, failure) => {
    expect(mailFailure(Object.assign(new Error("no"), { code }))).toEqual({ code: failure, params: {} });
  });

  it("is a refusal without a code, too", () => {
    expect(mailFailure(new Error("mailbox full"))).toEqual({ code: "mail_refused", params: {} });
    expect(mailFailure("mailbox full")).toEqual({ code: "mail_refused", params: {} });
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Config, config } from "../../src/store/config.ts";

const day = 24 * 3_600_000;
const configOf = (vars: Record<string, unknown>) => config({ ...env, ...vars } as Env);

it("has wrangler.toml's values in the units of the code", () => {
  expect(configOf({ EMAIL_FROM: "", ALLOWED_PRIVATE_SUBNETS: "" })).toEqual({
    maxPayloadBytes: 1_048_576,
    payloadRetentionMs: 60 * day,
    logRetentionMs: 180 * day,
    timeoutMs: 15_000,
    maxInFlight: 2_000,
    applicationMaxInFlight: 500,
    leaseMs: 60_000,
    resendMs: 30_000,
    publicUrl: null,
    emailFrom: null,
    urlPolicy: { allowedSubnets: [], ownHosts: [] },
  });
});

describe.each<[string, keyof Config, number, number, number, number]>([
  ["MAX_PAYLOAD_BYTES", "maxPayloadBytes", 1_048_576, 1, 20_000_000, 1],
  ["PAYLOAD_RETENTION_DAYS", "payloadRetentionMs", 60, 1, 3_650, day],
  ["LOG_RETENTION_DAYS", "logRetentionMs", 180, 1, 3_650, day],
  ["DELIVERY_TIMEOUT_SECONDS", "timeoutMs", 15, 1, 30, 1_000],
  ["ENDPOINT_MAX_IN_FLIGHT", "maxInFlight", 2_000, 1, 10_000, 1],
  ["APPLICATION_MAX_IN_FLIGHT", "applicationMaxInFlight", 500, 1, 10_000, 1],
  ["LEASE_SECONDS", "leaseMs", 60, 1, 3_600, 1_000],
  ["RESEND_SECONDS", "resendMs", 30, 1, 3_600, 1_000],
])("%s", (name, field, usual, least, most, unit) => {
  it.each([
    [2, 2],
    ["3", 3],
    [" 4 ", 4],
    [least, least],
    [most, most],
    [0, least],
    [-1, least],
    [most + 1, most],
    ["1e99", most],
    ["", usual],
    ["soon", usual],
    ["5 days", usual],
    [undefined, usual],
  ])("as %j is %d", (given, expected) => {
    expect(configOf({ [name]: given })[field]).toBe(expected * unit);
  });
});

it("knows its own address, with or without a slash at its end, and no host when it is none", () => {
  const at = (PUBLIC_URL: string) => {
    const { publicUrl, urlPolicy } = configOf({ PUBLIC_URL });
    return [publicUrl, urlPolicy.ownHosts];
  };
  expect(at("https://hooks.example.com")).toEqual(["https://hooks.example.com", ["hooks.example.com"]]);
  expect(at("https://hooks.example.com:8443//")).toEqual([
    "https://hooks.example.com:8443",
    ["hooks.example.com:8443"],
  ]);
  expect(at("hooks.example.com")).toEqual(["hooks.example.com", []]);
});

it("sends emails only when it has a sender", () => {
  expect(configOf({ EMAIL_FROM: "a@example.com" }).emailFrom).toBe("a@example.com");
  expect(configOf({ EMAIL_FROM: undefined }).emailFrom).toBeNull();
});

it("is read once for the same variables", () => {
  const vars = { ...env };
  expect(config(vars)).toBe(config(vars));
});

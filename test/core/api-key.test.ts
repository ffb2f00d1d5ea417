import { expect, it } from "vitest";
import { apiKeyFrom, apiKeyHash, grants, isApiKey, startOf } from "../../src/core/api-key.ts";

const key = await apiKeyFrom(new Uint8Array(32).fill(0xab));

it("has a form that programs recognise, and no dots, by which SDKs choose a region", () => {
  expect(key).toBe(`phk_${"ab".repeat(32)}c112cf1f`);
  expect(isApiKey(key)).toBe(true);
  expect(isApiKey("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcmdfMSJ9.x")).toBe(false);
  expect(startOf(key)).toBe("phk_abababab");
});

it("is found by its SHA-256", async () => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  expect(await apiKeyHash(key)).toBe(Buffer.from(bytes).toString("hex"));
});

it.each([
  ["a digit is another", key.replace("ab", "ac")],
  ["a check digit is another", `${key.slice(0, -1)}0`],
  ["digits are missing", key.slice(0, -1)],
  ["digits are too many", `${key}0`],
  ["it is in capitals", `phk_${key.slice(4).toUpperCase()}`],
  ["it is empty", "phk_"],
])("is none when %s", async (_, token) => {
  expect(await apiKeyHash(token)).toBeNull();
});

it("with admin may do everything, with any other scope only what that says", () => {
  for (const needed of ["admin", "send", "read"] as const) {
    expect(grants(["admin"], needed)).toBe(true);
    expect(grants(["send"], needed)).toBe(needed === "send");
    expect(grants(["read"], needed)).toBe(needed === "read");
    expect(grants(["send", "read"], needed)).toBe(needed !== "admin");
    expect(grants([], needed)).toBe(false);
  }
});

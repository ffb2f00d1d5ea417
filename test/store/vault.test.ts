import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../src/store/vault.ts";

const env = { ENCRYPTION_KEY: btoa("k".repeat(32)) };
const value = { keys: ["whsec_…"], note: "ü 🌷", nothing: null };

const changed = (sealed: string, at: number) => {
  const bytes = Uint8Array.from(atob(sealed), (char) => char.charCodeAt(0));
  bytes[at]! ^= 1;
  return btoa(String.fromCharCode(...bytes));
};

it("gives back what was put in", async () => {
  for (const each of [value, "", null, 0, [1, [2]]])
    expect(await unseal(env, await seal(env, each))).toEqual(each);
});

it("seals the same value differently each time, and shows nothing of it", async () => {
  const [one, other] = [await seal(env, "whsec_secret"), await seal(env, "whsec_secret")];
  expect(one).not.toBe(other);
  expect(atob(one)).not.toContain("whsec");
  // 12 bytes of nonce, the JSON text, 16 bytes of tag.
  expect(atob(one)).toHaveLength(12 + '"whsec_secret"'.length + 16);
});

describe("doesn't open", () => {
  it("with another key", async () => {
    await expect(unseal({ ENCRYPTION_KEY: btoa("x".repeat(32)) }, await seal(env, value))).rejects.toThrow();
  });

  it("what was changed: nonce, text or tag", async () => {
    const sealed = await seal(env, value);
    for (const at of [0, 12, atob(sealed).length - 1])
      await expect(unseal(env, changed(sealed, at)), `byte ${at}`).rejects.toThrow();
  });

  it("what was never sealed", async () => {
    for (const text of ["", "AAAA", "not base64 ü"]) await expect(unseal(env, text)).rejects.toThrow();
  });
});

it("says what a key has to be", async () => {
  for (const key of ["", btoa("short"), btoa("k".repeat(33))])
    await expect(seal({ ENCRYPTION_KEY: key }, value)).rejects.toThrow(
      "ENCRYPTION_KEY must be 32 bytes in base64",
    );
  await expect(seal({ ENCRYPTION_KEY: "ü" }, value)).rejects.toThrow();
});

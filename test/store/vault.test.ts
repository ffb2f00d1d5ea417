import { describe, expect, it } from "vitest";
import { keyId, keyIds, open, seal, unseal } from "../../src/store/vault.ts";

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

describe("with earlier keys", () => {
  const rotated = {
    ENCRYPTION_KEY: btoa("n".repeat(32)),
    ENCRYPTION_KEY_PREVIOUS: `${btoa("o".repeat(32))}, ${env.ENCRYPTION_KEY}`,
  };

  it("opens what any of them has sealed, and says whether it is the current one", async () => {
    const old = await seal(env, value);
    expect(await unseal(rotated, old)).toEqual(value);
    expect(await open(rotated, old)).toEqual({ value, current: false });
    expect(await open(rotated, await seal(rotated, null))).toEqual({ value: null, current: true });
    expect(await open(env, await seal(rotated, value))).toBeNull();
  });

  it("seals with the current one", async () => {
    const { ENCRYPTION_KEY } = rotated;
    expect(await unseal({ ENCRYPTION_KEY }, await seal(rotated, value))).toEqual(value);
  });
});

it("tells keys apart, and shows nothing of them", async () => {
  const rotated = { ENCRYPTION_KEY: btoa("n".repeat(32)), ENCRYPTION_KEY_PREVIOUS: env.ENCRYPTION_KEY };
  const [current, previous] = await keyIds(rotated);
  expect([current, previous]).toEqual([await keyId(rotated), await keyId(env)]);
  expect(current).not.toBe(previous);
  expect(current).toMatch(/^[0-9a-f]{16}$/);
});

it("names the variable when nothing opens", async () => {
  const other = { ENCRYPTION_KEY: btoa("x".repeat(32)) };
  await expect(unseal(other, await seal(env, value))).rejects.toThrow(
    /ENCRYPTION_KEY.*ENCRYPTION_KEY_PREVIOUS/,
  );
});

it("says what a key has to be", async () => {
  for (const key of [btoa("short"), btoa("k".repeat(33)), "ü"])
    await expect(seal({ ENCRYPTION_KEY: key }, value)).rejects.toThrow(
      "ENCRYPTION_KEY is not 32 bytes in base64",
    );
  await expect(seal({ ENCRYPTION_KEY: "" }, value)).rejects.toThrow("ENCRYPTION_KEY is missing");
  const previous = { ...env, ENCRYPTION_KEY_PREVIOUS: "ü" };
  await expect(unseal(previous, await seal(env, value))).rejects.toThrow(
    "ENCRYPTION_KEY_PREVIOUS is not 32 bytes in base64",
  );
});

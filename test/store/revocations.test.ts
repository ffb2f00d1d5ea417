import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isRevoked } from "../../src/core/revocation.ts";
import { newId } from "../../src/store/ids.ts";
import * as revocations from "../../src/store/revocations.ts";

const start = 1_800_000_000_000;
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: start }));
afterEach(() => void vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

interface Token {
  id: string;
  issuedAt: number;
  session: string | null;
}
const token = (fields: Partial<Token> = {}): Token => ({
  id: "dG9rZW4",
  issuedAt: start,
  session: null,
  ...fields,
});

const ended = async (app: string, one: Token) =>
  isRevoked(await revocations.concerning(env, app, one.id), one, Date.now());

describe("one token", () => {
  it("ends, and no other, of no other application", async () => {
    const app = newId("application");
    await revocations.revoke(env, app, token().id, start + 1_000);
    expect(await ended(app, token())).toBe(true);
    expect(await ended(app, token({ id: "b3RoZXI" }))).toBe(false);
    expect(await ended(newId("application"), token())).toBe(false);
  });

  it("can be ended twice", async () => {
    const app = newId("application");
    for (const expiresAt of [start + 1_000, null]) await revocations.revoke(env, app, token().id, expiresAt);
    expect(await revocations.concerning(env, app, token().id)).toEqual([
      { app, token: token().id, issuedBefore: start, expiresAt: Number.MAX_SAFE_INTEGER },
    ]);
  });

  it("is forgotten once it has expired by itself, when another is ended", async () => {
    const app = newId("application");
    await revocations.revoke(env, app, "c2hvcnQ", start + 1_000);
    await revocations.revoke(env, app, "bG9uZw", null);
    const kept = async (id: string) => (await revocations.concerning(env, app, id)).length;
    later(999);
    await revocations.revoke(env, app, "YQ", null);
    expect(await kept("c2hvcnQ")).toBe(1);
    later(1);
    await revocations.revoke(env, app, "Yg", null);
    expect(await kept("c2hvcnQ")).toBe(0);
    expect(await kept("bG9uZw")).toBe(1);
  });
});

describe("all tokens", () => {
  it("that were issued until now end, later ones are good", async () => {
    const app = newId("application");
    expect(await revocations.validFrom(env, app)).toBe(0);
    await revocations.revokeAll(env, app, start, null);
    const from = await revocations.validFrom(env, app);
    expect(from).toBe(start + 1);
    expect(await ended(app, token())).toBe(true);
    expect(await ended(app, token({ id: "b3RoZXI", session: "s" }))).toBe(true);
    expect(await ended(app, token({ issuedAt: from }))).toBe(false);
  });

  it("end again within the same millisecond, with those made in between", async () => {
    const app = newId("application");
    await revocations.revokeAll(env, app, start, null);
    const between = token({ issuedAt: await revocations.validFrom(env, app) });
    await revocations.revokeAll(env, app, start, null);
    expect(await ended(app, between)).toBe(true);
    expect(await revocations.concerning(env, app, between.id)).toHaveLength(1);
  });

  it("end at a time to come, not before", async () => {
    const app = newId("application");
    await revocations.revokeAll(env, app, start + 60_000, null);
    expect(await ended(app, token())).toBe(false);
    later(60_000);
    expect(await ended(app, token())).toBe(true);
  });

  it("of sessions end, and none of another session", async () => {
    const app = newId("application");
    await revocations.revokeAll(env, app, start, ["one", "two"]);
    expect(await ended(app, token({ session: "one" }))).toBe(true);
    expect(await ended(app, token({ session: "two" }))).toBe(true);
    expect(await ended(app, token({ session: "three" }))).toBe(false);
    expect(await ended(app, token())).toBe(false);
  });

  it("leave no more than two rows behind, however often they end", async () => {
    const app = newId("application");
    for (let n = 0; n < 5; n++) {
      await revocations.revokeAll(env, app, Date.now(), null);
      later(1_000);
    }
    const left = await revocations.concerning(env, app, "none");
    expect(left.map(({ issuedBefore }) => issuedBefore)).toEqual([start + 3_001, start + 4_001]);
  });
});

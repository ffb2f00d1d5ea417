import type { D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isRevoked, longestSession } from "../../src/core/revocation.ts";
import * as applications from "../../src/store/applications.ts";
import * as deletions from "../../src/store/deletions.ts";
import * as revocations from "../../src/store/revocations.ts";
import { application, newOrg } from "./rows.ts";

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

const org = newOrg();
const newApplication = async () => (await applications.insert(env, application(org))).id;

const concerning = async (app: string, id: string, session: string | null = null) =>
  (await revocations.concerning(env, org, app, { id, session })) ?? [];
const ended = async (app: string, one: Token) =>
  isRevoked(await concerning(app, one.id, one.session), one, Date.now());

it("concern an application of the organisation's own", async () => {
  const app = await newApplication();
  expect(await revocations.concerning(env, org, app, token())).toEqual([]);
  expect(await revocations.concerning(env, newOrg(), app, token())).toBeNull();
  await deletions.removeApplication(env, app);
  expect(await revocations.concerning(env, org, app, token())).toBeNull();
});

describe("one token", () => {
  it("ends, and no other, of no other application", async () => {
    const app = await newApplication();
    await revocations.revoke(env, app, token().id, start + 1_000);
    expect(await ended(app, token())).toBe(true);
    expect(await ended(app, token({ id: "b3RoZXI" }))).toBe(false);
    expect(await ended(await newApplication(), token())).toBe(false);
  });

  it("can be ended twice", async () => {
    const app = await newApplication();
    for (const expiresAt of [start + 1_000, null]) await revocations.revoke(env, app, token().id, expiresAt);
    expect(await concerning(app, token().id)).toEqual([
      { app, token: token().id, issuedBefore: start, expiresAt: Number.MAX_SAFE_INTEGER },
    ]);
  });

  it("is forgotten once it has expired by itself, when another is ended", async () => {
    const app = await newApplication();
    await revocations.revoke(env, app, "c2hvcnQ", start + 1_000);
    await revocations.revoke(env, app, "bG9uZw", null);
    const kept = async (id: string) => (await concerning(app, id)).length;
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
    const app = await newApplication();
    expect(await revocations.validFrom(env, app, null)).toBe(0);
    await revocations.revokeAll(env, app, start, null);
    const from = await revocations.validFrom(env, app, null);
    expect(from).toBe(start + 1);
    expect(await ended(app, token())).toBe(true);
    expect(await ended(app, token({ id: "b3RoZXI", session: "s" }))).toBe(true);
    expect(await ended(app, token({ issuedAt: from }))).toBe(false);
  });

  it("end again within the same millisecond, with those made in between", async () => {
    const app = await newApplication();
    await revocations.revokeAll(env, app, start, null);
    const between = token({ issuedAt: await revocations.validFrom(env, app, null) });
    await revocations.revokeAll(env, app, start, null);
    expect(await ended(app, between)).toBe(true);
    expect(await concerning(app, between.id)).toHaveLength(1);
  });

  it("end at a time to come, not before", async () => {
    const app = await newApplication();
    await revocations.revokeAll(env, app, start + 60_000, null);
    expect(await ended(app, token())).toBe(false);
    later(60_000);
    expect(await ended(app, token())).toBe(true);
  });

  it("of sessions end, and none of another session", async () => {
    const app = await newApplication();
    await revocations.revokeAll(env, app, start, ["one", "two"]);
    expect(await ended(app, token({ session: "one" }))).toBe(true);
    expect(await ended(app, token({ session: "two" }))).toBe(true);
    expect(await ended(app, token({ session: "three" }))).toBe(false);
    expect(await ended(app, token())).toBe(false);
  });

  it("of one session cost nobody else's request a row, and are kept as long as such a token may live", async () => {
    const app = await newApplication();
    const sessions = Array.from({ length: 40 }, (_, n) => `session ${n}`);
    await revocations.revokeAll(env, app, start, sessions);
    expect(await concerning(app, "none")).toEqual([]);
    expect(await concerning(app, "none", "session 7")).toHaveLength(1);
    expect(await revocations.validFrom(env, app, "session 7")).toBe(start + 1);
    expect(await revocations.validFrom(env, app, null)).toBe(0);
    later(longestSession - 1);
    await revocations.revoke(env, app, "YQ", null);
    expect(await ended(app, token({ session: "session 7" }))).toBe(true);
    later(1);
    await revocations.revoke(env, app, "YQ", null);
    expect(await concerning(app, "none", "session 7")).toEqual([]);
  });

  it("leave one row behind, however often they end", async () => {
    const app = await newApplication();
    for (let n = 0; n < 5; n++) {
      await revocations.revokeAll(env, app, Date.now(), null);
      later(1_000);
    }
    const left = await concerning(app, "none");
    expect(left.map(({ issuedBefore }) => issuedBefore)).toEqual([start + 4_001]);
  });
});

it("of sessions are found after the migration as they were before it", async () => {
  const app = await newApplication();
  const old = ["*1700000000000", "*1800000000000 web", "*1800000000000 a b *5", "dG9rZW4"];
  for (const key of old)
    await env.DB.prepare("INSERT INTO revocations VALUES (?, ?, ?, ?)")
      .bind(app, key, start + 1, Number.MAX_SAFE_INTEGER)
      .run();
  const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
  const { queries } = MIGRATIONS.find(({ name }) => name.includes("session-revocations"))!;
  for (const query of queries) await env.DB.prepare(query).run();
  const keys = await env.DB.prepare("SELECT token FROM revocations WHERE app = ? ORDER BY token")
    .bind(app)
    .all();
  expect(keys.results.map(({ token }) => token)).toEqual([
    ...["*1700000000000", "dG9rZW4", "~a b *5 1800000000000", "~web 1800000000000"],
  ]);
  expect(await concerning(app, "none", "a b *5")).toHaveLength(2);
});

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  as,
  eventually,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  provesPaging,
  tenant,
  token,
  unauthenticated,
} from "../client.ts";

afterEach(() => vi.restoreAllMocks());

type Fields = Record<string, unknown>;
type Organisation = Pick<Awaited<ReturnType<typeof organisation>>, "api">;

/** A key of this organisation: its fields, and the API as its holder sees it. */
async function keyOf({ api }: Organisation, fields: Fields = {}) {
  const json = await api.ok("POST", "/api-key", { name: "Shop", scopes: ["admin"], ...fields });
  return { ...json, path: `/api-key/${json.id}`, holder: as(json.token) };
}

const hour = 3_600_000;
const inAnHour = () => new Date(Date.now() + hour).toISOString();

describe("an API key", () => {
  it("is shown once, when it is created", async () => {
    const owner = await organisation();
    const expiresAt = inAnHour();
    const created = await owner.api.post("/api-key", {
      name: " Shop ",
      scopes: ["send", "read", "send"],
      expiresAt,
    });
    const shown = {
      id: isIdOf("key"),
      name: "Shop",
      scopes: ["send", "read"],
      censoredToken: `${created.json.token.slice(0, 12)}…`,
      createdAt: isTime,
      expiresAt,
      lastUsedAt: null,
    };
    expect(created).toMatchObject({ status: 201 });
    expect(created.json).toEqual({ ...shown, token: expect.stringMatching(/^phk_[0-9a-f]{72}$/) });
    expect((await owner.api.get(`/api-key/${created.json.id}`)).json).toEqual(shown);
    expect((await owner.api.get("/api-key")).json.data).toEqual([shown]);
  });

  it("is another each time", async () => {
    const owner = await organisation();
    const [first, second] = [await keyOf(owner), await keyOf(owner)];
    expect(first.token).not.toBe(second.token);
    expect(first.token.slice(4, 12)).not.toBe(second.token.slice(4, 12));
  });

  it("is stored nowhere in the database but as its hash", async () => {
    const key = await keyOf(await organisation());
    const { results } = await env.DB.prepare("SELECT * FROM api_keys WHERE id = ?").bind(key.id).all();
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key.token));
    expect(results).toMatchObject([{ hash: new Uint8Array(hash).toHex() }]);
    const tables = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    ).all<{ name: string }>();
    for (const { name } of tables.results) {
      const rows = await env.DB.prepare(`SELECT * FROM "${name}"`).all();
      expect(JSON.stringify(rows.results), name).not.toContain(key.token.slice(12));
    }
  });

  it("acts in its own organisation only", async () => {
    const [mine, theirs] = [await tenant(), await tenant()];
    const key = await keyOf(mine);
    expect((await key.holder.get(mine.path)).status).toBe(200);
    expect(await key.holder.get(theirs.path)).toMatchObject(notFound);
    const other = await keyOf(theirs);
    expect(await key.holder.get(other.path)).toMatchObject(notFound);
    expect(await key.holder.del(other.path)).toMatchObject(notFound);
    expect((await key.holder.get("/api-key")).json.data).toHaveLength(1);
    expect((await other.holder.get(theirs.path)).status).toBe(200);
  });

  it("does what an organisation token does, other keys included", async () => {
    const { holder } = await keyOf(await organisation());
    const { id } = await holder.ok("POST", "/app", { name: "Customer" });
    const message = await holder.post(`/app/${id}/msg`, { eventType: "a.b", payload: {} });
    expect(message.status).toBe(202);
    const second = await keyOf({ api: holder }, { scopes: ["read"] });
    expect((await second.holder.get(`/app/${id}`)).status).toBe(200);
    expect((await holder.del(second.path)).status).toBe(204);
    expect(await second.holder.get(`/app/${id}`)).toMatchObject(unauthenticated);
  });

  it("is listed in pages", async () => {
    const owner = await organisation();
    const ids = [];
    for (let n = 0; n < 4; n++) ids.push((await keyOf(owner)).id);
    await provesPaging(owner.api, "/api-key", ids);
  });
});

describe("a key ends", () => {
  it("at once when it is revoked, although it was known", async () => {
    const owner = await organisation();
    const [key, other] = [await keyOf(owner), await keyOf(owner)];
    expect((await key.holder.get("/app")).status).toBe(200);
    expect(await owner.api.del(key.path)).toMatchObject({ status: 204, text: "" });
    expect(await key.holder.get("/app")).toMatchObject(unauthenticated);
    expect((await key.holder.get("/app")).json.reason).toBe("api_key_unknown");
    expect((await other.holder.get("/app")).status).toBe(200);
    expect(await owner.api.get(key.path)).toMatchObject(notFound);
    expect(await owner.api.del(key.path)).toMatchObject(notFound);
  });

  it("wherever it is revoked: no other isolate has to be told", async () => {
    const key = await keyOf(await organisation());
    expect((await key.holder.get("/app")).status).toBe(200);
    await env.DB.prepare("DELETE FROM api_keys WHERE id = ?").bind(key.id).run();
    expect(await key.holder.get("/app")).toMatchObject(unauthenticated);
  });

  it("may be revoked by itself", async () => {
    const key = await keyOf(await organisation());
    expect((await key.holder.del(key.path)).status).toBe(204);
    expect(await key.holder.get("/app")).toMatchObject(unauthenticated);
  });

  it("when its time has come, and is still listed", async () => {
    const owner = await organisation();
    const key = await keyOf(owner, { expiresAt: inAnHour() });
    expect((await key.holder.get("/app")).status).toBe(200);
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + hour);
    const { status, json } = await key.holder.get("/app");
    expect({ status, reason: json.reason }).toEqual({ status: 401, reason: "token_expired" });
    expect((await owner.api.get(key.path)).status).toBe(200);
  });
});

describe("a key is refused", () => {
  it.each([
    [{ name: "" }, "name"],
    [{ name: "x".repeat(257) }, "name"],
    [{ name: undefined }, "name"],
    [{ scopes: [] }, "scopes"],
    [{ scopes: undefined }, "scopes"],
    [{ expiresAt: "tomorrow" }, "expiresAt"],
    [{ expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
  ])("with the field named: %j", async (fields, field) => {
    const { api } = await organisation();
    const body = { name: "Shop", scopes: ["send"], ...fields };
    expect(await api.post("/api-key", body)).toMatchObject(invalidAt("body", field));
    expect((await api.get("/api-key")).json.data).toEqual([]);
  });

  it("with a scope that there isn't", async () => {
    const { api } = await organisation();
    const answer = await api.post("/api-key", { name: "Shop", scopes: ["send", "write"] });
    expect(answer).toMatchObject(invalidAt("body", "scopes", "1"));
  });

  it.each([
    ["nobody ever had", `phk_${"0".repeat(64)}cc432637`],
    ["is mistyped", "phk_1234"],
  ])("that %s", async (_, bearer) => {
    const { status, json } = await as(bearer).get("/app");
    expect({ status, reason: json.reason }).toEqual({ status: 401, reason: "api_key_unknown" });
  });

  it("to the token of an application, and to one that may only read", async () => {
    const { org, customer, api } = await tenant();
    const { path } = await keyOf({ api });
    const body = { name: "Mine", scopes: ["read"] };
    for (const one of [await customer(), as(await token({ sub: org, read_only: true }))]) {
      expect(await one.get("/api-key")).toMatchObject(forbidden);
      expect(await one.get(path)).toMatchObject(forbidden);
      expect(await one.post("/api-key", body)).toMatchObject(forbidden);
      expect(await one.del(path)).toMatchObject(forbidden);
    }
    expect((await api.get("/api-key")).json.data).toHaveLength(1);
  });
});

describe("the last use of a key", () => {
  const lastUse = async ({ api }: Organisation, path: string) => (await api.get(path)).json.lastUsedAt;

  it("is known to within 10 minutes, and not written more often", async () => {
    const owner = await organisation();
    const key = await keyOf(owner);
    const start = Date.now();
    const clock = vi.spyOn(Date, "now");
    const usedAt = async (ms: number) => {
      clock.mockReturnValue(start + ms);
      expect((await key.holder.get("/app")).status).toBe(200);
    };
    await usedAt(0);
    const first = new Date(start).toISOString();
    await eventually(async () => expect(await lastUse(owner, key.path)).toBe(first));
    await usedAt(599_999);
    await usedAt(600_000);
    const second = new Date(start + 600_000).toISOString();
    await eventually(async () => expect(await lastUse(owner, key.path)).toBe(second));
  });

  it("isn't one that was refused for the key's end", async () => {
    const owner = await organisation();
    const key = await keyOf(owner, { expiresAt: inAnHour() });
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + hour);
    expect((await key.holder.get("/app")).status).toBe(401);
    clock.mockRestore();
    expect(await lastUse(owner, key.path)).toBeNull();
  });
});

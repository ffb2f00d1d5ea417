import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  appToken,
  as,
  forbidden,
  invalidAt,
  notFound,
  organisation,
  tenant,
  unauthenticated,
  unique,
} from "../client.ts";

afterEach(() => vi.restoreAllMocks());

type Tenant = Awaited<ReturnType<typeof tenant>>;

const portal = async ({ api, app }: Pick<Tenant, "api" | "app">, fields = {}) =>
  as((await api.ok("POST", `/auth/app-portal-access/${app}`, fields)).token);

const expireAll = async ({ api, app }: Tenant, body?: Record<string, unknown>) =>
  expect(await api.post(`/auth/app/${app}/expire-all`, body)).toMatchObject({ status: 204, text: "" });

/** Lets `ms` pass for the Worker. */
function later(ms: number) {
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + ms);
}

const rows = async (app: string) =>
  (await env.DB.prepare("SELECT token FROM revocations WHERE app = ?").bind(app).all()).results;

describe("logging out", () => {
  it("ends this token and no other, although it was known", async () => {
    const customer = await tenant();
    const [first, second] = [await portal(customer), await portal(customer)];
    for (const one of [first, second]) expect((await one.get(customer.path)).status).toBe(200);
    expect(await first.post("/auth/logout")).toMatchObject({ status: 204, text: "" });
    expect(await first.get(customer.path)).toMatchObject(unauthenticated);
    expect(await first.post("/auth/logout")).toMatchObject(unauthenticated);
    expect((await second.get(customer.path)).status).toBe(200);
    expect((await customer.api.get(customer.path)).status).toBe(200);
  });

  it("holds when the application is deleted afterwards", async () => {
    const customer = await tenant();
    const one = await portal(customer);
    await one.post("/auth/logout");
    await customer.api.ok("DELETE", customer.path);
    for (const path of ["/event-type", "/settings", customer.path])
      expect(await one.get(path), path).toMatchObject(unauthenticated);
  });

  it("is open to a token that may only read", async () => {
    const customer = await tenant();
    const reader = await portal(customer, { readOnly: true });
    expect((await reader.post("/auth/logout")).status).toBe(204);
    expect(await reader.get(customer.path)).toMatchObject(unauthenticated);
  });

  it("is refused to an organisation token, which stays valid", async () => {
    const { api } = await organisation();
    expect(await api.post("/auth/logout")).toMatchObject(forbidden);
    expect((await api.get("/app")).status).toBe(200);
  });

  it("is forgotten once the token has expired by itself", async () => {
    const customer = await tenant();
    await (await portal(customer, { expiry: 3600 })).post("/auth/logout");
    expect(await rows(customer.app)).toHaveLength(1);
    later(3_600_001);
    const next = await portal(customer);
    expect((await next.get(customer.path)).status).toBe(200);
    await next.post("/auth/logout");
    expect(await rows(customer.app)).toHaveLength(1);
  });
});

describe("ending all tokens", () => {
  it("ends every one that there is, of this very second too; a new one works at once", async () => {
    const customer = await tenant();
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now);
    const before = [
      await portal(customer),
      await portal(customer, { readOnly: true }),
      await customer.customer({ iat: Math.floor(now / 1000) }),
      await customer.customer(),
    ];
    for (const one of before) expect((await one.get(customer.path)).status).toBe(200);
    await expireAll(customer);
    for (const one of before) expect(await one.get(customer.path)).toMatchObject(unauthenticated);
    const after = await portal(customer);
    expect((await after.get(customer.path)).status).toBe(200);
    expect((await customer.api.get(customer.path)).status).toBe(200);
    await expireAll(customer);
    expect(await after.get(customer.path)).toMatchObject(unauthenticated);
    expect(await rows(customer.app)).toHaveLength(1);
  });

  it("leaves other applications alone", async () => {
    const customer = await tenant();
    const { id } = await customer.api.ok("POST", "/app", { name: "Other" });
    const other = await portal({ api: customer.api, app: id });
    await expireAll(customer);
    expect((await other.get(`/app/${id}`)).status).toBe(200);
  });

  it("waits as long as it is told to, for the tokens of now", async () => {
    const customer = await tenant();
    const before = await portal(customer);
    await expireAll(customer, { expiry: 60 });
    const after = await portal(customer);
    expect((await before.get(customer.path)).status).toBe(200);
    later(61_000);
    expect(await before.get(customer.path)).toMatchObject(unauthenticated);
    expect((await after.get(customer.path)).status).toBe(200);
  });

  it("ends those of a session", async () => {
    const customer = await tenant();
    const [phone, laptop, none] = [
      await portal(customer, { sessionId: "phone 1" }),
      await portal(customer, { sessionId: "laptop" }),
      await portal(customer),
    ];
    await expireAll(customer, { sessionIds: ["phone 1", "nobody"] });
    expect(await phone.get(customer.path)).toMatchObject(unauthenticated);
    for (const one of [laptop, none]) expect((await one.get(customer.path)).status).toBe(200);
    expect((await (await portal(customer, { sessionId: "phone 1" })).get(customer.path)).status).toBe(200);
  });

  it("takes the uid, needs an organisation token and an application of its own", async () => {
    const uid = unique();
    const customer = await tenant({ uid });
    const holder = await portal(customer);
    expect(await holder.post(`/auth/app/${uid}/expire-all`)).toMatchObject(forbidden);
    expect(await (await organisation()).api.post(`/auth/app/${uid}/expire-all`)).toMatchObject(notFound);
    expect((await holder.get(customer.path)).status).toBe(200);
    expect((await customer.api.post(`/auth/app/${uid}/expire-all`)).status).toBe(204);
    expect(await holder.get(customer.path)).toMatchObject(unauthenticated);
  });

  it.each([
    [{ expiry: -1 }, ["expiry"]],
    [{ expiry: 1.5 }, ["expiry"]],
    [{ sessionIds: [""] }, ["sessionIds", "0"]],
  ])("names what doesn't fit: %j", async (body, loc) => {
    const { api, app } = await tenant();
    expect(await api.post(`/auth/app/${app}/expire-all`, body)).toMatchObject(invalidAt("body", ...loc));
  });

  it("leaves nothing behind when the application is deleted", async () => {
    const customer = await tenant();
    await expireAll(customer);
    await customer.api.ok("DELETE", customer.path);
    expect(await rows(customer.app)).toEqual([]);
    expect(await as(await appToken(customer.org, customer.app)).get(customer.path)).toMatchObject(
      unauthenticated,
    );
  });
});

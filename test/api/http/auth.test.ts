import { afterEach, describe, expect, it, vi } from "vitest";
import {
  appToken,
  as,
  forbidden,
  notFound,
  organisation,
  orgToken,
  receiver,
  tenant,
  token,
  unauthenticated,
  unique,
} from "../client.ts";

afterEach(() => {
  vi.useRealTimers();
});

const seconds = () => Math.floor(Date.now() / 1000);
const base64url = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, "");

describe("a token is refused", () => {
  it("when there is none", async () => {
    expect(await as(null).get("/app")).toMatchObject(unauthenticated);
    expect(await as(null).get("/nowhere")).toMatchObject(unauthenticated);
  });

  it.each(["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer a b", "Bearer a.b.c", "Bearer nonsense"])(
    "when the header is %j",
    async (authorization) => {
      expect(await as(null).get("/app", undefined, { authorization })).toMatchObject(unauthenticated);
    },
  );

  it("when another secret signed it", async () => {
    const { org } = await organisation();
    expect(await as(await token({ sub: org }, "another secret")).get("/app")).toMatchObject(unauthenticated);
  });

  it("when nothing signed it", async () => {
    const { org } = await organisation();
    const unsigned = `${base64url({ alg: "none", typ: "JWT" })}.${base64url({ sub: org })}.`;
    expect(await as(unsigned).get("/app")).toMatchObject(unauthenticated);
  });

  it.each([
    {},
    { sub: "org_" },
    { sub: "user_1" },
    { sub: "app_1", org: "org_1" },
    { sub: "app_01HZZZZZZZZZZZZZZZZZZZZZZZ" },
    { sub: "app_01HZZZZZZZZZZZZZZZZZZZZZZZ", org: "acme" },
    { sub: 7 },
    { sub: { toString: 1 } },
    { sub: ["org_1"] },
    { sub: "app_01HZZZZZZZZZZZZZZZZZZZZZZZ", org: { toString: 1 } },
  ])("when it names nobody: %j", async (claims) => {
    expect(await as(await token(claims)).get("/app")).toMatchObject(unauthenticated);
  });

  it.each([
    { read_only: "true" },
    { read_only: 1 },
    { iat_ms: { valueOf: 1 } },
    { iat: "now" },
    { nbf: "now" },
    { session_id: 7 },
    { feature_flags: "beta" },
    { feature_flags: [{ toString: 1 }] },
  ])("when a claim isn't what it should be: %j", async (claims) => {
    const { org } = await organisation();
    const { status, json } = await as(await token({ sub: org, ...claims })).get("/app");
    expect({ status, ...json }).toMatchObject({
      status: 401,
      reason: "token_claim_invalid",
      params: { claim: Object.keys(claims)[0] },
    });
  });

  it("when it was issued, or becomes valid, more than a minute from now", async () => {
    const { org } = await organisation();
    for (const claim of ["iat", "nbf"]) {
      const at = async (time: number) => as(await token({ sub: org, [claim]: time })).get("/app");
      expect((await at(seconds() + 50)).status, claim).toBe(200);
      expect(await at(seconds() + 70), claim).toMatchObject(unauthenticated);
    }
  });

  it("when it has expired, or isn't valid yet", async () => {
    const { org } = await organisation();
    const expired = as(await token({ sub: org, exp: seconds() - 1 }));
    expect(await expired.get("/app")).toMatchObject(unauthenticated);
    const early = as(await token({ sub: org, nbf: seconds() + 3600 }));
    expect(await early.get("/app")).toMatchObject(unauthenticated);
  });

  it("when it has expired since it was used last", async () => {
    const { org } = await organisation();
    const api = as(await token({ sub: org, exp: seconds() + 60 }));
    expect((await api.get("/app")).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await api.get("/app")).toMatchObject(unauthenticated);
  });
});

it("takes the scheme in any case", async () => {
  const { org } = await organisation();
  const authorization = `bearer ${await orgToken(org)}`;
  expect((await as(null).get("/app", undefined, { authorization })).status).toBe(200);
});

describe("an application token", () => {
  it("acts on its own application, by id and by uid", async () => {
    const uid = unique();
    const { app, path, customer, send } = await tenant({ uid });
    const message = await send();
    const api = await customer();
    expect((await api.get(path)).json).toMatchObject({ id: app });
    expect((await api.get(`/app/${uid}`)).json).toMatchObject({ id: app });
    const created = await api.post(`${path}/endpoint`, { url: receiver().url });
    expect(created.status).toBe(201);
    const endpoint = `${path}/endpoint/${created.json.id}`;
    expect((await api.get(`${path}/endpoint`)).json.data).toHaveLength(1);
    expect((await api.patch(endpoint, { description: "Mine" })).status).toBe(200);
    expect((await api.put(endpoint, { url: receiver().url })).status).toBe(200);
    expect((await api.get(`${endpoint}/secret`)).status).toBe(200);
    expect((await api.post(`${endpoint}/secret/rotate`, {})).status).toBe(200);
    expect((await api.put(`${endpoint}/headers`, { headers: {} })).status).toBe(204);
    expect((await api.get(`${path}/msg/${message}`)).status).toBe(200);
    expect((await api.get(`${path}/attempt/msg/${message}`)).status).toBe(200);
    expect((await api.post(`${path}/msg/${message}/endpoint/${created.json.id}/resend`)).status).toBe(202);
    expect((await api.del(endpoint)).status).toBe(204);
  });

  it("doesn't see another application", async () => {
    const mine = await tenant();
    const uid = unique();
    const { id } = await mine.api.ok("POST", "/app", { name: "Other", uid });
    const customer = await mine.customer();
    for (const other of [id, uid]) {
      expect(await customer.get(`/app/${other}`)).toMatchObject(notFound);
      expect(await customer.get(`/app/${other}/endpoint`)).toMatchObject(notFound);
      expect(await customer.get(`/app/${other}/msg`)).toMatchObject(notFound);
      expect(await customer.post(`/app/${other}/endpoint`, { url: "https://a.example/" })).toMatchObject(
        notFound,
      );
      expect(await customer.put(`/app/${other}/endpoint/x`, { url: "https://a.example/" })).toMatchObject(
        notFound,
      );
    }
  });

  it("doesn't reach another application's endpoints and messages through its own", async () => {
    const mine = await tenant();
    const other = await tenant();
    const [endpoint, message] = [await other.endpoint(), await other.send()];
    const customer = await mine.customer();
    expect(await customer.get(`${mine.path}/endpoint/${endpoint}`)).toMatchObject(notFound);
    expect(await customer.del(`${mine.path}/endpoint/${endpoint}`)).toMatchObject(notFound);
    expect(await customer.get(`${mine.path}/msg/${message}`)).toMatchObject(notFound);
    expect(await customer.get(`${mine.path}/attempt/endpoint/${endpoint}`)).toMatchObject(notFound);
  });

  it("is worth nothing once its application is deleted", async () => {
    const { api, path, customer } = await tenant();
    await api.ok("DELETE", path);
    expect(await (await customer()).get(path)).toMatchObject(unauthenticated);
    expect(await (await customer()).get("/event-type")).toMatchObject(unauthenticated);
  });

  it("of a session is good for a year, whatever it says itself", async () => {
    const { org, app } = await tenant();
    const year = 366 * 24 * 3600;
    const issued = (before: number, fields = {}) =>
      token({ sub: app, org, iat: seconds() - before, exp: seconds() + year, ...fields });
    const session = { session_id: "s" };
    expect(await as(await issued(year - 60, session)).get(`/app/${app}`)).toMatchObject({ status: 200 });
    expect(await as(await issued(year + 60, session)).get(`/app/${app}`)).toMatchObject(unauthenticated);
    expect(await as(await issued(year + 60)).get(`/app/${app}`)).toMatchObject({ status: 200 });
  });

  it("is worth nothing with an organisation that its application isn't of", async () => {
    const { app, path } = await tenant();
    const other = await organisation();
    const api = as(await appToken(other.org, app));
    expect(await api.get(path)).toMatchObject(unauthenticated);
    expect(await api.get("/event-type")).toMatchObject(unauthenticated);
  });

  it.each([
    ["GET", "/app"],
    ["POST", "/app", { name: "A" }],
    ["PUT", ":app", { name: "A" }],
    ["PATCH", ":app", { name: "A" }],
    ["DELETE", ":app"],
    ["POST", "/event-type", { name: "a", description: "" }],
    ["PUT", "/event-type/a", { description: "" }],
    ["PATCH", "/event-type/a", {}],
    ["DELETE", "/event-type/a"],
    ["POST", ":app/msg", { eventType: "a", payload: {} }],
    ["POST", ":app/msg/batch", { messages: [{ eventType: "a", payload: {} }] }],
    ["DELETE", ":app/msg/:msg/content"],
    ["DELETE", ":app/msg/:msg/attempt/:attempt/content"],
    ["POST", "/auth/app-portal-access/:id", {}],
  ])("may not do what is the organisation's: %s %s", async (method, url, body?: Record<string, unknown>) => {
    const { app, path, customer, endpoint, send, attempts } = await tenant();
    await endpoint({ url: receiver().url });
    const message = await send();
    const attempt = (await attempts(message))[0].id;
    const at = url
      .replace(":app", path)
      .replace(":id", app)
      .replace(":msg", message)
      .replace(":attempt", attempt);
    expect(await (await customer()).call(method, at, body)).toMatchObject(forbidden);
  });
});

describe("a read-only token", () => {
  it("reads, but not secrets", async () => {
    const { path, customer, endpoint, send } = await tenant();
    const id = await endpoint();
    const message = await send();
    const api = await customer({ read_only: true });
    for (const at of [
      path,
      `${path}/endpoint`,
      `${path}/endpoint/${id}`,
      `${path}/msg/${message}`,
      "/event-type",
    ])
      expect((await api.get(at)).status, at).toBe(200);
    expect(await api.get(`${path}/endpoint/${id}/secret`)).toMatchObject(forbidden);
  });

  it("changes nothing", async () => {
    const { api, path, customer, endpoint } = await tenant();
    const id = await endpoint();
    const before = (await api.get(`${path}/endpoint/${id}`)).json;
    const reader = await customer({ read_only: true });
    const url = "https://changed.example/";
    expect(await reader.post(`${path}/endpoint`, { url })).toMatchObject(forbidden);
    expect(await reader.put(`${path}/endpoint/${id}`, { url })).toMatchObject(forbidden);
    expect(await reader.patch(`${path}/endpoint/${id}`, { url })).toMatchObject(forbidden);
    expect(await reader.del(`${path}/endpoint/${id}`)).toMatchObject(forbidden);
    expect(await reader.post(`${path}/endpoint/${id}/secret/rotate`, {})).toMatchObject(forbidden);
    expect((await api.get(`${path}/endpoint`)).json.data).toEqual([before]);
  });

  it("may be an organisation's as well", async () => {
    const { org } = await organisation();
    const api = as(await token({ sub: org, read_only: true }));
    expect((await api.get("/app")).status).toBe(200);
    expect(await api.post("/app", { name: "A" })).toMatchObject(forbidden);
  });
});

it("tells two tokens of the same application apart by their own rights", async () => {
  const { org, app, path } = await tenant();
  const writer = as(await appToken(org, app));
  const reader = as(await appToken(org, app, { read_only: true }));
  const url = "https://receiver.example/";
  expect((await writer.post(`${path}/endpoint`, { url })).status).toBe(201);
  expect(await reader.post(`${path}/endpoint`, { url })).toMatchObject(forbidden);
});

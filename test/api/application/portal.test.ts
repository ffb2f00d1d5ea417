import { describe, expect, it } from "vitest";
import { as, forbidden, invalidAt, notFound, origin, tenant, unique } from "../client.ts";

const claimsOf = (token: string) =>
  JSON.parse(atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));

it("answers a token, and the address that opens the portal with it", async () => {
  const { api, app, path } = await tenant();
  const { status, json } = await api.post(`/auth/app-portal-access/${app}`, {});
  expect(status).toBe(200);
  expect(json).toEqual({ url: expect.stringContaining(json.token), token: expect.any(String) });
  expect(new URL(json.url).origin).toBe(origin);
  expect(new URL(json.url).hash).toContain(json.token);
  const portal = as(json.token);
  expect((await portal.get(path)).json).toMatchObject({ id: app });
  expect((await portal.post(`${path}/endpoint`, { url: "https://receiver.example/" })).status).toBe(201);
  expect(await portal.get("/app")).toMatchObject(forbidden);
});

it("takes the uid, and a call without a body", async () => {
  const uid = unique();
  const { api, app } = await tenant({ uid });
  const { json } = await api.post(`/auth/app-portal-access/${uid}`);
  expect(claimsOf(json.token)).toMatchObject({ sub: app });
});

it("opens the portal for reading only when asked to", async () => {
  const { api, app, path } = await tenant();
  const { json } = await api.post(`/auth/app-portal-access/${app}`, { readOnly: true });
  const portal = as(json.token);
  expect((await portal.get(`${path}/endpoint`)).status).toBe(200);
  expect(await portal.post(`${path}/endpoint`, { url: "https://receiver.example/" })).toMatchObject(
    forbidden,
  );
});

it.each([
  [["ViewBase"], 403],
  [["ViewBase", "ViewEndpointSecret", "CreateAttempts"], 403],
  [[], 403],
  [["ViewBase", "ManageEndpoint"], 201],
  [null, 201],
])("is for reading only without the capability to manage endpoints: %j", async (capabilities, expected) => {
  const { api, app, path } = await tenant();
  const { token } = await api.ok("POST", `/auth/app-portal-access/${app}`, { capabilities });
  const portal = as(token);
  expect((await portal.get(`${path}/endpoint`)).status).toBe(200);
  const { status } = await portal.post(`${path}/endpoint`, { url: "https://receiver.example/" });
  expect(status).toBe(expected);
});

it("refuses a capability that nobody knows", async () => {
  const { api, app } = await tenant();
  expect(await api.post(`/auth/app-portal-access/${app}`, { capabilities: ["ManageAll"] })).toMatchObject(
    invalidAt("body", "capabilities", "0"),
  );
});

it("shows event types with the feature flags that are given", async () => {
  const { api, app, eventType } = await tenant();
  const name = await eventType({ featureFlags: ["beta"] });
  const open = async (body: Record<string, unknown>) =>
    as((await api.ok("POST", `/auth/app-portal-access/${app}`, body)).token);
  expect(await (await open({})).get(`/event-type/${name}`)).toMatchObject(notFound);
  expect((await (await open({ featureFlags: ["beta"] })).get(`/event-type/${name}`)).status).toBe(200);
});

it("shows event types that the plan includes, unless flags are given", async () => {
  const { api, app, path, eventType } = await tenant();
  const name = await eventType({ featureFlags: ["enterprise"] });
  await api.ok("POST", "/plan", { name: "Enterprise", featureFlags: ["enterprise"] });
  await api.ok("PATCH", path, { plan: "Enterprise" });
  const open = async (body: Record<string, unknown>) =>
    as((await api.ok("POST", `/auth/app-portal-access/${app}`, body)).token);
  expect((await (await open({})).get(`/event-type/${name}`)).status).toBe(200);
  expect(await (await open({ featureFlags: [] })).get(`/event-type/${name}`)).toMatchObject(notFound);
});

describe("expiry", () => {
  it.each([3600, 86_400, 7 * 86_400])("of %d seconds", async (expiry) => {
    const { api, app } = await tenant();
    const { json } = await api.post(`/auth/app-portal-access/${app}`, { expiry });
    const { iat, exp } = claimsOf(json.token);
    expect(exp - iat).toBe(expiry);
  });

  it("is never missing", async () => {
    const { api, app } = await tenant();
    for (const body of [{}, { expiry: null }]) {
      const { iat, exp } = claimsOf((await api.ok("POST", `/auth/app-portal-access/${app}`, body)).token);
      expect(exp - iat).toBe(7 * 86_400);
    }
  });

  it.each([0, -1, 3599, 1.5, 1e15, "3600"])("may not be %j", async (expiry) => {
    const { api, app } = await tenant();
    expect(await api.post(`/auth/app-portal-access/${app}`, { expiry })).toMatchObject(
      invalidAt("body", "expiry"),
    );
  });
});

describe("with an application", () => {
  it("creates it when there is none", async () => {
    const { api } = await tenant();
    const uid = unique();
    const { status, json } = await api.post(`/auth/app-portal-access/${uid}`, {
      application: { name: "New" },
    });
    expect(status).toBe(200);
    const { json: app } = await as(json.token).get(`/app/${uid}`);
    expect(app).toMatchObject({ name: "New", uid });
    expect(claimsOf(json.token)).toMatchObject({ sub: app.id });
  });

  it("leaves one that is there as it is", async () => {
    const { api, app, path } = await tenant();
    const before = (await api.get(path)).json;
    await api.ok("POST", `/auth/app-portal-access/${app}`, { application: { name: "New", uid: unique() } });
    expect((await api.get(path)).json).toEqual(before);
  });

  it("names what doesn't fit in it", async () => {
    const { api } = await tenant();
    const at = `/auth/app-portal-access/${unique()}`;
    expect(await api.post(at, { application: {} })).toMatchObject(invalidAt("body", "application", "name"));
    expect(await api.post(at, { featureFlags: ["a b"] })).toMatchObject(
      invalidAt("body", "featureFlags", "0"),
    );
  });
});

it("is opened by older SDKs, too", async () => {
  const { api, app } = await tenant();
  const { status, json } = await api.post(`/auth/dashboard-access/${app}`);
  expect(status).toBe(200);
  expect(json.url).toBe(`${origin}/portal#token=${json.token}`);
  expect(await as(json.token).get(`/app/${app}`)).toMatchObject({ status: 200 });
});

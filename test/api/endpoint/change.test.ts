import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually, invalidAt, isTime, notFound, receiver, tenant, unique } from "../client.ts";

const url = "https://receiver.example/hook";

describe("replacing", () => {
  it("creates what isn't there, with the uid of the path", async () => {
    const { api, path } = await tenant();
    const uid = unique();
    const created = await api.put(`${path}/endpoint/${uid}`, { url });
    expect(created).toMatchObject({ status: 201, json: { uid, url } });
    expect((await api.get(`${path}/endpoint/${created.json.id}`)).json).toEqual(created.json);
    expect((await api.put(`${path}/endpoint/${uid}`, { url })).status).toBe(200);
    expect(await api.put(`${path}/endpoint/ep_01HZZZZZZZZZZZZZZZZZZZZZZZ`, { url })).toMatchObject(notFound);
    expect(await api.put(`${path}/endpoint/${unique()}`, { url, uid })).toMatchObject(
      invalidAt("body", "uid"),
    );
  });

  it("replaces what is there, but keeps id, uid, secret and headers", async () => {
    const { api, path, endpoint, eventType } = await tenant();
    const uid = unique();
    await endpoint({
      uid,
      description: "Old",
      disabled: true,
      throttleRate: 5,
      metadata: { a: "1" },
      eventTypes: [await eventType()],
      channels: ["red"],
      headers: { "x-tenant": "7" },
    });
    const at = `${path}/endpoint/${uid}`;
    const before = (await api.get(at)).json;
    const secret = (await api.get(`${at}/secret`)).json;
    const next = "https://next.example/hook";
    const after = await api.put(at, { url: next });
    expect(after.status).toBe(200);
    expect(after.json).toEqual({
      ...before,
      url: next,
      description: "",
      disabled: false,
      throttleRate: null,
      rateLimit: null,
      metadata: {},
      eventTypes: null,
      filterTypes: null,
      channels: null,
      updatedAt: isTime,
    });
    expect((await api.get(`${at}/secret`)).json).toEqual(secret);
    expect((await api.get(`${at}/headers`)).json.headers).toEqual({ "x-tenant": "7" });
  });
});

describe("changing", () => {
  it.each([
    { url: "https://next.example/" },
    { description: "New" },
    { uid: "changed" },
    { uid: null },
    { disabled: false },
    { throttleRate: 8, rateLimit: 8 },
    { throttleRate: null, rateLimit: null },
    { metadata: { b: "2" } },
    { channels: null },
    { channels: ["green"] },
    { eventTypes: null, filterTypes: null },
    {},
  ])("changes only what is given: %j", async (change) => {
    const { api, path, endpoint, eventType } = await tenant();
    const id = await endpoint({
      uid: unique(),
      description: "Old",
      disabled: true,
      throttleRate: 5,
      version: 3,
      metadata: { a: "1" },
      eventTypes: [await eventType()],
      channels: ["red"],
      headers: { "x-tenant": "7" },
    });
    const at = `${path}/endpoint/${id}`;
    const [before, secret] = [(await api.get(at)).json, (await api.get(`${at}/secret`)).json];
    const changed = await api.patch(at, change);
    expect(changed.status).toBe(200);
    expect(changed.json).toEqual({ ...before, ...change, updatedAt: isTime });
    expect((await api.get(at)).json).toEqual(changed.json);
    expect((await api.get(`${at}/secret`)).json).toEqual(secret);
    expect((await api.get(`${at}/headers`)).json.headers).toEqual({ "x-tenant": "7" });
  });

  it("takes the older names alone", async () => {
    const { api, path, endpoint, eventType } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ throttleRate: 5 })}`;
    const filterTypes = [await eventType()];
    expect((await api.patch(at, { filterTypes })).json).toMatchObject({
      eventTypes: filterTypes,
      rateLimit: 5,
    });
    expect((await api.patch(at, { rateLimit: 3 })).json).toMatchObject({ throttleRate: 3, filterTypes });
  });

  it("names what doesn't fit, and changes nothing then", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}`;
    expect(await api.patch(at, { description: "New", url: "nowhere" })).toMatchObject(
      invalidAt("body", "url"),
    );
    expect(await api.patch(at, { channels: [] })).toMatchObject(invalidAt("body", "channels"));
    expect((await api.get(at)).json).toMatchObject({ url, description: "" });
  });
});

describe("headers in a change", () => {
  it("are changed by name, without case, and null takes one away; the others stay", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint({ headers: { "x-tenant": "7", "x-gone": "1", authorization: "secret" } });
    const at = `${path}/endpoint/${id}`;
    expect((await api.patch(at, { headers: { "X-Tenant": "8", "X-GONE": null } })).status).toBe(200);
    expect((await api.get(`${at}/headers`)).json).toEqual({
      headers: { "X-Tenant": "8" },
      sensitive: ["authorization"],
    });
    expect((await api.patch(at, { description: "other" })).status).toBe(200);
    expect((await api.get(`${at}/headers`)).json.headers).toEqual({ "X-Tenant": "8" });
  });

  it("are refused as elsewhere, and then nothing is changed", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ headers: { "x-tenant": "7" } })}`;
    const refused = await api.patch(at, { description: "new", headers: { "webhook-id": "1" } });
    expect(refused).toMatchObject(invalidAt("body", "headers", "webhook-id"));
    expect((await api.get(at)).json.description).toBe("");
    expect((await api.get(`${at}/headers`)).json.headers).toEqual({ "x-tenant": "7" });
  });
});

describe("deleting", () => {
  it("frees the uid and leaves the other endpoints alone", async () => {
    const { api, path, endpoint } = await tenant();
    const uid = unique();
    const [gone, kept] = [await endpoint({ uid }), await endpoint()];
    expect(await api.del(`${path}/endpoint/${uid}`)).toMatchObject({ status: 204, text: "" });
    expect(await api.get(`${path}/endpoint/${gone}`)).toMatchObject(notFound);
    expect(await api.del(`${path}/endpoint/${uid}`)).toMatchObject(notFound);
    expect((await api.get(`${path}/endpoint`)).json.data).toMatchObject([{ id: kept }]);
    expect((await api.post(`${path}/endpoint`, { url, uid })).status).toBe(201);
  });

  it("stops every delivery, of what waits and of what comes", async () => {
    const { api, path, endpoint, send, attempts, fannedOut } = await tenant();
    const { url, received } = receiver(() => new Response(null, { status: 503 }));
    const id = await endpoint({ url });
    await attempts(await send());
    const outbox = env.OUTBOX.getByName(id);
    await eventually(async () => expect(await outbox.status()).toMatchObject({ waiting: 1, sending: 0 }));
    await api.ok("DELETE", `${path}/endpoint/${id}`);
    expect(await outbox.status()).toMatchObject({ waiting: 0, sending: 0 });
    expect(await fannedOut(await send())).toEqual({});
    expect(received).toHaveLength(1);
  });
});

it("can't lose a field that is always sent by a PUT that names no event types, which means all", async () => {
  const { api, path, endpoint, eventType } = await tenant();
  const other = await eventType();
  const tagged = `contact.${unique()}`;
  const fields = [{ name: "email", path: "contact.email", alwaysSent: true }];
  await api.ok("POST", "/event-type", { name: tagged, description: "", fields });
  const url = "https://receiver.example/hook";
  const payload = { mode: "fields", fields: [{ name: "a", source: "a" }] };
  const at = `${path}/endpoint/${await endpoint({ url, payload, eventTypes: [other] })}`;
  const before = (await api.get(at)).json;
  expect(await api.put(at, { url })).toMatchObject({
    status: 422,
    json: { detail: [{ loc: ["body", "payload", "fields"], msg: expect.stringContaining("contact.email") }] },
  });
  expect((await api.get(at)).json).toEqual(before);
  expect((await api.put(at, { url, filterTypes: [other] })).json).toMatchObject({
    eventTypes: [other],
    channels: null,
    throttleRate: null,
  });
});

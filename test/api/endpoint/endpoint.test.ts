import { describe, expect, it } from "vitest";
import {
  conflict,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  provesPaging,
  tenant,
  unique,
} from "../client.ts";

const url = "https://receiver.example/hook";

describe("creating", () => {
  it("answers 201 with the endpoint, without its secret and headers", async () => {
    const { api, path, eventType } = await tenant();
    const given = {
      url,
      description: "Bookings",
      uid: unique(),
      disabled: true,
      throttleRate: 7,
      version: 2,
      metadata: { tier: "gold" },
      eventTypes: [await eventType(), await eventType()],
      channels: ["red", "blue"],
    };
    const hidden = { secret: `whsec_${btoa("s".repeat(32))}`, headers: { "x-tenant": "7" } };
    const created = await api.post(`${path}/endpoint`, { ...given, ...hidden });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      ...given,
      id: isIdOf("ep"),
      rateLimit: 7,
      filterTypes: given.eventTypes,
      createdAt: isTime,
      updatedAt: isTime,
    });
    expect(created.json).not.toHaveProperty("secret");
    expect(created.json).not.toHaveProperty("headers");
    const at = `${path}/endpoint/${created.json.id}`;
    expect((await api.get(at)).json).toEqual(created.json);
    expect((await api.get(`${at}/secret`)).json).toEqual({ key: hidden.secret });
    expect((await api.get(`${at}/headers`)).json.headers).toEqual(hidden.headers);
  });

  it("needs only a url", async () => {
    const { api, path } = await tenant();
    const { status, json } = await api.post(`${path}/endpoint`, { url });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      id: isIdOf("ep"),
      url,
      description: "",
      uid: null,
      disabled: false,
      throttleRate: null,
      rateLimit: null,
      version: 1,
      metadata: {},
      eventTypes: null,
      filterTypes: null,
      channels: null,
      createdAt: isTime,
      updatedAt: isTime,
    });
  });

  const name = (index: number) => `c${index}`;
  it.each([
    ["url", {}],
    ["url", { url: null }],
    ["url", { url: "receiver.example/hook" }],
    ["url", { url: "ftp://receiver.example/" }],
    ["url", { url: "https://user:secret@receiver.example/" }],
    ["url", { url: "http://127.0.0.1/" }],
    ["url", { url: "http://2130706433/" }],
    ["url", { url: "http://[::ffff:10.0.0.1]/" }],
    ["url", { url: "http://app.localhost/" }],
    ["url", { url: "http://posthorn.test/api/v1/app" }],
    ["description", { url, description: 7 }],
    ["disabled", { url, disabled: "yes" }],
    ["throttleRate", { url, throttleRate: 0 }],
    ["rateLimit", { url, rateLimit: 1.5 }],
    ["eventTypes", { url, eventTypes: [] }],
    ["filterTypes", { url, filterTypes: [] }],
    ["eventTypes", { url, eventTypes: "a.b" }],
    ["channels", { url, channels: [] }],
    ["channels", { url, channels: Array.from({ length: 11 }, (_, index) => name(index)) }],
    ["secret", { url, secret: "secret" }],
    ["headers", { url, headers: ["x"] }],
  ])("names %s when it doesn't fit: %j", async (field, body) => {
    const { api, path } = await tenant();
    expect(await api.post(`${path}/endpoint`, body)).toMatchObject(invalidAt("body", field));
    expect((await api.get(`${path}/endpoint`)).json.data).toEqual([]);
  });

  it("takes null or 1 to 10 channels", async () => {
    const { api, path } = await tenant();
    for (const channels of [null, ["a"], Array.from({ length: 10 }, (_, index) => name(index))])
      expect((await api.post(`${path}/endpoint`, { url, channels })).json).toMatchObject({ channels });
    expect(await api.post(`${path}/endpoint`, { url, channels: ["ok", "not ok"] })).toMatchObject(
      invalidAt("body", "channels", "1"),
    );
  });

  it("takes the older names of throttleRate and eventTypes", async () => {
    const { api, path, eventType } = await tenant();
    const filterTypes = [await eventType()];
    const { json } = await api.post(`${path}/endpoint`, { url, rateLimit: 9, filterTypes });
    expect(json).toMatchObject({ throttleRate: 9, rateLimit: 9, eventTypes: filterTypes, filterTypes });
  });

  it("refuses a uid that another endpoint of the application has", async () => {
    const { api, path, endpoint } = await tenant();
    const uid = unique();
    await endpoint({ uid });
    const second = `${path}/endpoint/${await endpoint()}`;
    expect(await api.post(`${path}/endpoint`, { url, uid })).toMatchObject(conflict);
    expect(await api.patch(second, { uid })).toMatchObject(conflict);
    expect(await api.put(second, { url, uid })).toMatchObject(conflict);
    const { id } = await api.ok("POST", "/app", { name: "Other" });
    expect((await api.post(`/app/${id}/endpoint`, { url, uid })).status).toBe(201);
  });

  it("answers 200 with the existing one when asked to", async () => {
    const { api, path } = await tenant();
    const body = { url, uid: unique() };
    const first = await api.post(`${path}/endpoint?get_if_exists=true`, body);
    const second = await api.post(`${path}/endpoint?get_if_exists=true`, { ...body, description: "Other" });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toEqual(first.json);
  });

  it("creates one when several calls ask for the same at the same time", async () => {
    const { api, path } = await tenant();
    const uid = unique();
    const calls = [1, 2, 3, 4].flatMap(() => [
      api.post(`${path}/endpoint?get_if_exists=true`, { url, uid }),
      api.put(`${path}/endpoint/put-${uid}`, { url }),
    ]);
    for (const { status } of await Promise.all(calls)) expect(status).toBeOneOf([200, 201]);
    expect((await api.get(`${path}/endpoint`)).json.data).toHaveLength(2);
  });

  it("needs an application", async () => {
    const { api } = await organisation();
    expect(await api.post(`/app/${unique()}/endpoint`, { url })).toMatchObject(notFound);
  });
});

describe("event types", () => {
  it("must be known and not archived", async () => {
    const { api, path, endpoint, eventType } = await tenant();
    const [known, archived] = [await eventType(), await eventType()];
    await api.ok("DELETE", `/event-type/${archived}`);
    const id = await endpoint();
    for (const field of ["eventTypes", "filterTypes"])
      for (const wrong of [archived, "never.heard.of"]) {
        const change = { [field]: [known, wrong] };
        const place = invalidAt("body", field, "1");
        expect(await api.post(`${path}/endpoint`, { url, ...change })).toMatchObject(place);
        expect(await api.patch(`${path}/endpoint/${id}`, change)).toMatchObject(place);
        expect(await api.put(`${path}/endpoint/${id}`, { url, ...change })).toMatchObject(place);
      }
    expect((await api.post(`${path}/endpoint`, { url, eventTypes: [known] })).status).toBe(201);
  });

  it("with a feature flag are known to who has it", async () => {
    const { path, customer, eventType } = await tenant();
    const flagged = await eventType({ featureFlags: ["beta"] });
    const body = { url, eventTypes: [flagged] };
    expect(await (await customer()).post(`${path}/endpoint`, body)).toMatchObject(
      invalidAt("body", "eventTypes", "0"),
    );
    const insider = await customer({ feature_flags: ["alpha", "beta"] });
    expect((await insider.post(`${path}/endpoint`, body)).status).toBe(201);
  });

  it("may be more than D1 binds to one statement", async () => {
    const { api, path } = await tenant();
    const names = Array.from({ length: 120 }, (_, index) => `type.${index}`);
    await Promise.all(names.map((name) => api.ok("POST", "/event-type", { name, description: "" })));
    const { json } = await api.post(`${path}/endpoint`, { url, eventTypes: names });
    expect(json.eventTypes).toEqual(names);
  });
});

it("lists the newest first, or in the order of creation", async () => {
  const { api, path, endpoint } = await tenant();
  const ids = [await endpoint(), await endpoint(), await endpoint(), await endpoint()];
  await provesPaging(api, `${path}/endpoint`, ids.toReversed());
  await provesPaging(api, `${path}/endpoint?order=ascending`, ids);
});

describe("a field that is no field of an endpoint", () => {
  it.each(["evenTypes", "event_types", "URL", "enabled"])("is refused: %s", async (name) => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint();
    const given = { url: "https://receiver.example/", [name]: ["a"] };
    const refused = {
      status: 422,
      json: { detail: [{ code: "fields_unknown", params: { names: [name] } }] },
    };
    expect(await api.post(`${path}/endpoint`, given)).toMatchObject(refused);
    expect(await api.put(`${path}/endpoint/${id}`, given)).toMatchObject(refused);
    expect(await api.patch(`${path}/endpoint/${id}`, { [name]: ["a"] })).toMatchObject(refused);
    expect(await api.post("/operational-webhook/endpoint", given)).toMatchObject(refused);
  });

  it("is ignored when it is what an answer has", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ description: "before" })}`;
    const shown = await api.ok("GET", at);
    expect(await api.put(at, { ...shown, description: "after" })).toMatchObject({ status: 200 });
    const { updatedAt, ...rest } = await api.ok("GET", at);
    expect({ ...rest, updatedAt: shown.updatedAt }).toEqual({ ...shown, description: "after" });
  });

  it("is understood when it is an older name", async () => {
    const { api } = await tenant();
    const types = ["endpoint.created"];
    const made = {
      url: "https://ops.example/",
      filterTypes: types,
      rateLimit: 5,
      version: 1,
      channels: null,
    };
    const { version, channels, ...known } = made;
    expect(await api.post("/operational-webhook/endpoint", known)).toMatchObject({
      status: 201,
      json: { eventTypes: types, throttleRate: 5 },
    });
  });
});

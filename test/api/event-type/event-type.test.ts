import { describe, expect, it } from "vitest";
import {
  appToken,
  as,
  conflict,
  invalidAt,
  isTime,
  notFound,
  organisation,
  provesPaging,
  tenant,
  unique,
} from "../client.ts";

const schemas = { "1": { type: "object", properties: { id: { type: "string" } }, required: ["id"] } };

describe("creating", () => {
  it("answers 201 with the event type", async () => {
    const { api } = await organisation();
    const given = {
      name: "appointment.booking.created",
      description: "A booking was made",
      deprecated: true,
      schemas,
      featureFlags: ["beta", "gamma"],
      groupName: "appointment",
    };
    const created = await api.post("/event-type", given);
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      ...given,
      archived: false,
      featureFlag: "beta",
      createdAt: isTime,
      updatedAt: isTime,
    });
    expect((await api.get(`/event-type/${given.name}`)).json).toEqual(created.json);
  });

  it("needs only name and description", async () => {
    const { api } = await organisation();
    const { status, json } = await api.post("/event-type", { name: "a.b", description: "" });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      archived: false,
      deprecated: false,
      schemas: null,
      featureFlags: null,
      featureFlag: null,
      groupName: null,
    });
  });

  it.each([
    ["name", { description: "" }],
    ["name", { name: "", description: "" }],
    ["name", { name: "a b", description: "" }],
    ["name", { name: "a/b", description: "" }],
    ["name", { name: "ü", description: "" }],
    ["name", { name: "x".repeat(257), description: "" }],
    ["description", { name: "a" }],
    ["description", { name: "a", description: 7 }],
    ["archived", { name: "a", description: "", archived: "no" }],
    ["schemas", { name: "a", description: "", schemas: [] }],
    ["schemas", { name: "a", description: "", schemas: { "1": "x".repeat(256_001) } }],
    ["featureFlags", { name: "a", description: "", featureFlags: "beta" }],
    ["groupName", { name: "a", description: "", groupName: "" }],
  ])("names %s when it doesn't fit", async (field, body) => {
    const { api } = await organisation();
    expect(await api.post("/event-type", body)).toMatchObject(invalidAt("body", field));
    expect((await api.get("/event-type")).json.data).toEqual([]);
  });

  it("refuses a name that is taken, in this organisation only", async () => {
    const { api, eventType } = await tenant();
    const name = await eventType({ description: "First" });
    expect(await api.post("/event-type", { name, description: "Second" })).toMatchObject(conflict);
    expect((await api.get(`/event-type/${name}`)).json).toMatchObject({ description: "First" });
    const elsewhere = (await organisation()).api;
    expect((await elsewhere.post("/event-type", { name, description: "" })).status).toBe(201);
  });

  it("survives a schema that is nested without end", async () => {
    const { api } = await organisation();
    const depth = 50_000;
    const body = `{"name":"deep","description":"","schemas":{"1":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
    expect((await api.post("/event-type", body)).status).toBeOneOf([201, 422]);
  });
});

describe("archiving", () => {
  it("hides the type from the list, and endpoints can't subscribe to it", async () => {
    const { api, path, eventType } = await tenant();
    const name = await eventType();
    expect(await api.del(`/event-type/${name}`)).toMatchObject({ status: 204, text: "" });
    expect((await api.get(`/event-type/${name}`)).json).toMatchObject({ name, archived: true });
    expect((await api.get("/event-type")).json.data).toEqual([]);
    expect((await api.get("/event-type?include_archived=true")).json.data).toMatchObject([{ name }]);
    const url = "https://receiver.example/";
    expect(await api.post(`${path}/endpoint`, { url, eventTypes: [name] })).toMatchObject(
      invalidAt("body", "eventTypes", "0"),
    );
    expect((await api.del(`/event-type/${name}`)).status).toBe(204);
  });

  it("ends with a POST of the same name, which gives it new contents", async () => {
    const { api, eventType } = await tenant();
    const name = await eventType({ description: "Old", schemas, groupName: "old" });
    const before = (await api.get(`/event-type/${name}`)).json;
    await api.ok("DELETE", `/event-type/${name}`);
    const again = await api.post("/event-type", { name, description: "New" });
    expect(again.status).toBe(201);
    expect(again.json).toEqual({
      ...before,
      description: "New",
      schemas: null,
      groupName: null,
      updatedAt: isTime,
    });
    expect((await api.get("/event-type")).json.data).toMatchObject([{ name, archived: false }]);
  });

  it("ends with a PATCH as well", async () => {
    const { api, eventType } = await tenant();
    const name = await eventType({ archived: true });
    expect((await api.get("/event-type")).json.data).toEqual([]);
    expect((await api.patch(`/event-type/${name}`, { archived: false })).json).toMatchObject({
      archived: false,
    });
    expect((await api.get("/event-type")).json.data).toMatchObject([{ name }]);
  });
});

it("is removed for good with expunge", async () => {
  const { api, eventType } = await tenant();
  const name = await eventType();
  expect(await api.del(`/event-type/${name}?expunge=true`)).toMatchObject({ status: 204, text: "" });
  expect(await api.get(`/event-type/${name}`)).toMatchObject(notFound);
  expect((await api.get("/event-type?include_archived=true")).json.data).toEqual([]);
  expect(await api.del(`/event-type/${name}?expunge=true`)).toMatchObject(notFound);
  expect((await api.post("/event-type", { name, description: "" })).status).toBe(201);
});

describe("replacing", () => {
  it("creates what isn't there", async () => {
    const { api } = await organisation();
    const created = await api.put("/event-type/a.b", { description: "New", schemas });
    expect(created).toMatchObject({ status: 201, json: { name: "a.b", description: "New", schemas } });
    expect((await api.get("/event-type/a.b")).json).toEqual(created.json);
  });

  it("replaces what is there", async () => {
    const { api, eventType } = await tenant();
    const name = await eventType({
      description: "Old",
      deprecated: true,
      schemas,
      featureFlags: ["beta"],
      groupName: "g",
    });
    const before = (await api.get(`/event-type/${name}`)).json;
    const after = await api.put(`/event-type/${name}`, { description: "New" });
    expect(after.status).toBe(200);
    expect(after.json).toEqual({
      ...before,
      description: "New",
      deprecated: false,
      schemas: null,
      featureFlags: null,
      featureFlag: null,
      groupName: null,
      updatedAt: isTime,
    });
  });

  it("creates one when several calls come at the same time", async () => {
    const { api } = await organisation();
    const calls = [1, 2, 3, 4].map(() => api.put("/event-type/a.b", { description: "" }));
    for (const { status } of await Promise.all(calls)) expect(status).toBeOneOf([200, 201]);
    expect((await api.get("/event-type")).json.data).toHaveLength(1);
  });

  it("refuses a name that isn't one", async () => {
    const { api } = await organisation();
    expect(await api.put("/event-type/a%20b", { description: "" })).toMatchObject(
      invalidAt("path", "event_type_name"),
    );
  });
});

describe("changing", () => {
  it.each([
    { description: "New" },
    { deprecated: false },
    { schemas: null },
    { schemas: { "2": { type: "object" } } },
    { featureFlags: null, featureFlag: null },
    { featureFlags: ["gamma"], featureFlag: "gamma" },
    { groupName: null },
    {},
  ])("changes only what is given: %j", async (change) => {
    const { api, eventType } = await tenant();
    const name = await eventType({
      description: "Old",
      deprecated: true,
      schemas,
      featureFlags: ["beta"],
      groupName: "g",
    });
    const before = (await api.get(`/event-type/${name}`)).json;
    const changed = await api.patch(`/event-type/${name}`, change);
    expect(changed.status).toBe(200);
    expect(changed.json).toEqual({ ...before, ...change, updatedAt: isTime });
    expect((await api.get(`/event-type/${name}`)).json).toEqual(changed.json);
  });

  it("takes the older form of featureFlags", async () => {
    const { api, eventType } = await tenant();
    const name = await eventType({ featureFlag: "beta" });
    expect((await api.get(`/event-type/${name}`)).json).toMatchObject({ featureFlags: ["beta"] });
    const { json } = await api.patch(`/event-type/${name}`, { featureFlag: null });
    expect(json).toMatchObject({ featureFlags: null });
  });
});

describe("an application token", () => {
  it("reads types without a feature flag and those with one that it has", async () => {
    const { api, customer, eventType } = await tenant();
    const open = await eventType({ name: "a.open" });
    const empty = await eventType({ name: "b.empty", featureFlags: [] });
    const beta = await eventType({ name: "c.beta", featureFlags: ["alpha", "beta"] });
    const gamma = await eventType({ name: "d.gamma", featureFlags: ["gamma"] });
    const namesFor = async (flags?: string[]) => {
      const reader = await customer(flags && { feature_flags: flags });
      const { data } = await reader.ok("GET", "/event-type");
      for (const name of [open, empty, beta, gamma]) {
        const seen = data.some((type: { name: string }) => type.name === name);
        expect((await reader.get(`/event-type/${name}`)).status, name).toBe(seen ? 200 : 404);
      }
      return data.map((type: { name: string }) => type.name);
    };
    expect(await namesFor()).toEqual([open, empty]);
    expect(await namesFor(["other"])).toEqual([open, empty]);
    expect(await namesFor(["beta"])).toEqual([open, empty, beta]);
    expect(await namesFor(["beta", "gamma"])).toEqual([open, empty, beta, gamma]);
    expect((await api.get("/event-type")).json.data).toHaveLength(4);
  });
});

it("lists by name, or the other way round", async () => {
  const { api, eventType } = await tenant();
  const names = ["a", "a.b", "b", "c-d", "z_9"];
  for (const name of [...names].reverse()) await eventType({ name });
  await provesPaging(api, "/event-type", names, "name");
  await provesPaging(api, "/event-type?order=descending", [...names].reverse(), "name");
});

it("lists schemas when asked to", async () => {
  const { api, eventType } = await tenant();
  await eventType({ name: unique(), schemas });
  expect((await api.get("/event-type?with_content=true")).json.data).toMatchObject([{ schemas }]);
  expect((await api.get("/event-type?with_content=false")).json.data).toMatchObject([{ schemas: null }]);
});

it("shows a customer what another plan includes, as not available, and nothing that no plan does", async () => {
  const { org, api, app } = await tenant();
  const create = (name: string, featureFlags: string[] | null) =>
    api.ok("POST", "/event-type", { name, description: "", featureFlags });
  await Promise.all([create("all", null), create("large", ["enterprise"]), create("secret", ["beta"])]);
  await api.ok("POST", "/plan", { name: "Enterprise", featureFlags: ["enterprise"] });
  const customer = as(await appToken(org, app));
  const shown = async (query: string) =>
    (await customer.ok("GET", `/event-type${query}`)).data.map(({ name, available }: never) => [
      name,
      available,
    ]);
  expect(await shown("")).toEqual([["all", undefined]]);
  expect(await shown("?include_unavailable=true")).toEqual([
    ["all", true],
    ["large", false],
  ]);
  expect((await customer.get("/event-type/large")).status).toBe(404);
  expect((await customer.get("/event-type/large?include_unavailable=true")).json.available).toBe(false);
  expect((await customer.get("/event-type/secret?include_unavailable=true")).status).toBe(404);
});

describe("a schema that is none", () => {
  it.each<[string, object, string[]]>([
    ["a type that there isn't", { "1": { type: "nonsense" } }, ["1", "type"]],
    ["no object", { "1": 5 }, ["1"]],
    [
      "a fault deep inside",
      { "2": { properties: { a: { items: { required: "b" } } } } },
      ["2", "properties", "a", "items", "required"],
    ],
  ])("is refused: %s", async (_, schemas, path) => {
    const { api } = await organisation();
    const name = unique();
    const refused = invalidAt("body", "schemas", ...path);
    expect(await api.post("/event-type", { name, description: "", schemas })).toMatchObject(refused);
    await api.ok("POST", "/event-type", { name, description: "" });
    expect(await api.put(`/event-type/${name}`, { description: "", schemas })).toMatchObject(refused);
    expect(await api.patch(`/event-type/${name}`, { schemas })).toMatchObject(refused);
  });

  it("is refused in an OpenAPI document, too", async () => {
    const { api } = await organisation();
    const schema = { type: "nonsense" };
    const post = { requestBody: { content: { "application/json": { schema } } } };
    const spec = { openapi: "3.1.0", info: {}, webhooks: { "a.b": { post } } };
    const answer = await api.post("/event-type/import/openapi", { spec });
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json.detail[0]).toMatchObject({ code: "schema_invalid" });
    expect((await api.get("/event-type")).json.data).toEqual([]);
  });
});

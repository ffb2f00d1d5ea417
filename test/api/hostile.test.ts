import { describe, expect, it } from "vitest";
import { invalidAt, organisation, tenant, unique } from "./client.ts";

const url = "https://receiver.example/hook";
const nested = (depth: number) => `${'{"n":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("what an endpoint can't have is refused when it is saved, with the place named", () => {
  it.each<[string, object, string[]]>([
    ["a token with a line break", { auth: { type: "bearer", token: "a\r\nX-Admin: 1" } }, ["auth", "token"]],
    ["a token beyond Latin-1", { auth: { type: "bearer", token: "🔑" } }, ["auth", "token"]],
    [
      "a header value with a line break",
      { auth: { type: "header", key: "X-Key", value: "a\nb: c" } },
      ["auth", "value"],
    ],
    [
      "a header name with a line break",
      { auth: { type: "header", key: "X\r\nY", value: "a" } },
      ["auth", "key"],
    ],
    [
      "a header that Posthorn sets",
      { auth: { type: "header", key: "Webhook-Id", value: "a" } },
      ["auth", "key"],
    ],
    [
      "a user name with a colon",
      { auth: { type: "basic", username: "a:b", password: "c" } },
      ["auth", "username"],
    ],
    ["a host that hangs on a value", { url: "http:/127.0.__b__/" }, ["url"]],
    ["the same with backslashes", { url: "http:\\\\127.0.__b__\\" }, ["url"]],
    ["a path with an empty step", { cooldown: { key: "a..b", seconds: 1 } }, ["cooldown", "key"]],
    ["a path that ends in a dot", { cooldown: { key: "a.", seconds: 1 } }, ["cooldown", "key"]],
    [
      "a filter with thousands of values",
      { filter: { a: { $in: Array.from({ length: 2_000 }, (_, n) => n) } } },
      ["filter"],
    ],
    ["a filter as long as a book", { filter: { a: "x".repeat(100_000) } }, ["filter"]],
    ["an answer as long as a book", { accept: { body: { a: "x".repeat(100_000) } } }, ["accept", "body"]],
  ])("%s", async (_, fields, place) => {
    const { api, path } = await tenant();
    expect(await api.post(`${path}/endpoint`, { url, ...fields })).toMatchObject(invalidAt("body", ...place));
    const { status } = await api.post(`${path}/endpoint/preview`, {
      eventType: "a.b",
      payload: {},
      endpoint: { url, ...fields },
    });
    expect(status).toBe(422);
  });

  it.each([
    ["filter", `"filter": {"a": ${nested(20_000)}}`],
    ["accept", `"accept": {"body": ${nested(20_000)}}`],
    ["metadata", `"metadata": ${nested(20_000)}`],
  ])("%s that is nested beyond all measure", async (_, member) => {
    const { api, path } = await tenant();
    const { status } = await api.post(`${path}/endpoint`, `{"url": "${url}", ${member}}`);
    expect(status).toBe(422);
  });
});

it("refuses what is nested beyond all measure in catalogue, settings and tests", async () => {
  const { api, path } = await tenant();
  const deep = nested(20_000);
  const name = unique("type");
  const answers = await Promise.all([
    api.post("/event-type", `{"name": "${name}", "description": "", "example": ${deep}}`),
    api.post("/event-type", `{"name": "${name}", "description": "", "schemas": {"1": ${deep}}}`),
    api.post("/event-type/import/openapi", `{"spec": ${deep}}`),
    api.patch("/settings", `{"endpointDefaults": {"accept": {"body": ${deep}}}}`),
    api.post(
      `${path}/endpoint/test`,
      `{"eventType": "a", "payload": ${deep}, "endpoint": {"url": "${url}"}}`,
    ),
    api.post(`${path}/endpoint/test`, `{"eventType": "a", "payload": {}, "endpoint": ${deep}}`),
  ]);
  for (const { status, text } of answers) expect(status, text).toBe(422);
});

describe("at once", () => {
  it("keeps every header of several changes", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint();
    const names = Array.from({ length: 8 }, (_, n) => `X-${n}`);
    const answers = await Promise.all(
      names.map((name) => api.patch(`${path}/endpoint/${id}/headers`, { headers: { [name]: "1" } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 204));
    expect(Object.keys((await api.get(`${path}/endpoint/${id}/headers`)).json.headers).sort()).toEqual(names);
  });

  it("keeps every extension of several changes", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint();
    const changes = [
      { name: "N" },
      { filter: { a: 1 } },
      { cooldown: { key: "a", seconds: 1 } },
      { excludeOrigins: ["import"] },
      { request: { method: "PUT", contentType: "json" } },
      { auth: { type: "bearer", token: "t" } },
    ];
    const answers = await Promise.all(changes.map((one) => api.patch(`${path}/endpoint/${id}`, one)));
    for (const { status, text } of answers) expect(status, text).toBe(200);
    const { json } = await api.get(`${path}/endpoint/${id}`);
    expect(json).toMatchObject({ ...Object.assign({}, ...changes), auth: { type: "bearer" } });
  });

  it("signs with the keys of all rotations", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => api.post(`${path}/endpoint/${id}/secret/rotate`, {})),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    const { json } = await api.post(`${path}/endpoint/preview`, {
      endpointId: id,
      eventType: "a",
      payload: {},
    });
    expect(json.request.headers["webhook-signature"].split(" ")).toHaveLength(5);
  });

  it("keeps the defaults of two presets", async () => {
    const { api } = await organisation();
    const names = ["calenso", "getresponse", "klicktipp", "stamply"];
    const answers = await Promise.all(names.map((name) => api.post(`/preset/${name}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const wanted = await Promise.all(
      names.map(async (name) => Object.keys((await api.get(`/preset/${name}`)).json.endpointDefaults)),
    );
    const { endpointDefaults } = (await api.get("/settings")).json;
    expect(Object.keys(endpointDefaults)).toEqual(expect.arrayContaining(wanted.flat()));
  });
});

describe("a batch of messages", () => {
  it("creates the application that an item brings along", async () => {
    const { api } = await organisation();
    const uid = unique("app");
    const item = { eventType: "a.b", payload: {} };
    const { status, json } = await api.post(`/app/${uid}/msg/batch`, {
      messages: [item, { ...item, application: { name: "New", uid } }],
    });
    expect(status).toBe(202);
    expect(json.data.map((one: { status: number }) => one.status)).toEqual([202, 202]);
    expect((await api.get(`/app/${uid}`)).json).toMatchObject({ name: "New", uid });
  });

  it("answers an item whose application doesn't fit with its own error", async () => {
    const { api } = await organisation();
    const uid = unique("app");
    const item = { eventType: "a.b", payload: {} };
    const { status, json } = await api.post(`/app/${uid}/msg/batch`, {
      messages: [
        { ...item, application: { name: "Other", uid: "other" } },
        { ...item, application: { name: "New" } },
      ],
    });
    expect(status).toBe(202);
    expect(json.data.map((one: { status: number }) => one.status)).toEqual([422, 202]);
  });

  it("refuses only the item whose event type is planned", async () => {
    const { api, path, eventType } = await tenant();
    const planned = await eventType({ status: "planned" });
    const send = (eventType: string) => ({ eventType, payload: {} });
    const { status, json } = await api.post(`${path}/msg/batch`, {
      messages: [send("a.b"), send(planned), send("c.d")],
    });
    expect(status).toBe(202);
    expect(json.data.map((one: { status: number }) => one.status)).toEqual([202, 422, 202]);
    expect(json.data[1].error).toMatchObject({ detail: [{ loc: ["body", "eventType"] }] });
  });
});

it("sends events of a type from the moment on when it is no longer planned", async () => {
  const { api, path, eventType } = await tenant();
  const name = await eventType({ status: "planned" });
  const message = { eventType: name, payload: {} };
  expect(await api.post(`${path}/msg`, message)).toMatchObject(invalidAt("body", "eventType"));
  await api.ok("PATCH", `/event-type/${name}`, { status: "active" });
  expect((await api.post(`${path}/msg`, message)).status).toBe(202);
});

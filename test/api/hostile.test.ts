import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  as,
  invalidAt,
  organisation,
  orgToken,
  origin,
  tenant,
  token,
  unauthenticated,
  unique,
} from "./client.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

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
    ["filter", `"filter": {"a": ${nested(200_000)}}`],
    ["accept", `"accept": {"body": ${nested(200_000)}}`],
    ["metadata", `"metadata": ${nested(200_000)}`],
  ])("%s that is nested beyond all measure", async (_, member) => {
    const { api, path } = await tenant();
    const { status } = await api.post(`${path}/endpoint`, `{"url": "${url}", ${member}}`);
    expect(status).toBe(422);
  });
});

it("gets along with what is nested beyond all measure in catalogue, settings and tests", async () => {
  const { api, path } = await tenant();
  const deep = nested(200_000);
  const type = `"name": "${unique("type")}", "description": ""`;
  const statuses = [
    await api.post("/event-type", `{${type}, "example": ${deep}}`),
    await api.post("/event-type", `{${type}, "schemas": {"1": ${deep}}}`),
    await api.post("/event-type/import/openapi", `{"spec": ${deep}}`),
    await api.patch("/settings", `{"endpointDefaults": {"accept": {"body": ${deep}}}}`),
    await api.post(
      `${path}/endpoint/preview`,
      `{"eventType": "a", "payload": ${deep}, "endpoint": {"url": "${url}"}}`,
    ),
    await api.post(`${path}/endpoint/preview`, `{"eventType": "a", "payload": {}, "endpoint": ${deep}}`),
  ].map(({ status }) => status);
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  expect((await api.get("/event-type?with_content=true")).status).toBe(200);
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
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
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

it("takes no confirmation but the one that was sent for this endpoint, and lets it do nothing else", async () => {
  const mails: { text: string }[] = [];
  vi.spyOn(env, "EMAIL", "get").mockReturnValue({
    send: async (mail: { text: string }) => {
      mails.push(mail);
      return { messageId: "1" };
    },
  } as never);
  const { api, path, org, app } = await tenant();
  const save = async (to: string) =>
    (await api.ok("POST", `${path}/endpoint`, { destination: { type: "email", to } })).id as string;
  const [one, other] = [await save("one@shop.example"), await save("other@shop.example")];
  const sent = mails.map(({ text }) => /token=(\S+)/.exec(text)![1]!);
  const [header, claims, signature] = sent[0]!.split(".");
  const forged = btoa(JSON.stringify({ ...JSON.parse(atob(claims!)), sub: other }));
  const right = { purpose: "confirm-email", sub: other, app, email: "other@shop.example" };
  const bad = [
    "",
    "x",
    `${header}.${forged}.${signature}`,
    `${btoa('{"alg":"none","typ":"JWT"}')}.${claims}.`,
    await token({ ...right, exp: 1 }),
    await token({ ...right, email: "stranger@shop.example" }),
    await token({ ...right, sub: one }),
    await token({ ...right, purpose: "login" }),
    await token(right, "another secret"),
    await orgToken(org),
  ];
  const confirm = (text: string) =>
    exports.default.fetch(`${origin}/confirm-email?token=${encodeURIComponent(text)}`, { method: "POST" });
  for (const text of bad) expect((await confirm(text)).status, text).toBe(410);
  const confirmed = async () =>
    (await api.get(`${path}/endpoint?order=ascending`)).json.data.map(
      (endpoint: { destination: { confirmed: boolean } }) => endpoint.destination.confirmed,
    );
  expect(await confirmed()).toEqual([false, false]);
  expect(await as(sent[0]!).get(path)).toMatchObject(unauthenticated);
  expect((await confirm(sent[1]!)).status).toBe(200);
  expect(await confirmed()).toEqual([false, true]);
  await api.ok("PATCH", `${path}/endpoint/${other}`, {
    destination: { type: "email", to: "third@shop.example" },
  });
  expect(await confirmed()).toEqual([false, false]);
  expect((await confirm(sent[1]!)).status).toBe(410);
});

it("sends tests to nobody who could not be sent webhooks", async () => {
  const { customer, path } = await tenant();
  const other = await tenant();
  const { api: neighbour } = other;
  const receiver: string = (await neighbour.get(`${other.path}/receiver`)).json.url;
  const api = await customer();
  const test = (url: string) =>
    api.post(`${path}/endpoint/test`, { eventType: "a.b", payload: { b: "0.1" }, endpoint: { url } });
  const urls = [
    "http://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:10.0.0.1]/",
    "http://127.0.__b__/",
    "http:/127.0.__b__/",
    `${origin}/api/v1/app`,
    receiver.replace(/(.{22})$/, "AAAAAAAAAAAAAAAAAAAAAA"),
  ];
  for (const url of urls) expect(await test(url), url).toMatchObject(invalidAt("body", "url"));
  expect((await neighbour.get(`${other.path}/receiver`)).json.data).toEqual([]);
});

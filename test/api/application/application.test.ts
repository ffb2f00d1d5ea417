import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { changeApplication } from "../../../src/api/application/application.ts";
import * as applications from "../../../src/store/applications.ts";
import {
  conflict,
  eventually,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  provesPaging,
  receiver,
  tenant,
  unique,
} from "../client.ts";

it("gives up each of two names that were given to it at the same time", async () => {
  const { app, path, api, org } = await tenant({ uid: unique() });
  const [first, second] = [unique(), unique()];
  const before = (await applications.find(env, org, app))!;
  for (const uid of [first, second]) {
    await changeApplication(env, before, { uid });
    await api.ok("POST", `/app/${uid}/msg`, { eventType: "a", payload: {} });
  }
  expect(await api.ok("GET", path)).toMatchObject({ uid: second });
  for (const uid of [before.uid, first])
    expect(await api.post(`/app/${uid}/msg`, { eventType: "a", payload: {} })).toMatchObject(notFound);
});

describe("creating", () => {
  it("answers 201 with the application", async () => {
    const { api } = await organisation();
    const given = { name: "Acme", uid: unique(), throttleRate: 7, metadata: { tier: "gold" } };
    const created = await api.post("/app", given);
    expect(created).toMatchObject({ status: 201 });
    expect(created.json).toMatchObject({
      ...given,
      id: isIdOf("app"),
      rateLimit: 7,
      createdAt: isTime,
      updatedAt: isTime,
    });
    expect((await api.get(`/app/${created.json.id}`)).json).toEqual(created.json);
  });

  it("needs only a name", async () => {
    const { api } = await organisation();
    const { status, json } = await api.post("/app", { name: "Acme" });
    expect(status).toBe(201);
    expect(json).toMatchObject({ uid: null, throttleRate: null, rateLimit: null, metadata: {} });
  });

  it.each([
    ["name", {}],
    ["name", { name: "" }],
    ["name", { name: 7 }],
    ["throttleRate", { name: "A", throttleRate: 0 }],
    ["throttleRate", { name: "A", throttleRate: 1.5 }],
    ["rateLimit", { name: "A", rateLimit: "7" }],
    ["metadata", { name: "A", metadata: ["x"] }],
  ])("names %s when it doesn't fit: %j", async (field, body) => {
    const { api } = await organisation();
    expect(await api.post("/app", body)).toMatchObject(invalidAt("body", field));
  });

  it.each(["ü 𝒳 \u2028", "a\0b", "\"'\\", "<b>&amp;"])("keeps any text: %j", async (name) => {
    const { api } = await organisation();
    const { json } = await api.post("/app", { name, metadata: { [name]: name } });
    expect(json).toMatchObject({ name, metadata: { [name]: name } });
    expect((await api.get(`/app/${json.id}`)).json).toEqual(json);
  });

  it("takes the older name of throttleRate", async () => {
    const { api } = await organisation();
    const { json } = await api.post("/app", { name: "Acme", rateLimit: 9 });
    expect(json).toMatchObject({ throttleRate: 9, rateLimit: 9 });
  });

  it("refuses a uid that another application has, in this organisation only", async () => {
    const { api, path } = await tenant();
    const uid = unique();
    await api.ok("POST", "/app", { name: "First", uid });
    expect(await api.post("/app", { name: "Second", uid })).toMatchObject(conflict);
    expect(await api.patch(path, { uid })).toMatchObject(conflict);
    expect(await api.put(path, { name: "Second", uid })).toMatchObject(conflict);
    expect((await (await organisation()).api.post("/app", { name: "Elsewhere", uid })).status).toBe(201);
  });

  it("answers 200 with the existing one when asked to", async () => {
    const { api } = await organisation();
    const uid = unique();
    const first = await api.post("/app?get_if_exists=true", { name: "First", uid });
    const second = await api.post("/app?get_if_exists=true", { name: "Second", uid });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toEqual(first.json);
    expect(await api.post("/app?get_if_exists=false", { name: "Second", uid })).toMatchObject(conflict);
  });
});

const application = { name: "A" };
it.each([
  ["POST", "/app?get_if_exists=true", { name: "A", uid: "new" }, [200, 201]],
  ["PUT", "/app/new", application, [200, 201]],
  ["POST", "/app/new/msg", { eventType: "a.b", payload: {}, application }, [202]],
  ["POST", "/auth/app-portal-access/new", { application }, [200]],
])("is created once by calls at the same time: %s %s", async (method, path, body, good) => {
  const { api } = await organisation();
  const answers = await Promise.all([1, 2, 3, 4].map(() => api.call(method, path, body)));
  for (const { status } of answers) expect(status).toBeOneOf(good);
  expect((await api.get("/app")).json.data).toMatchObject([{ uid: "new" }]);
});

describe("replacing", () => {
  it("creates what isn't there, with the uid of the path", async () => {
    const { api } = await organisation();
    const uid = unique();
    const created = await api.put(`/app/${uid}`, { name: "Acme" });
    expect(created).toMatchObject({ status: 201, json: { uid, name: "Acme" } });
    expect((await api.get(`/app/${created.json.id}`)).json).toEqual(created.json);
  });

  it("replaces what is there, and keeps id and uid", async () => {
    const { api } = await organisation();
    const uid = unique();
    const before = await api.put(`/app/${uid}`, { name: "Acme", throttleRate: 5, metadata: { a: "1" } });
    const after = await api.put(`/app/${uid}`, { name: "Acme Ltd" });
    expect(after.status).toBe(200);
    expect(after.json).toEqual({
      ...before.json,
      name: "Acme Ltd",
      throttleRate: null,
      rateLimit: null,
      metadata: {},
      updatedAt: isTime,
    });
  });

  it("gives another uid", async () => {
    const { api } = await organisation();
    const [uid, next] = [unique(), unique()];
    const { id } = await api.ok("POST", "/app", { name: "Acme", uid });
    expect((await api.put(`/app/${uid}`, { name: "Acme", uid: next })).json).toMatchObject({ id, uid: next });
    expect(await api.get(`/app/${uid}`)).toMatchObject(notFound);
    expect((await api.get(`/app/${next}`)).json).toMatchObject({ id });
  });

  it("frees the old uid at once, for messages too", async () => {
    const { api } = await organisation();
    const uid = unique();
    const event = { eventType: "a.b", payload: {} };
    const first = await api.ok("POST", "/app", { name: "First", uid });
    await api.ok("POST", `/app/${uid}/msg`, event);
    await api.ok("PATCH", `/app/${uid}`, { uid: `${uid}-old` });
    expect(await api.post(`/app/${uid}/msg`, event)).toMatchObject(notFound);
    const second = await api.ok("POST", "/app", { name: "Second", uid });
    const sent = await api.ok("POST", `/app/${uid}/msg`, event);
    expect((await api.get(`/app/${second.id}/msg`)).json.data).toMatchObject([{ id: sent.id }]);
    await api.ok("DELETE", `/app/${second.id}`);
    await api.ok("PATCH", `/app/${first.id}`, { uid });
    await api.ok("POST", `/app/${uid}/msg`, event);
    expect((await api.get(`/app/${first.id}/msg`)).json.data).toHaveLength(2);
  });

  it("doesn't create under an id, nor under a uid that isn't one, nor under two", async () => {
    const { api } = await organisation();
    const body = { name: "Acme" };
    expect(await api.put("/app/app_01HZZZZZZZZZZZZZZZZZZZZZZZ", body)).toMatchObject(notFound);
    expect((await api.put("/app/with%20blank", body)).status).toBeOneOf([404, 422]);
    expect(await api.put(`/app/${unique()}`, { ...body, uid: unique() })).toMatchObject(
      invalidAt("body", "uid"),
    );
  });
});

describe("changing", () => {
  it.each([
    { name: "Acme Ltd" },
    { uid: "changed" },
    { uid: null },
    { metadata: { b: "2" } },
    { throttleRate: 8, rateLimit: 8 },
    { throttleRate: null, rateLimit: null },
    {},
  ])("changes only what is given: %j", async (change) => {
    const { api, path } = await tenant({ uid: unique(), throttleRate: 5, metadata: { a: "1" } });
    const before = (await api.get(path)).json;
    const changed = await api.patch(path, change);
    expect(changed).toMatchObject({ status: 200 });
    expect(changed.json).toEqual({ ...before, ...change, updatedAt: isTime });
    expect((await api.get(path)).json).toEqual(changed.json);
  });

  it("takes either name of throttleRate alone", async () => {
    const { api, path } = await tenant();
    expect((await api.patch(path, { rateLimit: 3 })).json).toMatchObject({ throttleRate: 3, rateLimit: 3 });
    expect((await api.patch(path, { throttleRate: 4 })).json).toMatchObject({
      throttleRate: 4,
      rateLimit: 4,
    });
  });

  it("names the field that doesn't fit, and changes nothing then", async () => {
    const { api, path } = await tenant();
    expect(await api.patch(path, { name: "", throttleRate: 8 })).toMatchObject(invalidAt("body", "name"));
    expect((await api.get(path)).json).toMatchObject({ name: "Customer", throttleRate: null });
  });

  it("finds nothing to change in an application that isn't there", async () => {
    const { api } = await organisation();
    expect(await api.patch(`/app/${unique()}`, { name: "Acme" })).toMatchObject(notFound);
  });
});

describe("deleting", () => {
  it("takes everything in it along and frees the uid", async () => {
    const uid = unique();
    const { api, path, endpoint, send } = await tenant({ uid });
    const id = await endpoint();
    const message = await send();
    const gone = await api.del(`/app/${uid}`);
    expect(gone).toMatchObject({ status: 204, text: "" });

    for (const at of [path, `/app/${uid}`, `${path}/endpoint/${id}`, `${path}/msg/${message}`])
      expect(await api.get(at), at).toMatchObject(notFound);
    expect(await api.del(path)).toMatchObject(notFound);
    const event = { eventType: "a.b", payload: {} };
    expect(await api.post(`${path}/msg`, event)).toMatchObject(notFound);
    expect(await api.post(`/app/${uid}/msg`, event)).toMatchObject(notFound);

    const next = await api.post("/app", { name: "Successor", uid });
    expect(next.status).toBe(201);
    const sent = await api.post(`/app/${uid}/msg`, event);
    expect(sent.status).toBe(202);
    expect((await api.get(`/app/${next.json.id}/msg`)).json.data).toMatchObject([{ id: sent.json.id }]);
  });

  it("stops every delivery, what waits for a retry included", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = receiver(() => new Response(null, { status: 500 }));
    const id = await endpoint({ url });
    await attempts(await send());
    const outbox = env.OUTBOX.getByName(id);
    await eventually(async () => expect(await outbox.status()).toMatchObject({ waiting: 1, sending: 0 }));
    await api.ok("DELETE", path);
    expect(await outbox.status()).toMatchObject({ waiting: 0, sending: 0 });
  });
});

it("lists in the order of creation, or the other way round", async () => {
  const { api } = await organisation();
  const ids: string[] = [];
  for (const name of ["A", "B", "C", "D", "E"]) ids.push((await api.ok("POST", "/app", { name })).id);
  await provesPaging(api, "/app", ids);
  await provesPaging(api, "/app?order=ascending", ids);
  await provesPaging(api, "/app?order=descending", [...ids].reverse());
  expect(await api.get("/app?order=sideways")).toMatchObject(invalidAt("query", "order"));
});

it("finds applications by a part of the name, or by how uid or id begin, in any case", async () => {
  const { api } = await organisation();
  const plan = unique("plan");
  await api.ok("POST", "/plan", { name: plan });
  const make = (name: string, uid: string | null = null, more = {}) =>
    api.ok("POST", "/app", { name, uid, ...more });
  const rose = await make("Rosenhof Österreich", unique("Shop"), { plan });
  const tulip = await make("TULPEN & ROSEN", "filiale_7");
  const percent = await make("100%");
  const found = async (query: string) =>
    (await api.ok("GET", `/app?${query}`)).data.map(({ id }: { id: string }) => id);
  expect(await found("search=rosen")).toEqual([rose.id, tulip.id]);
  expect(await found("search=rosen&limit=1&order=descending")).toEqual([tulip.id]);
  expect(await found("search=%20hof%20")).toEqual([rose.id]);
  for (const spelling of ["österreich", "ÖSTERREICH", "Öster"])
    expect(await found(`search=${encodeURIComponent(spelling)}`), spelling).toEqual([rose.id]);
  expect(await found("search=SHOP-")).toEqual([rose.id]);
  expect(await found("search=filiale_")).toEqual([tulip.id]);
  expect(await found("search=iliale")).toEqual([]);
  expect(await found(`search=${percent.id.toLowerCase()}`)).toEqual([percent.id]);
  expect(await found("search=%25")).toEqual([percent.id]);
  expect(await found("search=_7")).toEqual([]);
  expect(await found(`plan=${plan}`)).toEqual([rose.id]);
  expect(await found(`plan=${plan}&search=tulpen`)).toEqual([]);
  const { api: stranger } = await organisation();
  expect((await stranger.ok("GET", "/app?search=rosen")).data).toEqual([]);
});

it("lists nothing when there is nothing", async () => {
  const { api } = await organisation();
  expect((await api.get("/app")).json).toEqual({ data: [], iterator: null, prevIterator: null, done: true });
});

it("says what moving to a smaller plan means, and disables nothing", async () => {
  const { api, path, endpoint } = await tenant();
  await api.ok("POST", "/plan", { name: "Small", maxEndpoints: 1 });
  await api.ok("POST", "/plan", { name: "Large", maxEndpoints: 5 });
  expect(await api.ok("PATCH", path, { plan: "Large" })).not.toHaveProperty("notice");
  await endpoint({ url: "https://a.example/hook" });
  await endpoint({ url: "https://b.example/hook" });
  const moved = await api.ok("PATCH", path, { plan: "Small" });
  expect(moved).toMatchObject({
    plan: "Small",
    notice: expect.stringMatching(/includes 1 endpoint, there are 2/),
  });
  expect((await api.ok("GET", `${path}/endpoint`)).data.map(({ disabled }: never) => disabled)).toEqual([
    false,
    false,
  ]);
});

it("leaves out applications by what endpoints they have", async () => {
  const { api } = await organisation();
  const make = async (name: string, ...endpoints: object[]) => {
    const { id } = await api.ok("POST", "/app", { name });
    for (const one of endpoints) await api.ok("POST", `/app/${id}/endpoint`, { ...one });
    return id as string;
  };
  const url = "https://receiver.example/hook";
  const none = await make("none");
  const plain = await make("plain", { url });
  const disabled = await make("disabled", { url }, { url, disabled: true });
  const play = await make("play", { url: "https://play.svix.com/in/e_abc/" });
  const tried = await make("tried");
  const { url: receiver } = await api.ok("GET", `/app/${tried}/receiver`);
  await api.ok("POST", `/app/${tried}/endpoint`, { url: receiver });
  const listed = async (query: string) =>
    (await api.ok("GET", `/app?${query}`)).data.map(({ id }: { id: string }) => id);
  expect(await listed("")).toEqual([none, plain, disabled, play, tried]);
  expect(await listed("exclude_apps_with_no_endpoints=true")).toEqual([plain, disabled, play, tried]);
  expect(await listed("exclude_apps_with_disabled_endpoints=true")).toEqual([none, plain, play, tried]);
  expect(await listed("exclude_apps_with_svix_play_endpoints=true")).toEqual([none, plain, disabled]);
  expect(await listed("exclude_apps_with_no_endpoints=false")).toHaveLength(5);
});

describe("the time zone", () => {
  it("is set, kept and taken away", async () => {
    const { api, path } = await tenant({ timeZone: "Europe/Berlin" });
    const zone = async () => (await api.ok("GET", path)).timeZone;
    expect(await zone()).toBe("Europe/Berlin");
    await api.ok("PATCH", path, { name: "Other" });
    await api.ok("PUT", path, { name: "Other" });
    expect(await zone()).toBe("Europe/Berlin");
    await api.ok("PATCH", path, { timeZone: "America/New_York" });
    expect(await zone()).toBe("America/New_York");
    await api.ok("PATCH", path, { timeZone: null });
    expect(await zone()).toBeNull();
  });

  it("is the customer's own to set, unless its token may only read", async () => {
    const { api, path, customer } = await tenant();
    const at = `${path}/time-zone`;
    expect(await (await customer()).ok("PUT", at, { timeZone: "Europe/Vienna" })).toMatchObject({
      timeZone: "Europe/Vienna",
    });
    expect((await (await customer({ read_only: true })).put(at, { timeZone: null })).status).toBe(403);
    expect((await api.get(path)).json.timeZone).toBe("Europe/Vienna");
    expect((await api.put(at, {})).status).toBe(422);
  });

  it.each(["Berlin", "+02:00", "", "Europe/Bonn"])("can't be %j", async (timeZone) => {
    const { api, path } = await tenant();
    const { status, json } = await api.patch(path, { timeZone });
    expect(status).toBe(422);
    expect(json.detail[0]).toMatchObject({ loc: ["body", "timeZone"], code: "time_zone_unknown" });
  });
});

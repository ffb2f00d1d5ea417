import { describe, expect, it } from "vitest";
import {
  conflict,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  receiver,
  refusal,
  tenant,
  tooLarge,
  unique,
} from "../client.ts";

const minute = 60_000;
const hour = 60 * minute;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
const event = { eventType: "a.b", payload: {} };
/** What JSON.parse and JSON.stringify would not keep: key order, long numbers, escapes, blanks. */
const exact = '{ "b":1,"a":12345678901234567890, "2":1.0,"1":1e2,\n"u":"\\u00fc\\/ü", "b":{"deep":[ ]} }';

describe("sending", () => {
  it("answers 202 with the message, readable at once", async () => {
    const { api, path } = await tenant();
    const given = {
      eventType: "appointment.booking.created",
      eventId: unique(),
      channels: ["red", "blue"],
      tags: ["any text", "ü"],
      payload: { id: 7 },
    };
    const sent = await api.post(`${path}/msg`, given);
    expect(sent.status).toBe(202);
    expect(sent.headers.get("content-type")).toContain("application/json");
    expect(sent.json).toMatchObject({ ...given, id: isIdOf("msg"), deliverAt: null, timestamp: isTime });
    expect((await api.get(`${path}/msg/${sent.json.id}`)).json).toEqual(sent.json);
  });

  it("needs only an event type, known or not, and a payload", async () => {
    const { api, path } = await tenant();
    const { status, json } = await api.post(`${path}/msg`, { eventType: "never.heard.of", payload: {} });
    expect(status).toBe(202);
    expect(json).toMatchObject({ eventId: null, channels: null, tags: null, deliverAt: null, payload: {} });
  });

  it("keeps the payload and delivers it byte for byte as submitted", async () => {
    const { api, path, endpoint, attempts, fannedOut } = await tenant();
    const { url, received } = receiver();
    await endpoint({ url });
    const sent = await api.post(`${path}/msg`, `{"payload": ${exact} ,"eventType":"a.b"}`);
    expect(sent.text).toContain(`"payload":${exact}`);
    await attempts(sent.json.id);
    await fannedOut(sent.json.id);
    expect(received.map(({ body }) => body)).toEqual([exact]);
    expect((await api.get(`${path}/msg/${sent.json.id}`)).text).toContain(`"payload":${exact}`);
    expect((await api.get(`${path}/msg`)).text).toContain(`"payload":${exact}`);
  });

  it("answers without the payload when asked to", async () => {
    const { api, path } = await tenant();
    const message = { eventType: "a.b", payload: { secret: 1 } };
    expect((await api.post(`${path}/msg?with_content=false`, message)).json).toMatchObject({ payload: {} });
    expect((await api.post(`${path}/msg?with_content=true`, message)).json).toMatchObject(message);
  });

  it.each([
    ["eventType", { payload: {} }],
    ["eventType", { ...event, eventType: "" }],
    ["eventType", { ...event, eventType: "a b" }],
    ["eventType", { ...event, eventType: "x".repeat(257) }],
    ["payload", { eventType: "a.b" }],
    ["payload", { ...event, payload: null }],
    ["payload", { ...event, payload: [] }],
    ["payload", { ...event, payload: "{}" }],
    ["eventId", { ...event, eventId: "a/b" }],
    ["eventId", { ...event, eventId: "" }],
    ["channels", { ...event, channels: [] }],
    ["channels", { ...event, channels: ["1", "2", "3", "4", "5", "6"] }],
    ["tags", { ...event, tags: "one" }],
    ["payloadRetentionPeriod", { ...event, payloadRetentionPeriod: 4 }],
    ["payloadRetentionPeriod", { ...event, payloadRetentionPeriod: 91 }],
    ["payloadRetentionHours", { ...event, payloadRetentionHours: 0 }],
    ["payloadRetentionHours", { ...event, payloadRetentionPeriod: 5, payloadRetentionHours: 24 }],
    ["deliverAt", { ...event, deliverAt: "tomorrow" }],
    ["deliverAt", { ...event, deliverAt: 1_900_000_000 }],
  ])("names %s when it doesn't fit: %j", async (field, body) => {
    const { api, path } = await tenant();
    expect(await api.post(`${path}/msg`, body)).toMatchObject(invalidAt("body", field));
    expect((await api.get(`${path}/msg`)).json.data).toEqual([]);
  });

  it.each([
    { channels: ["1", "2", "3", "4", "5"] },
    { payloadRetentionPeriod: 5 },
    { payloadRetentionPeriod: 90 },
    { payloadRetentionHours: 1 },
    { payloadRetentionPeriod: null, payloadRetentionHours: 24 },
    { eventId: null, channels: null, tags: null, deliverAt: null, application: null },
  ])("takes %j", async (fields) => {
    const { api, path } = await tenant();
    expect((await api.post(`${path}/msg`, { ...event, ...fields })).status).toBe(202);
  });

  it("takes a payload up to 1 MiB", async () => {
    const { api, path } = await tenant();
    const payload = { text: "" };
    const room = 1_048_576 - JSON.stringify(payload).length;
    expect((await api.post(`${path}/msg`, { ...event, payload: { text: "x".repeat(room) } })).status).toBe(
      202,
    );
    for (const text of ["x".repeat(room + 1), "ü".repeat(room / 2 + 1)])
      expect(await api.post(`${path}/msg`, { ...event, payload: { text } })).toMatchObject(tooLarge);
  });

  it("survives a payload that is nested without end", async () => {
    const { api, path } = await tenant();
    const nested = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const sent = await api.post(`${path}/msg`, `{"eventType":"a.b","payload":${nested}}`);
    expect(sent.status).toBe(202);
    expect(sent.text).toContain(nested);
    expect((await api.get(`${path}/msg/${sent.json.id}`)).text).toContain(nested);
  });
});

describe("deliverAt", () => {
  it.each([minute + 5_000, hour, 24 * hour - 5_000])("may be %d ms ahead", async (ms) => {
    const { api, path, endpoint, fannedOut } = await tenant();
    const { url, received } = receiver();
    const id = await endpoint({ url });
    const deliverAt = ahead(ms);
    const sent = await api.post(`${path}/msg`, { ...event, deliverAt });
    expect(sent.json).toMatchObject({ deliverAt });
    expect(await fannedOut(sent.json.id)).toEqual({ [id]: "matched" });
    expect((await api.get(`${path}/msg/${sent.json.id}/endpoint`)).json.data).toMatchObject([
      { id, status: 1, statusText: "pending", nextAttempt: deliverAt },
    ]);
    expect(received).toEqual([]);
  });

  it("takes any offset from UTC", async () => {
    const { api, path } = await tenant();
    const inUtc = ahead(3 * hour);
    const inBerlin = `${new Date(Date.parse(inUtc) + 2 * hour).toISOString().slice(0, -1)}+02:00`;
    const { json } = await api.post(`${path}/msg`, { ...event, deliverAt: inBerlin });
    expect(json).toMatchObject({ deliverAt: inUtc });
  });

  it.each([-hour, 0, minute - 5_000, 24 * hour + minute])("may not be %d ms ahead", async (ms) => {
    const { api, path } = await tenant();
    expect(await api.post(`${path}/msg`, { ...event, deliverAt: ahead(ms) })).toMatchObject(
      invalidAt("body", "deliverAt"),
    );
  });
});

describe("an eventId", () => {
  it("is taken once in an application", async () => {
    const { api, path, send } = await tenant();
    const eventId = unique();
    const first = await send({ eventId });
    expect(await api.post(`${path}/msg`, { ...event, eventId })).toMatchObject(conflict);
    expect((await api.get(`${path}/msg`)).json.data).toMatchObject([{ id: first, eventId }]);
    const other = await tenant();
    expect((await other.api.post(`${other.path}/msg`, { ...event, eventId })).status).toBe(202);
  });

  it("finds the message, so it can't look like an id", async () => {
    const { api, path, send } = await tenant();
    const eventId = unique();
    const id = await send({ eventId });
    expect((await api.get(`${path}/msg/${eventId}`)).json).toMatchObject({ id });
    const misleading = "msg_01HZZZZZZZZZZZZZZZZZZZZZZZ";
    expect(await api.post(`${path}/msg`, { ...event, eventId: misleading })).toMatchObject(
      invalidAt("body", "eventId"),
    );
  });
});

describe("an idempotency-key", () => {
  const keyed = () => ({ "idempotency-key": unique("key") });

  it("makes a repeated call answer with the first message", async () => {
    const { api, path } = await tenant();
    const key = keyed();
    const first = await api.post(`${path}/msg`, { ...event, eventId: unique() }, key);
    const again = await api.post(`${path}/msg`, { ...event, eventId: first.json.eventId }, key);
    const slashed = await api.post(`${path}/msg/`, { ...event, payload: { other: 1 } }, key);
    for (const answer of [again, slashed]) expect(answer).toMatchObject({ status: 202, json: first.json });
    expect((await api.get(`${path}/msg`)).json.data).toHaveLength(1);
  });

  it("is another one on another path", async () => {
    const { api, path } = await tenant();
    const { id } = await api.ok("POST", "/app", { name: "Other" });
    const key = keyed();
    const [here, there] = [
      await api.post(`${path}/msg`, event, key),
      await api.post(`/app/${id}/msg`, event, key),
    ];
    expect(here.json.id).not.toBe(there.json.id);
    const other = await api.post(`${path}/msg`, event, keyed());
    expect(other.json.id).not.toBe(here.json.id);
  });

  it("is not used up by a refused message", async () => {
    const { api, path, send } = await tenant();
    const [key, eventId] = [keyed(), unique()];
    await send({ eventId });
    expect(await api.post(`${path}/msg`, { ...event, eventId }, key)).toMatchObject(conflict);
    expect((await api.post(`${path}/msg`, event, key)).status).toBe(202);
  });

  it("may not be too long", async () => {
    const { api, path } = await tenant();
    expect(await api.post(`${path}/msg`, event, { "idempotency-key": "k".repeat(257) })).toMatchObject(
      refusal(400, "generic_error"),
    );
  });
});

describe("with an application", () => {
  it("creates it on send", async () => {
    const { api } = await organisation();
    const uid = unique();
    const message = { ...event, application: { name: "New", metadata: { a: "1" } } };
    const sent = await api.post(`/app/${uid}/msg`, message);
    expect(sent.status).toBe(202);
    expect((await api.get(`/app/${uid}`)).json).toMatchObject({ uid, name: "New", metadata: { a: "1" } });
    expect((await api.get(`/app/${uid}/msg/${sent.json.id}`)).status).toBe(200);
    expect((await api.post(`/app/${uid}/msg`, message)).status).toBe(202);
    expect((await api.get("/app")).json.data).toHaveLength(1);
  });

  it("leaves one that is there as it is", async () => {
    const { api, path } = await tenant();
    const before = (await api.get(path)).json;
    const application = { name: "New", uid: unique() };
    expect((await api.post(`${path}/msg`, { ...event, application })).status).toBe(202);
    expect((await api.get(path)).json).toEqual(before);
  });

  it("doesn't create one under an id, or when the message doesn't fit", async () => {
    const { api } = await organisation();
    const message = { ...event, application: { name: "New" } };
    expect(await api.post("/app/app_01HZZZZZZZZZZZZZZZZZZZZZZZ/msg", message)).toMatchObject(notFound);
    const wrong = await api.post(`/app/${unique()}/msg`, { ...message, deliverAt: ahead(0) });
    expect(wrong).toMatchObject(invalidAt("body", "deliverAt"));
    const incomplete = await api.post(`/app/${unique()}/msg`, { ...event, application: {} });
    expect(incomplete).toMatchObject(invalidAt("body", "application", "name"));
    expect((await api.get("/app")).json.data).toEqual([]);
  });

  it("is not needed when there is one, and without it there has to be one", async () => {
    const { api, customer, path } = await tenant();
    expect(await api.post(`/app/${unique()}/msg`, event)).toMatchObject(notFound);
    expect(await (await customer()).post(`${path}/msg`, event)).toMatchObject(forbidden);
  });
});

describe("a rawPayload", () => {
  it.each([
    ["plain text, not JSON", "text/plain"],
    ["<a>ü</a>", "application/xml; charset=utf-8"],
    ['{"json": 1 }', undefined, { payload: { json: 1 } }],
    ["{curly, but no JSON", undefined],
    ["plain", undefined],
    ["[1, 2]", undefined],
    ['"a text"', undefined],
    ["null", undefined],
  ])("is sent instead of the payload, as it is: %s", async (rawPayload, contentType, shown?: object) => {
    const { api, path, endpoint, attempts } = await tenant();
    const { url, received } = receiver();
    await endpoint({ url });
    const headers = contentType === undefined ? {} : { headers: { "content-type": contentType } };
    const message = { ...event, transformationsParams: { rawPayload, ...headers } };
    const sent = await api.post(`${path}/msg`, message);
    // For the SDKs, a payload is an object whatever was sent.
    const told = shown ?? { payload: {}, rawPayload };
    expect(sent).toMatchObject({ status: 202, json: told });
    await attempts(sent.json.id);
    expect(received[0]!.body).toBe(rawPayload);
    expect(received[0]!.headers.get("content-type")).toBe(contentType ?? "application/json");
    expect((await api.get(`${path}/msg/${sent.json.id}`)).json).toMatchObject(told);
  });

  it.each(["", "text", "text/plain\r\nx: y", "a b/c"])("may not have the type %j", async (type) => {
    const { api, path } = await tenant();
    const transformationsParams = { rawPayload: "x", headers: { "content-type": type } };
    expect(await api.post(`${path}/msg`, { ...event, transformationsParams })).toMatchObject(
      invalidAt("body", "transformationsParams"),
    );
  });
});

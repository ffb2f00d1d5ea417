import { describe, expect, it } from "vitest";
import { invalidAt, isIdOf, notFound, notJson, receiver, tenant, unique } from "../client.ts";

const event = (n: number, fields: Record<string, unknown> = {}) => ({
  eventType: "a.b",
  payload: { n },
  ...fields,
});
const issueAt = (...loc: string[]) => ({
  status: 422,
  error: { detail: expect.arrayContaining([expect.objectContaining({ loc, type: "value_error" })]) },
});
const taken = { status: 409, error: expect.objectContaining({ code: "conflict", reason: "event_id_taken" }) };

describe("a batch", () => {
  it("answers each message on its own, in order", async () => {
    const { api, path, send } = await tenant();
    const [eventId, twice] = [unique(), unique()];
    await send({ eventId });
    const messages = [
      event(0),
      { payload: {} },
      event(2, { eventId: twice }),
      event(3, { eventId }),
      "no message",
      event(5, { eventId: twice }),
      event(6, { deliverAt: "2020-01-01T00:00:00Z" }),
      event(7, { channels: ["a b"] }),
      event(8),
    ];
    const { status, json } = await api.post(`${path}/msg/batch`, { messages });
    expect(status).toBe(202);
    const good = { status: 202, message: expect.objectContaining({ id: isIdOf("msg"), eventType: "a.b" }) };
    expect(json.data).toEqual([
      good,
      issueAt("body", "eventType"),
      { ...good, message: expect.objectContaining({ eventId: twice }) },
      taken,
      issueAt("body"),
      taken,
      issueAt("body", "deliverAt"),
      issueAt("body", "channels", "0"),
      good,
    ]);
    const ids = [0, 2, 8].map((index) => json.data[index].message.id);
    expect(
      await Promise.all(ids.map(async (id) => (await api.ok("GET", `${path}/msg/${id}`)).payload)),
    ).toEqual([{ n: 0 }, { n: 2 }, { n: 8 }]);
    expect((await api.get(`${path}/msg`)).json.data).toHaveLength(4);
  });

  it("delivers what it took, byte for byte", async () => {
    const { api, path, endpoint, attempts } = await tenant();
    const { url, received } = receiver();
    await endpoint({ url });
    const payloads = ['{ "b":1,"a":12345678901234567890 }', '{"u":"\\u00fc" }', "{}"];
    const items = payloads.map((payload) => `{"payload": ${payload} , "eventType":"a.b"}`);
    const { json } = await api.post(`${path}/msg/batch`, `{ "messages" : [ ${items.join(" ,\n")} ] }`);
    for (const { message } of json.data) await attempts(message.id);
    expect(received.map(({ body }) => body).sort()).toEqual([...payloads].sort());
  });

  it("takes 1 to 100 messages", async () => {
    const { api, path } = await tenant();
    const many = (count: number) => ({ messages: Array.from({ length: count }, (_, n) => event(n)) });
    const { status, json } = await api.post(`${path}/msg/batch`, many(100));
    expect(status).toBe(202);
    expect(json.data.map((item: { status: number }) => item.status)).toEqual(Array(100).fill(202));
    for (const body of [many(0), many(101), {}, { messages: "a" }, { messages: null }])
      expect(await api.post(`${path}/msg/batch`, body)).toMatchObject(invalidAt("body", "messages"));
    expect(await api.post(`${path}/msg/batch`, "[")).toMatchObject(notJson);
  });

  it("answers with payloads when asked to", async () => {
    const { api, path } = await tenant();
    const shown = async (query: string) =>
      (await api.ok("POST", `${path}/msg/batch${query}`, { messages: [event(1)] })).data[0].message.payload;
    expect(await shown("")).toEqual({});
    expect(await shown("?with_content=true")).toEqual({ n: 1 });
  });

  it("refuses one message that is too large, not its neighbours", async () => {
    const { api, path } = await tenant();
    const messages = [event(0), event(1, { payload: { text: "x".repeat(1_048_577) } }), event(2)];
    const { status, json } = await api.post(`${path}/msg/batch`, { messages });
    expect(status).toBe(202);
    expect(json.data).toMatchObject([
      { status: 202 },
      {
        status: 413,
        error: expect.objectContaining({ code: "payload_too_large", reason: "payload_too_large" }),
      },
      { status: 202 },
    ]);
  });

  it("with an idempotency-key is taken once, message by message", async () => {
    const { api, path } = await tenant();
    const key = { "idempotency-key": unique() };
    const body = { messages: [event(0, { eventId: unique() }), {}, event(2)] };
    const first = await api.post(`${path}/msg/batch`, body, key);
    const again = await api.post(`${path}/msg/batch`, body, key);
    expect(again).toMatchObject({ status: 202, json: first.json });
    expect((await api.get(`${path}/msg`)).json.data).toHaveLength(2);
  });

  it("needs an application, even when none of its messages is any good", async () => {
    const { api } = await tenant();
    for (const messages of [[event(0)], [{}]])
      expect(await api.post(`/app/${unique()}/msg/batch`, { messages })).toMatchObject(notFound);
  });
});

it("is refused before it is read when it has a million objects and lists", async () => {
  const { api, path } = await tenant();
  const { status, json } = await api.post(`${path}/msg/batch`, `{"messages":[${"[],".repeat(1_000_000)}[]]}`);
  expect(status).toBe(422);
  expect(json.detail).toEqual([
    expect.objectContaining({ loc: ["body"], code: "containers_too_many", params: { max: 1_000_000 } }),
  ]);
});

import { describe, expect, it } from "vitest";
import {
  answering,
  forbidden,
  holdQueues,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  refusal,
  tenant,
  unique,
} from "../client.ts";

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const kinds = ["recover", "replay-missing", "bulk-replay"];

describe.each(kinds)("%s", (kind) => {
  it("takes a window that has begun and not ended before", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/${kind}`;
    const now = Date.now();
    const post = (body: Record<string, unknown>) => api.post(at, body);
    expect(await post({ since: iso(now - hour) })).toMatchObject({
      status: 202,
      json: { id: isIdOf("qtask"), updatedAt: isTime },
    });
    expect((await post({ since: iso(now - hour), until: iso(now + hour) })).status).toBe(202);
    expect((await post({ since: iso(now - hour), until: null })).status).toBe(202);
    for (const body of [
      {},
      { since: "yesterday" },
      { since: iso(now + hour) },
      { since: iso(now - hour), until: iso(now - 2 * hour) },
      { since: iso(now - hour), until: iso(now - hour) },
    ])
      expect(await post(body), JSON.stringify(body)).toMatchObject(invalidAt("body", "since"));
    expect(await post({ since: iso(now - hour), until: 1 })).toMatchObject(invalidAt("body", "until"));
  });

  it("is refused for an endpoint that gets nothing, and is not for those who may only read", async () => {
    const { api, app, path, endpoint, customer } = await tenant();
    const [id, disabled] = [await endpoint(), await endpoint({ disabled: true })];
    const body = { since: iso(Date.now() - hour) };
    const at = (id: string) => `${path}/endpoint/${id}/${kind}`;
    expect(await api.post(at(disabled), body)).toMatchObject(refusal(400, "generic_error"));
    expect(await api.post(at(unique()), body)).toMatchObject(notFound);
    expect((await (await customer()).post(at(id), body)).status).toBe(202);
    expect(await (await customer({ read_only: true })).post(at(id), body)).toMatchObject(forbidden);
    await api.ok("PATCH", `/app/${app}`, { webhooksEnabled: false });
    expect(await api.post(at(id), body)).toMatchObject(refusal(400, "generic_error"));
  });

  it("is begun once for one idempotency key", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/${kind}`;
    const begin = () => api.post(at, { since: iso(Date.now() - hour) }, { "idempotency-key": "key" });
    const first = await begin();
    expect((await begin()).json).toEqual(first.json);
  });
});

it("refuses filters of a bulk-replay that are none", async () => {
  const { api, path, endpoint } = await tenant();
  const at = `${path}/endpoint/${await endpoint()}/bulk-replay`;
  for (const [field, value] of [
    ["status", 5],
    ["statusCodeClass", 201],
    ["channel", "a b"],
    ["eventTypes", []],
  ] as const) {
    const answer = await api.post(at, { since: iso(Date.now() - hour), [field]: value });
    expect(answer, field).toMatchObject(invalidAt("body", field));
  }
});

describe("send-example", () => {
  it("sends the event type's example to this endpoint only, and logs it", async () => {
    const { api, path, endpoint, eventType, fannedOut, attempts } = await tenant();
    const [here, elsewhere] = [answering(200), answering(200)];
    const other = await endpoint({ url: elsewhere.url });
    const type = await eventType({ example: { invoice: 4711 } });
    const id = await endpoint({ url: here.url, eventTypes: [await eventType()], filter: { never: 1 } });

    const { status, json } = await api.post(`${path}/endpoint/${id}/send-example`, { eventType: type });
    expect(status).toBe(202);
    expect(json).toMatchObject({ id: isIdOf("msg"), eventType: type, payload: { invoice: 4711 } });
    expect(await attempts(json.id)).toMatchObject([
      { endpointId: id, status: 0, triggerType: 1, replayCount: 1 },
    ]);
    expect(await fannedOut(json.id)).toEqual({ [id]: "manual" });
    expect(here.received.map(({ body }) => body)).toEqual(['{"invoice":4711}']);
    expect(elsewhere.received).toEqual([]);
    expect((await api.get(`${path}/msg/${json.id}`)).json).toEqual(json);

    // It is nobody else's missing message either.
    await api.ok("POST", `${path}/endpoint/${other}/replay-missing`, { since: iso(Date.now() - hour) });
    const next = await api.ok("POST", `${path}/endpoint/${other}/send-example`, { eventType: type });
    await attempts(next.id);
    expect(elsewhere.received).toHaveLength(1);
  });

  it("tries an endpoint with svix.ping, which is no event type", async () => {
    const { api, path, endpoint, attempts } = await tenant();
    const here = answering(200);
    const id = await endpoint({ url: here.url });
    const { json } = await api.post(`${path}/endpoint/${id}/send-example`, { eventType: "svix.ping" });
    await attempts(json.id);
    expect(here.received.map(({ body }) => body)).toEqual(['{"success":true}']);
  });

  it("makes an example of the newest schema when the type has none", async () => {
    const { api, path, endpoint, eventType } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/send-example`;
    const schemas = {
      "1": { type: "object", properties: { old: { type: "string" } } },
      "2": {
        type: "object",
        properties: { email: { type: "string", format: "email" }, amount: { type: "integer", minimum: 5 } },
        examples: [{ email: "a@b.example" }, { email: "c@d.example" }],
      },
    };
    const { examples, ...plain } = schemas["2"];
    const payload = async (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
      (await api.ok("POST", at, { eventType: await eventType(fields), ...more })).payload;
    expect(await payload({ schemas })).toEqual(examples[0]);
    expect(await payload({ schemas }, { exampleIndex: 1 })).toEqual(examples[1]);
    expect(await payload({ schemas: { ...schemas, "2": plain } })).toEqual({
      email: expect.stringContaining("@"),
      amount: 5,
    });
    expect(await payload({})).toEqual({});
    const type = await eventType({ schemas });
    expect(await api.post(at, { eventType: type, exampleIndex: 2 })).toMatchObject(
      invalidAt("body", "exampleIndex"),
    );
  });

  it("is retried like any other message", async () => {
    const { api, path, endpoint, eventType, attempts } = await tenant();
    const id = await endpoint({ url: answering(500).url });
    const { id: message } = await api.ok("POST", `${path}/endpoint/${id}/send-example`, {
      eventType: await eventType(),
    });
    await attempts(message);
    expect((await api.get(`${path}/msg/${message}/endpoint`)).json.data).toMatchObject([
      { id, status: 2, nextAttempt: isTime },
    ]);
  });

  it("is accepted before it is sent", async () => {
    const { api, path, endpoint, eventType, fannedOut, attempts } = await tenant();
    const id = await endpoint({ url: answering(200).url });
    const release = holdQueues();
    const { id: message } = await api.ok("POST", `${path}/endpoint/${id}/send-example`, {
      eventType: await eventType(),
    });
    expect((await api.get(`${path}/msg/${message}/verdicts`)).json).toEqual({ done: false, data: [] });
    await release();
    await attempts(message);
    expect(await fannedOut(message)).toEqual({ [id]: "manual" });
  });

  it("is refused for what can't be sent", async () => {
    const { api, path, endpoint, eventType, customer } = await tenant();
    const [id, disabled] = [await endpoint(), await endpoint({ disabled: true })];
    const known = await eventType();
    const at = (id: string) => `${path}/endpoint/${id}/send-example`;
    const refused = async (eventType: unknown) =>
      expect(await api.post(at(id), { eventType })).toMatchObject(invalidAt("body", "eventType"));
    await refused(unique());
    await refused(undefined);
    await refused(await eventType({ archived: true }));
    await refused(await eventType({ status: "planned" }));
    const flagged = await eventType({ featureFlags: ["beta"] });
    const answer = await (await customer()).post(at(id), { eventType: flagged });
    expect(answer).toMatchObject(invalidAt("body", "eventType"));
    expect(await api.post(at(disabled), { eventType: known })).toMatchObject(refusal(400, "generic_error"));
    const reader = await customer({ read_only: true });
    expect(await reader.post(at(id), { eventType: known })).toMatchObject(forbidden);
  });
});

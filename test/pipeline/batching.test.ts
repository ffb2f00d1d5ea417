import { runDurableObjectAlarm } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, it, vi } from "vitest";
import { at, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const batching = { enabled: true, maxEvents: 3, maxWaitSeconds: 60 };
const ids = (body: string) => JSON.parse(body).map(({ id }: { id: string }) => id);

it("collects events into one signed list, full ones at once, with one attempt that all of them show", async () => {
  const received = receive();
  const { app, good, endpoint, send, attempts } = await scene();
  const ep = await endpoint({ batching });
  const sent: string[] = [];
  for (let n = 0; n < 3; n++) sent.push(await send({ payload: { n } }));
  await vi.waitUntil(() => received.length === 1, soon);

  const [{ headers, body }] = received as [(typeof received)[0]];
  const events = JSON.parse(body);
  expect(ids(body)).toEqual(sent);
  expect(events.map(({ type, data }: never) => [type, data])).toEqual([0, 1, 2].map((n) => ["a.b", { n }]));
  expect(headers.get("webhook-id")).toMatch(/^batch_/);
  const { key } = await good("GET", `/app/${app}/endpoint/${ep}/secret`);
  new Webhook(key).verify(body, Object.fromEntries(headers));

  const lists = await vi.waitUntil(async () => {
    const all = await Promise.all(sent.map(attempts));
    return all.every((list) => list.length === 1) && all;
  }, soon);
  const [id] = lists.map(([attempt]) => attempt.id);
  for (const [index, [attempt]] of lists.entries())
    expect(attempt).toMatchObject({ id, msgId: sent[index], messages: sent, status: 0 });
  const { data } = await good("GET", `/app/${app}/attempt/endpoint/${ep}`);
  expect(data).toHaveLength(1);
  const { request } = await good("GET", `/app/${app}/msg/${sent[1]}/attempt/${id}`);
  expect(request).toMatchObject({ method: "POST", body });
});

it("sends what waited long enough, also one event alone, as a list", async () => {
  const received = receive();
  const { endpoint, send, standing, outbox } = await scene();
  const ep = await endpoint({ batching });
  const message = await send();
  await vi.waitUntil(async () => (await outbox(ep).status()).waiting === 1, soon);
  await runDurableObjectAlarm(outbox(ep));
  expect(received).toHaveLength(0);
  expect(await standing(message)).toMatchObject([{ id: ep, status: 1 }]);

  at(Date.now() + 61_000);
  await runDurableObjectAlarm(outbox(ep));
  await vi.waitUntil(() => received.length === 1, soon);
  expect(ids(received[0]!.body)).toEqual([message]);
  await vi.waitUntil(async () => (await standing(message))[0].status === 0, soon);
});

it("tries a batch again under the same id and with the same events", async () => {
  const received = receive(
    ({ body }) => new Response("", { status: ids(body).length && received.length < 2 ? 500 : 200 }),
  );
  const { app, good, endpoint, send, attempts } = await scene();
  const ep = await endpoint({ batching: { ...batching, maxEvents: 2 }, retry: { waits: [0] } });
  const sent = [await send(), await send()];
  await vi.waitUntil(() => received.length === 2, soon);
  expect(new Set(received.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
  expect(received.map(({ body }) => ids(body))).toEqual([sent, sent]);
  for (const message of sent) await vi.waitUntil(async () => (await attempts(message)).length === 2, soon);
  const { data } = await good("GET", `/app/${app}/endpoint/${ep}/msg`);
  expect(data.map(({ id, status }: never) => [id, status])).toEqual(sent.toReversed().map((id) => [id, 0]));
});

it("finds a batch's attempt by what is in it", async () => {
  const received = receive();
  const { app, good, endpoint, send } = await scene();
  const ep = await endpoint({ batching: { ...batching, maxEvents: 2 } });
  await send({ eventType: "one", channels: ["red"], tags: ["x"] });
  await send({ eventType: "two", channels: ["blue"] });
  await vi.waitUntil(() => received.length === 1, soon);
  const list = async (query: string) =>
    (await good("GET", `/app/${app}/attempt/endpoint/${ep}?${query}`)).data.length;
  await vi.waitUntil(async () => (await list("")) === 1, soon);
  for (const query of ["event_types=two", "channel=red", "tag=x", "channel=blue&event_types=one"])
    expect(await list(query), query).toBe(1);
  for (const query of ["event_types=three", "channel=green", "tag=y"])
    expect(await list(query), query).toBe(0);
});

it("resends one event of a batch as a list of one", async () => {
  let fails = true;
  const received = receive(() => new Response("", { status: fails ? 500 : 200 }));
  const { app, call, endpoint, send, standing } = await scene();
  const ep = await endpoint({ batching: { ...batching, maxEvents: 2 }, retry: { waits: [] } });
  const [first, second] = [await send(), await send()];
  await vi.waitUntil(async () => (await standing(second))[0]?.status === 2, soon);
  fails = false;
  expect((await call("POST", `/app/${app}/msg/${first}/endpoint/${ep}/resend`)).status).toBe(202);
  await vi.waitUntil(async () => (await standing(first))[0].status === 0, soon);
  expect(ids(received.at(-1)!.body)).toEqual([first]);
  expect(received.at(-1)!.headers.get("webhook-id")).toBe(first);
  expect((await standing(second))[0].status).toBe(2);
});

it("lets what it collected go when batching is switched off, and keeps it while it is paused", async () => {
  const received = receive();
  const { app, good, endpoint, send, outbox } = await scene();
  const ep = await endpoint({ batching });
  const message = await send({ payload: { n: 1 } });
  await vi.waitUntil(async () => (await outbox(ep).status()).waiting === 1, soon);
  await good("PATCH", `/app/${app}/endpoint/${ep}`, { disabled: true });
  await good("PATCH", `/app/${app}/endpoint/${ep}`, { batching: null });
  expect(received).toHaveLength(0);
  await good("PATCH", `/app/${app}/endpoint/${ep}`, { disabled: false });
  await vi.waitUntil(() => received.length === 1, soon);
  expect(received[0]).toMatchObject({ body: '{"n":1}' });
  expect(received[0]!.headers.get("webhook-id")).toBe(message);
});

it("never makes a request larger than 1 MiB", async () => {
  const received = receive();
  const { app, good, endpoint, send, standing, outbox } = await scene();
  const ep = await endpoint({ batching: { ...batching, maxEvents: 2 } });
  const large = { text: "x".repeat(600_000) };
  const sent = [await send({ payload: large }), await send({ payload: large })];
  await vi.waitUntil(() => received.length === 1, soon);
  expect(ids(received[0]!.body)).toEqual([sent[0]]);
  expect((await outbox(ep).status()).waiting).toBe(1);

  const limit = 1_048_576 - '{"text":""}'.length;
  const whole = await send({ payload: { text: "x".repeat(limit) } });
  await vi.waitUntil(async () => (await standing(whole))[0]?.status === 2, soon);
  const { data } = await good("GET", `/app/${app}/attempt/msg/${whole}`);
  expect(data).toHaveLength(1);
  expect(data[0].response).toMatch(/larger than 1 MiB/);
  expect(data[0].failure).toEqual({ code: "oversize", params: { bytes: 1_048_576 } });
  for (const { body } of received) expect(body.length).toBeLessThanOrEqual(1_048_576);
});

it("divides a batch that a change of the endpoint made too large", async () => {
  let fails = true;
  const received = receive(() => new Response("", { status: fails ? 500 : 200 }));
  const { app, good, endpoint, send, standing, outbox } = await scene();
  const ep = await endpoint({ batching: { ...batching, maxEvents: 2 }, retry: { waits: [3600] } });
  const payload = { text: "x".repeat(400_000) };
  const sent = [await send({ payload }), await send({ payload })];
  await vi.waitUntil(async () => (await standing(sent[0]!))[0]?.nextAttempt, soon);
  expect(received).toHaveLength(1);

  const fields = ["a", "b"].map((name) => ({ name, source: "text" }));
  await good("PATCH", `/app/${app}/endpoint/${ep}`, { payload: { mode: "fields", fields } });
  fails = false;
  at(Date.now() + 2 * 3_600_000);
  await runDurableObjectAlarm(outbox(ep));
  for (const message of sent) await vi.waitUntil(async () => (await standing(message))[0].status === 0, soon);
  const bodies = received.slice(1).map(({ body }) => body);
  expect(bodies.map(ids).sort()).toEqual(sent.map((message) => [message]));
  for (const body of bodies) expect(body.length).toBeLessThanOrEqual(1_048_576);
});

it.each([
  [{ request: { method: "GET" } }, "batching"],
  [{ destination: { type: "email", to: "a@b.example" } }, "batching"],
  [{ url: "https://receiver.example/__a__" }, "url"],
  [{ batching: { enabled: true, maxEvents: 1 } }, "maxEvents"],
])("refuses batching together with %j", async (fields, field) => {
  const { app, call } = await scene();
  const { status, text } = await call("POST", `/app/${app}/endpoint`, {
    url: "https://receiver.example/hook",
    batching,
    ...fields,
  });
  expect(status).toBe(422);
  expect(text).toContain(field);
});

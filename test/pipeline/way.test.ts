import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, it, vi } from "vitest";
import { at, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("takes an event from the API to the endpoint, signed, and shows the attempt", async () => {
  const received = receive(() => new Response("thanks", { status: 201 }));
  const { endpoint, send, attempts, good, app, verdicts } = await scene();
  const id = await endpoint({ headers: { "x-tenant": "7" } });
  const message = await send({ payload: { hello: "wörld" } });

  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  const [request] = received;
  expect(request?.body).toBe('{"hello":"wörld"}');
  expect(request?.headers.get("webhook-id")).toBe(message);
  expect(request?.headers.get("x-tenant")).toBe("7");
  expect(request?.headers.get("content-type")).toBe("application/json");
  const { key } = await good("GET", `/app/${app}/endpoint/${id}/secret`);
  new Webhook(key).verify(request!.body, Object.fromEntries(request!.headers));
  expect((await attempts(message))[0]).toMatchObject({
    status: 0,
    statusText: "success",
    responseStatusCode: 201,
    response: "thanks",
    endpointId: id,
    msgId: message,
    triggerType: 0,
  });
  expect(await verdicts(message)).toEqual({ [id]: "matched" });
});

it("keeps a verdict for every endpoint, also of a message that matched none", async () => {
  const received = receive();
  const { endpoint, send, verdicts, good } = await scene();
  await good("POST", "/event-type", { name: "other", description: "" });
  const disabled = await endpoint({ disabled: true });
  const unsubscribed = await endpoint({ eventTypes: ["other"] });
  const elsewhere = await endpoint({ channels: ["red"] });
  const message = await send({ channels: ["blue"] });

  expect(await verdicts(message)).toEqual({
    [disabled]: "disabled",
    [unsubscribed]: "event_type",
    [elsewhere]: "channel",
  });
  expect(received).toEqual([]);
});

it("says of a message of an application without endpoints that its fan-out is done", async () => {
  const { send, verdicts } = await scene();
  expect(await verdicts(await send())).toEqual({});
});

it("moves payloads out of the row into one R2 object after a while, and large ones into their own at once", async () => {
  receive();
  const { app, send, verdicts, good, journal } = await scene();
  const small = await send({ payload: { n: "small" } });
  const large = await send({ payload: { n: "x".repeat(50_000) } });
  await verdicts(small);
  await verdicts(large);
  at(Date.now() + 11 * 60_000);
  await runDurableObjectAlarm(journal);
  vi.useRealTimers();
  const { objects } = await env.PAYLOADS.list({ prefix: `payloads/${app}/` });
  expect(objects.map(({ size }) => size).sort((a, b) => a - b)).toEqual([13, 50_008]);
  expect((await good("GET", `/app/${app}/msg/${large}`)).payload.n).toHaveLength(50_000);
});

it("writes one line an accept and an attempt, without payload and secrets", async () => {
  receive();
  const lines = vi.spyOn(console, "log");
  const { endpoint, send, attempts, good, app } = await scene();
  const id = await endpoint({ headers: { authorization: "Bearer hidden" } });
  const { key } = await good("GET", `/app/${app}/endpoint/${id}/secret`);
  const message = await send({ payload: { card: "4111-1111" } });
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);

  const all = lines.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(message));
  expect(all.map((line) => JSON.parse(line))).toMatchObject([
    {
      event: "accept",
      source: "https",
      app,
      messages: [message],
      outcome: "accepted",
      ms: expect.any(Number),
    },
    {
      event: "attempt",
      endpoint: id,
      message,
      type: "a.b",
      outcome: "success",
      status: 200,
      ms: expect.any(Number),
    },
  ]);
  for (const secret of ["4111-1111", "hidden", key]) expect(all.join()).not.toContain(secret);
});

it("sends a retry with the address, headers and secret of today", async () => {
  let up = false;
  const received = receive(() => new Response(null, { status: up ? 200 : 500 }));
  const { endpoint, send, attempts, good, app, call } = await scene();
  const id = await endpoint();
  const message = await send();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  up = true;
  await good("PATCH", `/app/${app}/endpoint/${id}`, { url: "https://moved.example/hook" });
  expect((await call("POST", `/app/${app}/msg/${message}/endpoint/${id}/resend`)).status).toBe(202);
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(2), soon);
  expect(received.map(({ url }) => url)).toEqual([
    "https://receiver.example/hook",
    "https://moved.example/hook",
  ]);
  expect((await attempts(message)).map((one: { triggerType: number }) => one.triggerType)).toEqual([1, 0]);
});

it("never calls a private address, even one that was saved before it was private", async () => {
  const received = receive();
  const { endpoint, send, attempts } = await scene();
  const id = await endpoint();
  await env.DB.prepare("UPDATE endpoints SET url = 'http://169.254.169.254/latest' WHERE id = ?")
    .bind(id)
    .run();
  const message = await send();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  expect(received).toEqual([]);
  expect((await attempts(message))[0]).toMatchObject({ status: 2, responseStatusCode: 0 });
});

it("drops what waits when the application is deleted, and forgets it", async () => {
  receive(() => new Response(null, { status: 500 }));
  const { endpoint, send, attempts, call, app, outbox, journal } = await scene();
  const id = await endpoint();
  const message = await send();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  expect((await outbox(id).status()).waiting).toBe(1);
  expect((await call("DELETE", `/app/${app}`)).status).toBe(204);
  expect((await outbox(id).status()).waiting).toBe(0);
  expect(await journal.find(message)).toBeNull();
  expect((await env.PAYLOADS.list({ prefix: `payloads/${app}/` })).objects).toEqual([]);
  expect((await call("POST", `/app/${app}/msg`, { eventType: "a", payload: {} })).status).toBe(404);
});

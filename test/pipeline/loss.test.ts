import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { timeOf } from "../../src/core/ids.ts";
import { at, loseJobs, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("queues an accepted message again when its job was lost", async () => {
  const received = receive();
  const { endpoint, send, attempts, journal } = await scene();
  await endpoint();
  const lost = loseJobs("EVENTS");
  const message = await send();
  lost.mockRestore();

  at(timeOf(message) + 31_000);
  expect(await runDurableObjectAlarm(journal)).toBe(true);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  expect(received.map(({ headers }) => headers.get("webhook-id"))).toEqual([message]);
});

it("hands a delivery out again when its job was lost, once its lease has ended", async () => {
  const received = receive();
  const { endpoint, send, attempts, outbox, verdicts, standing } = await scene();
  const id = await endpoint();
  const lost = loseJobs("DELIVERIES");
  const message = await send();
  await verdicts(message);
  lost.mockRestore();
  expect((await standing(message))[0]).toMatchObject({ statusText: "sending" });

  at(Date.now() + 40_000);
  await runDurableObjectAlarm(outbox(id));
  expect(received).toEqual([]);

  at(Date.now() + 81_000);
  await runDurableObjectAlarm(outbox(id));
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  expect(received).toHaveLength(1);
  expect((await standing(message))[0]).toMatchObject({ statusText: "success" });
});

it("answers 503 with Retry-After when the queue refuses, and sends the message later all the same, once", async () => {
  const received = receive();
  const { endpoint, call, app, good, attempts, journal } = await scene();
  await endpoint();
  const refusing = loseJobs("EVENTS").mockRejectedValue(new Error("queue is down"));
  const body = { eventType: "a.b", payload: { n: 1 } };
  const headers = { "idempotency-key": "once" };
  const refused = await call("POST", `/app/${app}/msg`, body, headers);
  expect(refused).toMatchObject({ status: 503, json: { code: "unavailable" } });
  refusing.mockRestore();

  const repeated = await call("POST", `/app/${app}/msg`, body, headers);
  expect(repeated.status).toBe(202);
  expect((await good("GET", `/app/${app}/msg`)).data).toHaveLength(1);

  at(timeOf(repeated.json.id) + 31_000);
  await runDurableObjectAlarm(journal);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await attempts(repeated.json.id)).toHaveLength(1), soon);
  expect(received).toHaveLength(1);
});

it("does a fan-out that comes twice only once", async () => {
  const received = receive();
  const { endpoint, send, attempts, journal } = await scene();
  await endpoint();
  const lost = loseJobs("EVENTS");
  const message = await send();
  lost.mockRestore();
  for (const wait of [31_000, 62_000]) {
    at(timeOf(message) + wait);
    await runDurableObjectAlarm(journal);
    vi.useRealTimers();
  }
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(received).toHaveLength(1);
});

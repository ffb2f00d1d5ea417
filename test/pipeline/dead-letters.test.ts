import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { consume } from "../../src/pipeline/consume.ts";
import { receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

async function deliver(queue: string, body: unknown, attempts = 1) {
  const id = crypto.randomUUID();
  const batch = createMessageBatch(queue, [{ id, timestamp: new Date(), attempts, body }]);
  const ctx = createExecutionContext();
  await consume(batch, env, ctx);
  return { id, result: await getQueueResult(batch, ctx) };
}

const letters = async (queue: string, id: string) => {
  const { objects } = await env.PAYLOADS.list({ prefix: "dead-letters/" });
  const all = await Promise.all(
    objects.map(async ({ key }) => JSON.parse(await (await env.PAYLOADS.get(key))!.text())),
  );
  return all.filter((letter) => letter.queue === queue && JSON.stringify(letter).includes(id));
};

it("keeps a malformed event with its reason", async () => {
  const lines = vi.spyOn(console, "log");
  const mark = crypto.randomUUID();
  const { result, id } = await deliver("posthorn-events", { v: 1, kind: "event", org: "org_x", mark });
  expect(result.explicitAcks).toEqual([id]);
  await vi.waitFor(async () => expect(await letters("posthorn-events", mark)).toHaveLength(1), soon);
  const [letter] = await letters("posthorn-events", mark);
  expect(letter).toMatchObject({
    queue: "posthorn-events",
    reason: expect.stringContaining("application"),
    tries: 1,
  });
  expect(letter.job.mark).toBe(mark);
  expect(
    lines.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("dead_letter")),
  ).not.toEqual([]);
});

it("keeps an event for an application that doesn't exist", async () => {
  const mark = crypto.randomUUID();
  const message = { eventType: "a", payload: { mark } };
  await deliver("posthorn-events", { v: 1, kind: "event", org: "org_x", application: "nobody", message });
  await vi.waitFor(async () => expect(await letters("posthorn-events", mark)).toHaveLength(1), soon);
  expect((await letters("posthorn-events", mark))[0].reason).toContain("no such application");
});

it("tries an event again when it is our own failure, and keeps it after the last try", async () => {
  const { org, app } = await scene();
  vi.spyOn(env.DB, "prepare").mockImplementation(() => {
    throw new Error("D1 is down");
  });
  const mark = crypto.randomUUID();
  const job = {
    v: 1,
    kind: "fan_out",
    org,
    app,
    messages: [{ id: "msg_x", eventType: mark, payload: "{}" }],
  };
  const first = await deliver("posthorn-events", job);
  expect(first.result.retryMessages.map(({ msgId }) => msgId)).toEqual([first.id]);
  const last = await deliver("posthorn-events", job, 6);
  expect(last.result.explicitAcks).toEqual([last.id]);
  vi.restoreAllMocks();
  await vi.waitFor(async () => expect(await letters("posthorn-events", mark)).toHaveLength(1), soon);
  expect((await letters("posthorn-events", mark))[0].reason).toContain("D1 is down");
});

it("keeps what the platform itself gave up", async () => {
  const mark = crypto.randomUUID();
  await deliver("posthorn-deliveries-dead", { kind: "deliveries", mark });
  expect(await letters("posthorn-deliveries", mark)).toMatchObject([
    { job: { mark }, reason: expect.any(String) },
  ]);
});

it("keeps a delivery job of another version", async () => {
  const mark = crypto.randomUUID();
  await deliver("posthorn-deliveries", { kind: "something else", mark });
  await vi.waitFor(async () => expect(await letters("posthorn-deliveries", mark)).toHaveLength(1), soon);
});

it("keeps a job with numbers that JSON doesn't know, and one that the platform brings twice once", async () => {
  const mark = crypto.randomUUID();
  const message = { id: mark, timestamp: new Date(), attempts: 1, body: { mark, large: 2n ** 70n } };
  for (const _ of [1, 2]) {
    const batch = createMessageBatch("posthorn-events-dead", [message]);
    await consume(batch, env, createExecutionContext());
  }
  expect(await letters("posthorn-events", mark)).toMatchObject([{ job: { large: String(2n ** 70n) } }]);
});

it("records an event from another Worker once, however often the queue brings it", async () => {
  const received = receive();
  const { org, app, endpoint, good, attempts } = await scene();
  await endpoint();
  const message = { eventType: "a.b", payload: '{"n": 1.0}' };
  const body = { v: 1, kind: "event", org, application: app, message };
  const batch = () =>
    createMessageBatch("posthorn-events", [{ id: "q1", timestamp: new Date(), attempts: 1, body }]);
  await consume(batch(), env, createExecutionContext());
  await consume(batch(), env, createExecutionContext());
  const { data } = await good("GET", `/app/${app}/msg`);
  expect(data).toHaveLength(1);
  await vi.waitFor(async () => expect(await attempts(data[0].id)).toHaveLength(1), soon);
  expect(received.map(({ body }) => body)).toEqual(['{"n": 1.0}']);
});

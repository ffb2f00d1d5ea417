import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import type { Job } from "../../src/core/jobs.ts";
import { Sender } from "../../src/pipeline/deliver/sender.ts";
import { loseJobs, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const arrives = (test: Awaited<ReturnType<typeof scene>>, message: string) =>
  vi.waitFor(async () => expect(await test.attempts(message)).toHaveLength(1), soon);

/** Messages whose deliveries were put into the queue since. */
function queuedDeliveries() {
  const queue = vi.spyOn(Object.getPrototypeOf(env.DELIVERIES), "sendBatch");
  type Jobs = { body: Job }[];
  return () =>
    queue.mock.calls
      .flatMap(([jobs]) => jobs as Jobs)
      .flatMap(({ body }) =>
        body.kind === "deliveries" ? body.deliveries.map(({ message }) => message) : [],
      );
}

it("sends past the deliveries queue to who answered well", async () => {
  const received = receive();
  const test = await scene();
  await test.endpoint();
  await arrives(test, await test.send());
  loseJobs("DELIVERIES");
  await arrives(test, await test.send());
  expect(received).toHaveLength(2);
});

it("remembers after a restart who answered well", async () => {
  receive();
  const test = await scene();
  const id = await test.endpoint();
  await arrives(test, await test.send());
  await test.outbox(id).status();
  await evictDurableObject(test.outbox(id));
  loseJobs("DELIVERIES");
  await arrives(test, await test.send());
});

it.each<[string, Record<string, unknown>, (n: number) => Response]>([
  ["has never answered", {}, () => new Response("ok")],
  ["failed the last time", {}, (n) => new Response("", { status: n === 0 ? 500 : 200 })],
  ["has a rate", { throttleRate: 100 }, () => new Response("ok")],
])("takes the queue to an endpoint that %s", async (why, fields, answer) => {
  let count = 0;
  receive(() => answer(count++));
  const test = await scene();
  await test.endpoint(fields);
  if (why !== "has never answered") await arrives(test, await test.send());
  const queued = queuedDeliveries();
  const message = await test.send();
  await vi.waitFor(() => expect(queued()).toContain(message), soon);
  await arrives(test, message);
});

it("takes the queue when no sender takes it up", async () => {
  const received = receive();
  const test = await scene();
  await test.endpoint();
  await arrives(test, await test.send());
  vi.spyOn(Sender.prototype, "takeUp").mockRejectedValueOnce(new Error("no sender"));
  await arrives(test, await test.send());
  expect(received).toHaveLength(2);
});

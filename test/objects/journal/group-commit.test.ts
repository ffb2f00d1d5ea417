import { expect, it } from "vitest";
import type { FanOutJob, QueuedMessage } from "../../../src/core/jobs.ts";
import { GroupCommit } from "../../../src/objects/journal/group-commit.ts";
import { newId } from "../../../src/store/ids.ts";

const owner = { org: "org_x", app: "app_x" };

const message = (): QueuedMessage => ({
  ...{ id: newId("message"), eventType: "a.b", origin: null, channels: null, tags: null, deliverAt: null },
  ...{ expiresAt: 0, contentType: null, payload: "{}" },
});

/** A queue whose calls end when the test says so. */
function slowQueue() {
  const calls: { messages: string[]; end: (refused?: Error) => void }[] = [];
  const queue = {
    sendBatch: (batch: { body: FanOutJob }[]) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      calls.push({
        messages: batch.flatMap(({ body }) => body.messages.map(({ id }) => id)),
        end: (refused) => (refused === undefined ? resolve() : reject(refused)),
      });
      return promise;
    },
  };
  return { calls, queue: queue as unknown as Queue };
}

it("sends the first at once, and what comes meanwhile together", async () => {
  const { calls, queue } = slowQueue();
  const commit = new GroupCommit(queue);
  const [a, b, c] = [message(), message(), message()];
  const first = commit.send(owner, [a]);
  const rest = Promise.all([commit.send(owner, [b]), commit.send(owner, [c])]);
  expect(calls.map(({ messages }) => messages)).toEqual([[a.id]]);
  calls[0]!.end();
  expect(await first).toBe(true);
  expect(calls.map(({ messages }) => messages)).toEqual([[a.id], [b.id, c.id]]);
  calls[1]!.end();
  expect(await rest).toEqual([true, true]);
});

it("tells those whose messages the queue refused, and goes on with the next", async () => {
  const { calls, queue } = slowQueue();
  const commit = new GroupCommit(queue);
  const first = commit.send(owner, [message()]);
  const second = commit.send(owner, [message()]);
  calls[0]!.end(new Error("refused"));
  expect(await first).toBe(false);
  calls[1]!.end();
  expect(await second).toBe(true);
  const third = commit.send(owner, [message()]);
  calls[2]!.end();
  expect(await third).toBe(true);
});

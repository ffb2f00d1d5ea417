import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { OutcomeReporter } from "../../src/pipeline/settle/outcome-reporter.ts";
import { at, type Received, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const isPoison = ({ body }: Received) => body === '{"poison":true}';

/** Nothing is heard any more of who sends the message, as if its isolate had ended. */
function endSendersOf(message: () => string) {
  const add = OutcomeReporter.prototype.add;
  vi.spyOn(OutcomeReporter.prototype, "add").mockImplementation(function (this: OutcomeReporter, settlement) {
    const isLost = settlement.kind === "attempted" && settlement.delivery.message === message();
    if (!isLost) add.call(this, settlement);
  });
}

it("what ends whoever sends it is given up, with its reason in the log and among the dead letters", async () => {
  const received = receive();
  const one = await scene();
  let poison = "";
  endSendersOf(() => poison);
  const endpoint = await one.endpoint();
  poison = await one.send({ payload: { poison: true } });

  const sent = () => received.filter(isPoison).length;
  await vi.waitUntil(() => sent() === 1, soon);
  let time = Date.now();
  const nextHandOut = async () => {
    time += 3 * 3_600_000;
    at(time);
    await runDurableObjectAlarm(one.outbox(endpoint));
  };
  for (let before = 1; before < 5; before++) {
    await nextHandOut();
    await vi.waitUntil(() => sent() === before + 1, soon);
  }
  await nextHandOut();
  await vi.waitUntil(async () => (await one.standing(poison))[0]?.status === 2, soon);
  expect(sent()).toBe(5);
  expect(await one.attempts(poison)).toMatchObject([
    { status: 2, responseStatusCode: 0, failure: { code: "sender_lost", params: {} } },
  ]);
  await vi.waitUntil(
    async () => (await one.good("GET", `/app/${one.app}/endpoint/${endpoint}`)).disabled,
    soon,
  );
  expect(await one.outbox(endpoint).status()).toMatchObject({ failures: 0 });
  const letters = await vi.waitUntil(async () => {
    const { data } = await one.good("GET", "/dead-letter");
    return data.length > 0 && data;
  }, soon);
  expect(letters).toMatchObject([
    {
      queue: "posthorn-deliveries",
      tries: 3,
      reason: expect.stringContaining("3 senders in a row"),
      job: { endpoint, deliveries: [{ message: poison }] },
    },
  ]);
});

it("what was lost as often for another reason is sent by the next sender that lives", async () => {
  const received = receive();
  const one = await scene();
  const lost = new Set<string>();
  const add = OutcomeReporter.prototype.add;
  vi.spyOn(OutcomeReporter.prototype, "add").mockImplementation(function (this: OutcomeReporter, settlement) {
    if (!lost.has(settlement.delivery.message)) add.call(this, settlement);
  });
  const endpoint = await one.endpoint();
  const messages = [await one.send({ payload: { n: 1 } }), await one.send({ payload: { n: 2 } })];
  for (const message of messages) lost.add(message);
  let time = Date.now();
  for (let handOut = 1; handOut < 4; handOut++) {
    await vi.waitUntil(() => received.length >= 2 * handOut, soon);
    time += 3 * 3_600_000;
    at(time);
    await runDurableObjectAlarm(one.outbox(endpoint));
  }
  lost.clear();
  time += 3 * 3_600_000;
  at(time);
  await runDurableObjectAlarm(one.outbox(endpoint));
  for (const message of messages)
    await vi.waitUntil(async () => (await one.standing(message))[0].status === 0, soon);
});

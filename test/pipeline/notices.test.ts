import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import type { EndpointSettings, HandOut } from "../../src/objects/outbox/dispatch.ts";
import type { Settlement } from "../../src/objects/outbox/settle.ts";
import { readSettings } from "../../src/pipeline/endpoint-settings.ts";
import { seeTo } from "../../src/pipeline/notify/see-to.ts";
import { OutcomeReporter } from "../../src/pipeline/settle/outcome-reporter.ts";
import { newId } from "../../src/store/ids.ts";
import { attempted } from "../objects/outbox/scene.ts";
import { toldOf } from "./operator.ts";
import { at, loseJobs, receive, scene, soon } from "./scene.ts";

const day = 24 * 3_600_000;
const { sendBatch } = Object.getPrototypeOf(env.DELIVERIES);

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** An endpoint that wants no retries, whose operator wants to know everything, and whose deliveries get lost. */
async function failing(retry: object = { waits: [] }) {
  receive();
  const { endpoint, outbox, good, app } = await scene();
  const operator = (await good("POST", "/operational-webhook/endpoint", { url: "https://operator.example" }))
    .id as string;
  const id = await endpoint({ retry });
  loseJobs("DELIVERIES");
  const settings = (await readSettings(env, id))!;
  const offered = () => ({
    message: newId("message"),
    eventType: "a",
    channels: null,
    tags: null,
    notBefore: null,
    bytes: 0,
    cooldown: null,
  });
  const failed = (handOut: HandOut): Settlement[] =>
    handOut.deliveries.map((delivery) => attempted(handOut, delivery, false));
  return {
    id,
    settings,
    stub: outbox(id),
    told: (type: string) => toldOf(operator, type),
    isDisabled: async () => (await good("GET", `/app/${app}/endpoint/${id}`)).disabled as boolean,
    change: (fields: object) => good("PATCH", `/app/${app}/endpoint/${id}`, fields),
    offer: async () => (await outbox(id).offer(settings, [offered()])).handOut!,
    failed,
    report: async (brought: EndpointSettings, settlements: Settlement[]) => {
      const reporter = new OutcomeReporter(env, brought);
      for (const settlement of settlements) reporter.add(settlement);
      await reporter.done();
    },
  };
}

it("a message that was given up is told of, once, though who reported it was killed before it told", async () => {
  const { settings, stub, told, offer, failed } = await failing();
  const handOut = await offer();
  await stub.settle(settings, failed(handOut));
  expect(await told("message.attempt.exhausted")).toEqual([]);
  for (const wait of [31_000, 3_600_000]) {
    at(Date.now() + wait);
    await runDurableObjectAlarm(stub);
    vi.useRealTimers();
    await vi.waitFor(
      async () =>
        expect(await told("message.attempt.exhausted")).toMatchObject([
          { msgId: handOut.deliveries[0]!.message },
        ]),
      soon,
    );
  }
});

it("an endpoint is disabled, and the operator told, though who saw that it only fails was killed", async () => {
  const { settings, stub, told, offer, failed, isDisabled } = await failing({ waits: [60] });
  const start = Date.now();
  await stub.settle(settings, failed(await offer()));
  at(start + 5 * day + 60_000);
  await stub.settle(settings, failed((await stub.configure(settings))!));
  expect(await isDisabled()).toBe(false);
  at(start + 5 * day + 100_000);
  await runDurableObjectAlarm(stub);
  await vi.waitFor(async () => {
    expect(await isDisabled()).toBe(true);
    expect(await told("endpoint.disabled")).toHaveLength(1);
  }, soon);
  expect(await stub.offer(settings, [])).toMatchObject({ handOut: null });
});

it("one that was changed since is not disabled, and nothing is told", async () => {
  const { id, settings, stub, told, isDisabled, change } = await failing();
  await change({ url: "https://mended.example" });
  const job = { v: 1, kind: "notice", org: settings.org, app: settings.app, endpoint: id } as const;
  const content = { kind: "delinquent", version: settings.version, failingSince: 1 } as const;
  await seeTo(env, { ...job, notice: "delinquent", content });
  expect(await isDisabled()).toBe(false);
  expect(await told("endpoint.disabled")).toEqual([]);
  expect(await stub.status()).toMatchObject({ hold: null });
});

it("notices and the end of an endpoint don't hang on the queue's taking what is handed out", async () => {
  const { settings, told, offer, report, failed, isDisabled } = await failing({ waits: [60] });
  const start = Date.now();
  await report(settings, failed(await offer()));
  at(start + 5 * day + 60_000);
  const both = await offer();
  expect(both.deliveries).toHaveLength(2);
  const [again, other] = failed(both) as [Settlement, Settlement];
  const refused = refuseDeliveries();
  await report(settings, [again, { kind: "returned", lease: other.lease, delivery: other.delivery }]);
  expect(refused).toHaveBeenCalled();
  expect(await isDisabled()).toBe(true);
  expect(await told("endpoint.disabled")).toHaveLength(1);
});

/** The queue for deliveries takes nothing. */
function refuseDeliveries() {
  const refused = vi.fn();
  vi.spyOn(Object.getPrototypeOf(env.DELIVERIES), "sendBatch").mockImplementation(async function (
    this: Queue,
    messages: unknown,
  ) {
    if ((messages as { body: { kind: string } }[])[0]?.body.kind !== "deliveries")
      return sendBatch.call(this, messages);
    refused();
    throw new Error("queue is down");
  });
  return refused;
}

it("what can't be told now is told later", async () => {
  const { settings, stub, told, offer, report, failed } = await failing();
  const down = vi.spyOn(env.JOURNAL, "getByName").mockImplementation(() => {
    throw new Error("unreachable");
  });
  await report(settings, failed(await offer()));
  down.mockRestore();
  expect(await told("message.attempt.exhausted")).toEqual([]);
  at(Date.now() + 31_000);
  await runDurableObjectAlarm(stub);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await told("message.attempt.exhausted")).toHaveLength(1), soon);
});

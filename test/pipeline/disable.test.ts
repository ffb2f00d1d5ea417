import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { type Attempt, statuses } from "../../src/core/delivery/attempt.ts";
import type { HandOut } from "../../src/objects/outbox/dispatch.ts";
import type { Settlement } from "../../src/objects/outbox/settle.ts";
import { OutcomeReporter } from "../../src/pipeline/settle/outcome-reporter.ts";
import { newId } from "../../src/store/ids.ts";
import { toldOf } from "./operator.ts";
import { at, loseJobs, receive, scene } from "./scene.ts";

const day = 24 * 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const isTime = expect.stringMatching(/^\d{4}-.*Z$/);

it("disables an endpoint that has only failed for 5 days, tells the operator, and holds what waits for it", async () => {
  const { endpoint, settings, outbox, good, app } = await scene();
  receive();
  const operator = await good("POST", "/operational-webhook/endpoint", {
    url: "https://operator.example",
    eventTypes: ["endpoint.disabled"],
  });
  const id = await endpoint();
  loseJobs("DELIVERIES");
  const start = Date.now();

  const failed = (handOut: HandOut): Settlement[] =>
    handOut.deliveries.map((delivery) => {
      const { message, eventType, channels, tags, trigger } = delivery;
      const about = { message, eventType, channels, tags, trigger };
      const answer = {
        status: statuses.fail,
        code: 500,
        response: "",
        failure: { code: "status" as const, params: { status: 500 } },
        bodyFailure: null,
        duration: 1,
        url: "https://a.example",
        messages: null,
        request: null,
      };
      const attempt: Attempt = { id: newId("attempt"), ...about, at: Date.now(), ...answer };
      return { kind: "attempted", lease: handOut.lease, delivery, attempt, retryAfter: null, final: false };
    });
  const report = async (settlements: Settlement[]) => {
    const reporter = new OutcomeReporter(env, settings(id));
    for (const settlement of settlements) reporter.add(settlement);
    await reporter.done();
  };
  const offered = {
    message: newId("message"),
    eventType: "a",
    channels: null,
    tags: null,
    notBefore: null,
    bytes: 0,
    cooldown: null,
  };
  const { handOut } = await outbox(id).offer(settings(id), [offered]);
  await report(failed(handOut!));
  expect(await good("GET", `/app/${app}/endpoint/${id}`)).toMatchObject({ disabled: false });

  at(start + 5 * day + 60_000);
  await report(failed((await outbox(id).configure(settings(id)))!));
  expect(await good("GET", `/app/${app}/endpoint/${id}`)).toMatchObject({ disabled: true });
  expect(await toldOf(operator.id, "endpoint.disabled")).toEqual([
    { appId: app, appUid: null, endpointId: id, endpointUid: null, failSince: isTime, trigger: "automatic" },
  ]);
  at(start + 6 * day);
  expect(await outbox(id).status()).toMatchObject({ waiting: 1, hold: "paused" });

  vi.useRealTimers();
  at(start + 6 * day);
  await good("PATCH", `/app/${app}/endpoint/${id}`, { disabled: false });
  expect(await outbox(id).status()).toMatchObject({ waiting: 0, sending: 1, failures: 0 });
});

import { env } from "cloudflare:workers";
import { type Attempt, statuses } from "../../../src/core/delivery/attempt.ts";
import type { Delivery } from "../../../src/core/delivery/delivery.ts";
import type { EndpointSettings, HandOut } from "../../../src/objects/outbox/dispatch.ts";
import type { Offered } from "../../../src/objects/outbox/offer.ts";
import type { Settlement } from "../../../src/objects/outbox/settle.ts";
import { newId } from "../../../src/store/ids.ts";

/** An Outbox of its own with what its callers tell it. */
export function outbox(fields: Partial<EndpointSettings> = {}) {
  const endpoint = newId("endpoint");
  const stub = env.OUTBOX.getByName(endpoint);
  const settings: EndpointSettings = {
    org: "org_x",
    app: newId("application"),
    endpoint,
    version: 0,
    throttleRate: null,
    disabled: false,
    waits: null,
    batching: null,
    ...fields,
  };
  const offered = (): Offered => ({
    message: newId("message"),
    eventType: "a",
    channels: null,
    tags: null,
    notBefore: null,
    bytes: 0,
    cooldown: null,
  });
  const settle = (handOut: HandOut, make: (delivery: Delivery) => Settlement) =>
    stub.settle(settings, handOut.deliveries.map(make));
  return {
    stub,
    settings,
    offered,
    offer: async (count: number): Promise<HandOut | null> =>
      (await stub.offer(settings, Array.from({ length: count }, offered))).handOut,
    fail: (handOut: HandOut, retryAfter: number | null = null) =>
      settle(handOut, (delivery) => attempted(handOut, delivery, false, retryAfter)),
    succeed: (handOut: HandOut) => settle(handOut, (delivery) => attempted(handOut, delivery, true)),
    giveBack: (handOut: HandOut) =>
      settle(handOut, (delivery) => ({ kind: "returned", lease: handOut.lease, delivery })),
    state: async (handOut: HandOut) => (await stub.findDestinations([handOut.deliveries[0]!.message]))[0]!,
  };
}

export function attempted(
  handOut: HandOut,
  delivery: Delivery,
  success: boolean,
  retryAfter: number | null = null,
): Settlement {
  const attempt: Attempt = {
    id: newId("attempt"),
    message: delivery.message,
    eventType: delivery.eventType,
    channels: null,
    tags: null,
    trigger: delivery.trigger,
    at: Date.now(),
    status: success ? statuses.success : statuses.fail,
    code: success ? 200 : 500,
    response: "",
    bodyFailure: null,
    failure: success ? null : { code: "status", params: { status: 500 } },
    duration: 1,
    url: "https://receiver.example",
    messages: null,
    request: null,
  };
  return { kind: "attempted", lease: handOut.lease, delivery, attempt, retryAfter, final: false };
}

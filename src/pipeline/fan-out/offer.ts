import { batchBytes } from "../../core/delivery/batching.ts";
import {
  type CooldownPayload,
  type CooldownRule,
  condensed,
  cooldownKey,
} from "../../core/delivery/cooldown.ts";
import { triggers } from "../../core/delivery/delivery.ts";
import { splitDeliveries } from "../../core/queue-limits.ts";
import type { RequestShape } from "../../core/request/shape.ts";
import type { Offered } from "../../objects/outbox/offer.ts";
import type { MatchedEndpoint } from "../../store/endpoints.ts";
import type { DirectSenders } from "../deliver/direct.ts";
import type { DeliveryQueue } from "../deliver/hand-out.ts";
import { settingsOf } from "../endpoint-settings.ts";
import { elementBytes, type Outbound, shapeOf } from "../request/build.ts";
import type { CandidateMessage } from "./candidates.ts";

/** How what an Outbox hands out may go. */
export interface Ways {
  queue: DeliveryQueue;
  direct: DirectSenders;
}

/** Offers messages to the endpoint's Outbox and sends on what it hands out; answers those that its cooldown suppresses. */
export async function offer(
  env: Env,
  ways: Ways,
  endpoint: MatchedEndpoint,
  candidates: readonly CandidateMessage[],
): Promise<string[]> {
  if (candidates.length === 0) return [];
  const shape = shapeOf(endpoint);
  const offered = await Promise.all(
    candidates.map(
      async (one): Promise<Offered> =>
        one.message.recipient == null
          ? { ...offeredOf(shape, one), cooldown: await cooldownOf(endpoint, one) }
          : { ...offeredOf(shape, one), trigger: triggers.manual },
    ),
  );
  const { handOut, direct, suppressed } = await env.OUTBOX.getByName(endpoint.id).offer(
    settingsOf(endpoint),
    offered,
  );
  if (handOut === null) return suppressed;
  const messages = new Map(candidates.map(({ message }) => [message.id, message]));
  const deliveries = handOut.deliveries.map((delivery) => {
    const message = messages.get(delivery.message);
    const payload = message?.payload ?? null;
    return {
      ...delivery,
      content: payload === null ? null : { payload, contentType: message!.contentType },
    };
  });
  const job = { ...handOut, deliveries };
  if (!(direct && (await ways.direct.send(job, endpoint)))) await ways.queue.add(splitDeliveries(job));
  return suppressed;
}

/** What is offered of a message, without a cooldown. */
export function offeredOf(
  shape: RequestShape | null,
  { message: { id, eventType, channels, tags, deliverAt }, content }: CandidateMessage,
): Offered {
  const bytes = shape?.batch ? bytesOf(shape, { message: id, eventType, content: content() }) : 0;
  return { message: id, eventType, channels, tags, notBefore: deliverAt, bytes, cooldown: null };
}

/** One that can't be written as an element goes alone, and fails alone. */
function bytesOf(shape: RequestShape, message: Outbound): number {
  try {
    return elementBytes(shape, message);
  } catch {
    return batchBytes;
  }
}

async function cooldownOf({ extensions }: MatchedEndpoint, { candidate, payload }: CandidateMessage) {
  const { cooldown } = extensions;
  const key = cooldown && keyOf(cooldown, candidate.origin, payload);
  return cooldown && key != null ? { key: await condensed(key), seconds: cooldown.seconds } : null;
}

/** None for a value that can't be written as text. */
function keyOf(rule: CooldownRule, origin: string | null, payload: CooldownPayload): string | null {
  try {
    return cooldownKey(rule, origin, payload);
  } catch {
    return null;
  }
}

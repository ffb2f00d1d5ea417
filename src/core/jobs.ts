import { z } from "zod";
import { namePattern, orgPattern } from "./ids.ts";
import { messageFields } from "./message.ts";

/**
 * What travels in the queues. `eventJob` is public: a Worker of the same account may put it into the events queue
 * itself. It stands here, right of everything that sends or takes a job.
 */

/** Version 1 of the message that a producer puts into the queue `posthorn-events`. */
export const eventJob = z.strictObject({
  v: z.literal(1),
  kind: z.literal("event"),
  /** The organisation that owns the application. */
  org: z.string().regex(orgPattern),
  /** Id or uid of the application. */
  application: z.string().regex(namePattern),
  message: messageFields.extend({
    /** An object, or its JSON text when it must arrive byte for byte. */
    payload: z.union([z.record(z.string(), z.unknown()), z.string().min(2)], {
      error: "must be a JSON object, or the text of one",
    }),
  }),
});

export type EventJob = z.infer<typeof eventJob>;

/** A message on its way to the fan-out. */
export interface AcceptedMessage {
  id: string;
  eventType: string;
  origin: string | null;
  channels: string[] | null;
  tags: string[] | null;
  deliverAt: number | null;
  /** When the payload expires (ms). */
  expiresAt: number;
  contentType: string | null;
  /** Null when it lies in R2 already. */
  payload: string | null;
  /** The one endpoint that it is for, absent or null for all that match. */
  recipient?: string | null;
}

/** Messages that the Journal of an application has made durable. */
export interface AcceptedJob {
  v: 1;
  kind: "accepted";
  org: string;
  app: string;
  messages: AcceptedMessage[];
}

/** A step of a replay of what an endpoint never got. */
export interface ReplayJob {
  v: 1;
  kind: "replay";
  org: string;
  app: string;
  endpoint: string;
  replay: string;
  /** Messages accepted in [since, until) (ms) … */
  since: number;
  until: number;
  /** … beyond this one. */
  after: string | null;
}

/** A message in a batch. */
export interface Member {
  message: string;
  eventType: string;
}

/** One message, or one batch of messages, on its way to one endpoint. */
export interface Delivery {
  /** The message's id or the batch's; for a manual resend `<message id>/<resend id>`. */
  id: string;
  /** The message's id or the batch's: what the receiver gets as `webhook-id`. */
  message: string;
  /** What a batch is made of, in order; null for a single message. */
  members: Member[] | null;
  /** Of a batch, the one that all of it has, or "". */
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  /** Which attempt this will be, from 1. */
  attempt: number;
  trigger: Trigger;
}

/** One attempt more, beside the delivery of the message itself and without retries. */
export const isResend = ({ id, message }: Pick<Delivery, "id" | "message">) => id !== message;

export const triggers = { scheduled: 0, manual: 1 } as const;
export type Trigger = (typeof triggers)[keyof typeof triggers];

/** Where the payload is that goes with a delivery: here, or null to ask the Journal. */
export interface Content {
  payload: string;
  contentType: string | null;
}

/** What an endpoint's Outbox handed out, or a part of it. */
export interface DeliveryJob {
  v: 1;
  kind: "deliveries";
  org: string;
  app: string;
  endpoint: string;
  lease: string;
  /** Not begun by then (ms), it goes back to the Outbox. */
  sendBefore: number;
  deliveries: (Delivery & { content: Content | null })[];
}

/** Platform limits, a little below the real ones: bytes of one queue message, and bytes and messages of one `sendBatch`. */
export const limits = { messageBytes: 120_000, batchBytes: 240_000, batchMessages: 100 } as const;

const beyondLatin1 = /[^\0-\xff]/;

/** Bytes that a text takes in a queue message of content type `v8`: one a character, two when one is beyond Latin-1. */
export const wireSize = (text: string) => (beyondLatin1.test(text) ? 2 * text.length : text.length);

/** Groups items in order so that no group is larger than `bytes` or holds more than `count`. */
export function pack<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  bytes: number,
  count: number,
): T[][] {
  const groups: T[][] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    const group = groups.at(-1);
    const fits = group !== undefined && size + itemSize <= bytes && group.length < count;
    if (fits) group.push(item);
    else groups.push([item]);
    size = fits ? size + itemSize : itemSize;
  }
  return groups;
}

const jobOverhead = 1_000;
const itemOverhead = 500;

const metaSize = (item: { channels: string[] | null; tags: string[] | null; eventType: string }) =>
  itemOverhead +
  2 * (item.eventType.length + (item.channels?.join().length ?? 0) + (item.tags?.join().length ?? 0));

const acceptedSize = (message: AcceptedMessage) =>
  metaSize(message) + (message.payload === null ? 0 : wireSize(message.payload));

const memberOverhead = 50;

const deliverySize = (delivery: DeliveryJob["deliveries"][number]) =>
  metaSize(delivery) +
  (delivery.members ?? []).reduce(
    (sum, { message, eventType }) => sum + memberOverhead + message.length + eventType.length,
    0,
  ) +
  (delivery.content === null ? 0 : wireSize(delivery.content.payload));

const mostMessagesAJob = 100;
/** Few, so that the platform can spread what is due over consumers. A batch has a job to itself. */
const mostDeliveriesAJob = 10;

export const acceptedJobs = (org: string, app: string, messages: readonly AcceptedMessage[]): AcceptedJob[] =>
  pack(messages, acceptedSize, limits.messageBytes - jobOverhead, mostMessagesAJob).map((messages) => ({
    v: 1,
    kind: "accepted",
    org,
    app,
    messages,
  }));

export function splitDeliveries(job: DeliveryJob): DeliveryJob[] {
  const room = limits.messageBytes - jobOverhead;
  const share = (delivery: DeliveryJob["deliveries"][number]) =>
    delivery.members ? room : deliverySize(delivery);
  return pack(job.deliveries, share, room, mostDeliveriesAJob).map((deliveries) => ({ ...job, deliveries }));
}

export const jobSize = (job: AcceptedJob | DeliveryJob | ReplayJob) => {
  if (job.kind === "replay") return jobOverhead;
  return (
    jobOverhead +
    (job.kind === "accepted"
      ? job.messages.reduce((sum, message) => sum + acceptedSize(message), 0)
      : job.deliveries.reduce((sum, delivery) => sum + deliverySize(delivery), 0))
  );
};

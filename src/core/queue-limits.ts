import type { DeliveryJob, FanOutJob, Job, QueuedMessage } from "./jobs.ts";

/** Platform limits, a little below the real ones: bytes of one queue message, and bytes and messages of one `sendBatch`. */
export const limits = { messageBytes: 120_000, batchBytes: 240_000, batchMessages: 100 } as const;

const mostMessagesAJob = 100;

/** Messages for the fan-out, as few jobs as may be. */
export const fanOutJobs = (org: string, app: string, messages: readonly QueuedMessage[]): FanOutJob[] =>
  pack(messages, queuedSize, limits.messageBytes - jobOverhead, mostMessagesAJob).map((messages) => ({
    v: 1,
    kind: "fan_out",
    org,
    app,
    messages,
  }));

/** Few, so that the platform can spread what is due over consumers. A batch has a job to itself. */
const mostDeliveriesAJob = 10;

/** What an Outbox handed out, in jobs that fit into queue messages. */
export function splitDeliveries(job: DeliveryJob): DeliveryJob[] {
  const room = limits.messageBytes - jobOverhead;
  const share = (delivery: DeliveryJob["deliveries"][number]) =>
    delivery.members ? room : deliverySize(delivery);
  return pack(job.deliveries, share, room, mostDeliveriesAJob).map((deliveries) => ({ ...job, deliveries }));
}

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

/** Bytes that a job takes in a queue message, at most. */
export const jobSize = (job: Job) => {
  if (job.kind === "replay") return jobOverhead;
  if (job.kind === "notice" || job.kind === "change")
    return jobOverhead + wireSize(JSON.stringify(job.content));
  return (
    jobOverhead +
    (job.kind === "fan_out"
      ? job.messages.reduce((sum, message) => sum + queuedSize(message), 0)
      : job.deliveries.reduce((sum, delivery) => sum + deliverySize(delivery), 0))
  );
};

const queuedSize = (message: QueuedMessage) =>
  metaSize(message) + (message.payload === null ? 0 : wireSize(message.payload));

const memberOverhead = 50;

const deliverySize = (delivery: DeliveryJob["deliveries"][number]) =>
  metaSize(delivery) +
  (delivery.members ?? []).reduce(
    (sum, { message, eventType }) => sum + memberOverhead + message.length + eventType.length,
    0,
  ) +
  (delivery.content === null ? 0 : wireSize(delivery.content.payload));

const itemOverhead = 500;

const metaSize = (item: { channels: string[] | null; tags: string[] | null; eventType: string }) =>
  itemOverhead +
  2 * (item.eventType.length + (item.channels?.join().length ?? 0) + (item.tags?.join().length ?? 0));

const beyondLatin1 = /[^\0-\xff]/;

/** Bytes that a text takes in a queue message of content type `v8`: one a character, two when one is beyond Latin-1. */
export const wireSize = (text: string) => (beyondLatin1.test(text) ? 2 * text.length : text.length);

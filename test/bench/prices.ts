/**
 * Cloudflare's list prices (Workers Paid, above what is included), in dollars for a million.
 * https://developers.cloudflare.com/workers/platform/pricing/
 */
export const prices = {
  requests: { name: "Worker requests", price: 0.3 },
  queueOperations: { name: "Queue operations", price: 0.4 },
  objectRequests: { name: "Durable Object requests", price: 0.15 },
  objectRowsRead: { name: "Durable Object rows read", price: 0.001 },
  objectRowsWritten: { name: "Durable Object rows written", price: 1 },
  d1RowsRead: { name: "D1 rows read", price: 0.001 },
  d1RowsWritten: { name: "D1 rows written", price: 1 },
  r2ClassA: { name: "R2 class A (put, list)", price: 4.5 },
  r2ClassB: { name: "R2 class B (get, head)", price: 0.36 },
} as const;

export type Operation = keyof typeof prices;

export type Counts = Record<Operation, number>;

/**
 * What the table leaves out, because a local run can't tell it: CPU time ($0.02 for a million ms), the objects' duration
 * ($12.50 for a million GB-s), storage.
 */
export const notCounted = "CPU time, duration of objects, storage";

/** When its time is over, an event's delivery and attempt are deleted: a row written each. Messages go by the block. */
export const expiringRows = 2;

/** Dollars for a million events, of which each takes so many operations. */
export const costOf = (perEvent: Counts): number =>
  Object.entries(prices).reduce(
    (sum, [operation, { price }]) => sum + perEvent[operation as Operation] * price,
    0,
  );

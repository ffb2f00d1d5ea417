/** Collects events of an endpoint into common requests. */
export interface BatchingRule {
  /** 2 to 100 */
  maxEvents: number;
  /** 1 to 300 */
  maxWaitSeconds: number;
}

export interface Collected {
  /** Of its element in the request's body. */
  bytes: number;
  /** When it was taken in (ms). */
  since: number;
}

/** A request's body is never larger (bytes). */
export const batchBytes = 1_048_576;

const brackets = 2;
const comma = 1;

export interface Cut<T> {
  /** What goes now. */
  batches: T[][];
  /** What waits for company. */
  rest: T[];
  /** Until when (ms), null when nothing does. */
  dueAt: number | null;
}

/**
 * Cuts what was collected, in order, into batches: full ones at once, what is left when its first event has waited long
 * enough. An event that is too large for any company goes alone, and at once.
 */
export function cut<T extends Collected>(collected: readonly T[], rule: BatchingRule, now: number): Cut<T> {
  const batches: T[][] = [];
  let open: T[] = [];
  let bytes = brackets;
  const close = () => {
    batches.push(open);
    open = [];
    bytes = brackets;
  };
  for (const event of collected) {
    const more = (open.length === 0 ? 0 : comma) + event.bytes;
    if (open.length > 0 && bytes + more > batchBytes) close();
    bytes += (open.length === 0 ? 0 : comma) + event.bytes;
    open.push(event);
    if (open.length >= rule.maxEvents || bytes >= batchBytes) close();
  }
  if (open.length === 0) return { batches, rest: [], dueAt: null };
  const dueAt = Math.min(...open.map(({ since }) => since)) + rule.maxWaitSeconds * 1000;
  return dueAt <= now
    ? { batches: [...batches, open], rest: [], dueAt: null }
    : { batches, rest: open, dueAt };
}

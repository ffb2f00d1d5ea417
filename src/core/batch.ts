/** Collects events of an endpoint into common requests. */
export interface BatchingRule {
  /** 2 to 100 */
  maxEvents: number;
  /** 1 to 300 */
  maxWaitSeconds: number;
}

export interface Collected {
  id: string;
  /** Of its element in the request's body. */
  bytes: number;
  /** When it was taken in (ms). */
  since: number;
}

/** A request's body is never larger (bytes). */
export const batchBytes = 1_048_576;
/** Brackets and commas. */
const overhead = 2;

export interface Cut {
  batches: string[][];
  /** When the next batch is due (ms), null when nothing is left. */
  dueAt: number | null;
}

/**
 * Cuts what was collected, in order, into batches: full ones at once, what is left when its first event has waited long
 * enough. An event that is too large for any company goes alone.
 */
export function cut(collected: readonly Collected[], rule: BatchingRule, now: number): Cut {
  const batches: Collected[][] = [];
  let open: Collected[] = [];
  let bytes = overhead;
  for (const event of collected) {
    if (open.length > 0 && bytes + event.bytes + 1 > batchBytes) {
      batches.push(open);
      open = [];
      bytes = overhead;
    }
    open.push(event);
    bytes += event.bytes + 1;
    if (open.length === rule.maxEvents) {
      batches.push(open);
      open = [];
      bytes = overhead;
    }
  }
  const dueAt =
    open.length === 0 ? null : Math.min(...open.map(({ since }) => since)) + rule.maxWaitSeconds * 1000;
  if (dueAt !== null && dueAt <= now) return { batches: ids([...batches, open]), dueAt: null };
  return { batches: ids(batches), dueAt };
}

const ids = (batches: Collected[][]) => batches.map((batch) => batch.map(({ id }) => id));

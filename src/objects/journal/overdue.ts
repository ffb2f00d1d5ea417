import { timeOf } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Blocks, Place } from "./blocks.ts";
import { stored, toQueued } from "./messages.ts";

/**
 * Messages that no fan-out took up in time, up to `limit`, to be queued again; `next` is when to look again (ms), null
 * when none is left.
 */
export function takeOverdue(
  sql: SqlStorage,
  blocks: Blocks,
  { below, queuedAt }: Queued,
  resendMs: number,
  now: number,
  limit: number,
): { overdue: QueuedMessage[]; next: number | null } {
  const waiting = blocks.pending("", below, now, limit);
  const resends = resendsOf(sql);
  const resendAt = (place: Place) => {
    const id = idOf(place);
    return (queuedAt(id) ?? timeOf(id)) + resendAfter(resends.get(id) ?? 0, resendMs);
  };
  const due = waiting.filter((place) => resendAt(place) <= now);
  for (const place of due) {
    const id = idOf(place);
    resends.set(id, (resends.get(id) ?? 0) + 1);
    sql.exec("INSERT OR REPLACE INTO resends (message, count) VALUES (?, ?)", id, resends.get(id)!);
  }
  forgetResends(sql, blocks, resends);
  const times = waiting.map(resendAt);
  return {
    overdue: queuedOf(blocks, due),
    next: times.length === 0 ? null : Math.max(Math.min(...times), now + 1_000),
  };
}

/** What is known of the messages in the queue. */
export interface Queued {
  /** The first message that was never put into it, null when all were. */
  below: string | null;
  /** When a message was put into it (ms); undefined when that is not known. */
  queuedAt: (id: string) => number | undefined;
}

/** Up to `limit` messages that are not fanned out, from this id on. */
export const pendingFrom = (blocks: Blocks, from: string, now: number, limit: number): QueuedMessage[] =>
  queuedOf(blocks, blocks.pending(from, null, now, limit));

const idOf = ({ block, at }: Place) => block.heads[at]!.id;

function queuedOf(blocks: Blocks, places: readonly Place[]): QueuedMessage[] {
  const payloads = blocks.payloads(places);
  return places.map((place, index) => ({ ...toQueued(stored(place)), payload: payloads[index]! }));
}

/** How often messages were queued again, of those that were. */
const resendsOf = (sql: SqlStorage) =>
  new Map(
    sql
      .exec<{ message: string; count: number }>("SELECT message, count FROM resends")
      .toArray()
      .map(({ message, count }) => [message, count]),
  );

function forgetResends(sql: SqlStorage, blocks: Blocks, resends: ReadonlyMap<string, number>): void {
  for (const message of resends.keys()) {
    const place = blocks.find(message);
    if (place === null || place.block.results.isKnown(place.at))
      sql.exec("DELETE FROM resends WHERE message = ?", message);
  }
}

const hourMs = 3_600_000;
const doublings = 7;

/** How long (ms) no consumer may take a message up before it is queued again: 30 s, 1 min, … (by default), in the end an hour. */
const resendAfter = (resends: number, resendMs: number) =>
  resendMs * 2 ** Math.min(resends, doublings) + Math.max(0, resends - doublings) * hourMs;

import { floor, timeOf } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { KeyValue } from "../shared/key-value.ts";
import { type Row, stored, toQueued } from "./messages.ts";

/**
 * Messages that no fan-out took up in time, up to `limit`, to be queued again; `next` is when to look again (ms), null
 * when none is left.
 */
export function takeOverdue(
  sql: SqlStorage,
  values: KeyValue,
  { below, queuedAt }: Queued,
  resendMs: number,
  now: number,
  limit: number,
): { overdue: QueuedMessage[]; next: number | null } {
  const waiting = pending(sql, values.get("fanned_out_below") ?? "", below, now, limit);
  values.set("fanned_out_below", waiting[0]?.message.id ?? below ?? floor("message", now));
  const resendAt = (one: Pending) =>
    (queuedAt(one.message.id) ?? timeOf(one.message.id)) + resendAfter(one, resendMs);
  const due = waiting.filter((one) => resendAt(one) <= now);
  for (const one of due) {
    one.resends++;
    countResend(sql, one.message.id);
  }
  const times = waiting.map(resendAt);
  return {
    overdue: due.map(({ message }) => message),
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

/** A message whose fan-out is not done, and how often it was queued again. */
interface Pending {
  message: QueuedMessage;
  resends: number;
}

/** Up to `limit` messages that are not fanned out, from this id on. */
export const pendingFrom = (sql: SqlStorage, from: string, now: number, limit: number): QueuedMessage[] =>
  pending(sql, from, null, now, limit).map(({ message }) => message);

/** Up to `limit` of them, from this id on, to another one or to the end. */
const pending = (
  sql: SqlStorage,
  from: string,
  below: string | null,
  now: number,
  limit: number,
): Pending[] =>
  sql
    .exec<Row>(
      `SELECT * FROM messages WHERE id >= ?1 AND (?2 IS NULL OR id < ?2) AND verdicts IS NULL AND expires_at > ?3
        ORDER BY id LIMIT ?4`,
      from,
      below,
      now,
      limit,
    )
    .toArray()
    .map((row) => ({ message: { ...toQueued(stored(row)), payload: row.payload }, resends: row.resends }));

const countResend = (sql: SqlStorage, id: string) => {
  sql.exec("UPDATE messages SET resends = resends + 1 WHERE id = ?", id);
};

const hourMs = 3_600_000;
const doublings = 7;

/** How long (ms) no consumer may take a message up before it is queued again: 30 s, 1 min, … (by default), in the end an hour. */
const resendAfter = ({ resends }: Pending, resendMs: number) =>
  resendMs * 2 ** Math.min(resends, doublings) + Math.max(0, resends - doublings) * hourMs;

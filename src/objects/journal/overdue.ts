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
  resendMs: number,
  now: number,
  limit: number,
): { overdue: QueuedMessage[]; next: number | null } {
  const waiting = pending(sql, values.get("fanned_out_below") ?? "", now, limit);
  values.set("fanned_out_below", waiting[0]?.message.id ?? floor("message", now));
  const due = waiting.filter((one) => resendAt(one, resendMs) <= now);
  for (const one of due) {
    one.resends++;
    countResend(sql, one.message.id);
  }
  const times = waiting.map((one) => resendAt(one, resendMs));
  return {
    overdue: due.map(({ message }) => message),
    next: times.length === 0 ? null : Math.max(Math.min(...times), now + 1_000),
  };
}

/** A message whose fan-out is not done, and how often it was queued again. */
interface Pending {
  message: QueuedMessage;
  resends: number;
}

/** Up to `limit` of them, from this id on. */
const pending = (sql: SqlStorage, from: string, now: number, limit: number): Pending[] =>
  sql
    .exec<Row>(
      "SELECT * FROM messages WHERE id >= ? AND verdicts IS NULL AND expires_at > ? ORDER BY id LIMIT ?",
      from,
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

/** When to queue a message again that no consumer took up: after 30 s, 1 min, … (by default), in the end every hour. */
const resendAt = ({ message, resends }: Pending, resendMs: number) =>
  timeOf(message.id) +
  resendMs * 2 ** Math.min(resends, doublings) +
  Math.max(0, resends - doublings) * hourMs;

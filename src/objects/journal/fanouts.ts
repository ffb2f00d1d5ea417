import { floor, timeOf } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Verdict } from "../../core/matching/match.ts";
import type { PayloadRef } from "../../store/payloads.ts";
import type { KeyValue } from "../shared/key-value.ts";
import { type Row, type StoredMessage, stored } from "./messages.ts";

/** What a Journal knows of the fan-out of its messages: its verdicts, and which of them are still to come. */

/**
 * The fan-out is done: keeps its verdicts and where the payload lies now. Does nothing the second time. True when the
 * payload is not to be kept any more.
 */
export function setFannedOut(
  sql: SqlStorage,
  id: string,
  verdicts: Record<string, Verdict>,
  ref: PayloadRef | null,
  now: number,
): boolean {
  const updated = sql
    .exec<{ expires_at: number; manual: string | null }>(
      `UPDATE messages SET verdicts = ?, payload = NULL, segment = coalesce(?, segment),
        position = coalesce(?, position), length = coalesce(?, length) WHERE id = ? AND verdicts IS NULL
        RETURNING expires_at, manual`,
      JSON.stringify(verdicts),
      ref?.key ?? null,
      ref?.offset ?? null,
      ref?.length ?? null,
      id,
    )
    .toArray()[0];
  for (const endpoint of Object.keys(JSON.parse(updated?.manual ?? "{}"))) addManual(sql, id, endpoint);
  return updated !== undefined && updated.expires_at <= now;
}

/** Sent by hand to an endpoint; that it matched, when it did, says more. May come before the fan-out. */
export function addManual(sql: SqlStorage, id: string, endpoint: string): void {
  const manual: Verdict = "manual";
  const matched: Verdict = "matched";
  sql.exec(
    `UPDATE messages SET manual = json_set(coalesce(manual, '{}'), ?1, ?2),
      verdicts = CASE json_extract(verdicts, ?1) WHEN ?3 THEN verdicts ELSE json_set(verdicts, ?1, ?2) END
      WHERE id = ?4`,
    `$.${endpoint}`,
    manual,
    matched,
    id,
  );
}

/** What the fan-out needs of a message; the payload is added by whoever has it. */
export const toQueued = ({ eventId, verdicts, ...message }: StoredMessage): QueuedMessage => ({
  ...message,
  payload: null,
});

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

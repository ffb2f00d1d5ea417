import { statuses } from "../../core/delivery/attempt.ts";
import { triggers } from "../../core/delivery/delivery.ts";
import { floor } from "../../core/ids.ts";
import * as batches from "./batches.ts";
import type { ReplayOfFailed, ReplayProgress, Step } from "./replays.ts";

/**
 * Plans anew, from its first attempt on, what was given up of the next `limit` rows of a window; a batch that has one of
 * these as a whole.
 */
export function recoverStep(
  sql: SqlStorage,
  { since, until, after }: ReplayProgress<ReplayOfFailed>,
  limit: number,
  now: number,
): Step {
  const first = floor("message", since);
  const beyond = after ?? first;
  const ids = sql
    .exec<{ id: string }>(
      "SELECT id FROM deliveries WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
      beyond,
      floor("message", until),
      limit,
    )
    .toArray();
  const last = ids.at(-1)?.id;
  if (last === undefined) return { last: null, sent: 0 };
  const failed = failedBatches(sql, first, beyond, last);
  batches.detachDelivered(sql, failed);
  const alone = givenUpAlone(sql, beyond, last);
  const planned = sql
    .exec<{ messages: number }>(
      `UPDATE deliveries SET status = ?, due_at = ?, attempt = 1, hand_outs = 0, trigger = ?
        WHERE id IN (SELECT value FROM json_each(?))
        RETURNING coalesce(json_array_length(members), 1) AS messages`,
      statuses.pending,
      now,
      triggers.manual,
      JSON.stringify([...failed, ...alone]),
    )
    .toArray();
  const sent = planned.reduce((total, { messages }) => total + messages, 0);
  return { last: ids.length < limit ? null : last, sent };
}

/** Those that have a member of (beyond, last] that was never delivered, and none before it in the window. */
const failedBatches = (sql: SqlStorage, first: string, beyond: string, last: string): string[] =>
  sql
    .exec<{ id: string }>(
      `SELECT b.id FROM deliveries b
        WHERE b.status = ?1 AND b.id IN (
            SELECT batch FROM deliveries WHERE id > ?2 AND id <= ?3 AND batch IS NOT NULL AND status <> ?4)
          AND NOT EXISTS (
            SELECT 1 FROM json_each(b.members) m JOIN deliveries d ON d.id = m.value ->> 'message'
            WHERE d.id > ?5 AND d.id <= ?2 AND d.status <> ?4)`,
      statuses.fail,
      beyond,
      last,
      statuses.success,
      first,
    )
    .toArray()
    .map(({ id }) => id);

const givenUpAlone = (sql: SqlStorage, beyond: string, last: string): string[] =>
  sql
    .exec<{ id: string }>(
      "SELECT id FROM deliveries WHERE id > ? AND id <= ? AND id = message AND batch IS NULL AND status = ?",
      beyond,
      last,
      statuses.fail,
    )
    .toArray()
    .map(({ id }) => id);

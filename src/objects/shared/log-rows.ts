import { floor, type Kind, prefixes, timeOf } from "../../core/ids.ts";

/** What the logs of messages, deliveries and attempts have in common. */

export interface LogFilter {
  eventTypes: string[] | null;
  channel: string | null;
  tag: string | null;
  /** Both without the moment itself (ms). */
  before: number | null;
  after: number | null;
}

/** Of what an earlier version kept, some may be missing. */
export const json = (value: unknown) =>
  value === null || value === undefined ? null : JSON.stringify(value);

export const strings = (text: string | null) => (text === null ? null : (JSON.parse(text) as string[]));

/**
 * Deletes up to `chunk` rows, of those with ids of this kind, from before `limit` (ms). Answers when the oldest that is
 * left was made, null for none.
 */
export function forgetRows(
  sql: SqlStorage,
  table: "messages" | "deliveries" | "attempts",
  kind: Kind,
  limit: number,
  chunk: number,
): number | null {
  const first = floor(kind, 0);
  sql.exec(
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)`,
    first,
    floor(kind, limit),
    chunk,
  );
  const oldest = sql
    .exec<{ id: string }>(
      `SELECT id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 1`,
      first,
      `${prefixes[kind]}~`,
    )
    .toArray()[0];
  // The id of a resend begins with that of its message.
  return oldest === undefined ? null : timeOf(oldest.id.slice(0, first.length));
}

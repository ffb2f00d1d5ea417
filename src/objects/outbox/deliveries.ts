import { type Status, statuses } from "../../core/delivery/attempt.ts";
import type { Delivery, Trigger } from "../../core/delivery/delivery.ts";
import { forgetRows, json, strings } from "../shared/log-rows.ts";

/**
 * The deliveries of an Outbox: a row for each that waits or was tried. One that goes out at once has no row before its
 * first attempt is settled; its lease covers it until then. A batch has a row that names its members, and each of these
 * one that names the batch, where it stands with it.
 */

export interface Row extends Record<string, SqlStorageValue> {
  id: string;
  message: string;
  event_type: string;
  channels: string | null;
  tags: string | null;
  attempt: number;
  trigger: number;
  status: number;
  due_at: number | null;
  hand_outs: number;
  attempts: string;
  members: string | null;
}

/** A delivery and how often it was handed out in vain since its last attempt. */
export type StoredDelivery = Delivery & { handOuts: number };

/** Sets where a delivery stands, keeping its attempts; `attemptId` adds one. What was not in vain begins anew. */
export function put(
  sql: SqlStorage,
  delivery: StoredDelivery,
  state: { status: Status; dueAt: number | null; attemptId?: string },
): void {
  sql.exec(
    `INSERT INTO deliveries
      (id, message, event_type, channels, tags, attempt, trigger, status, due_at, hand_outs, attempts, members)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, CASE WHEN ?11 IS NULL THEN '[]' ELSE json_array(?11) END, ?12)
      ON CONFLICT (id) DO UPDATE SET attempt = ?6, status = ?8, due_at = ?9, hand_outs = ?10,
        begun = CASE WHEN ?10 = 0 THEN 0 ELSE begun END,
        attempts = CASE WHEN ?11 IS NULL THEN attempts ELSE json_insert(attempts, '$[#]', ?11) END`,
    delivery.id,
    delivery.message,
    delivery.eventType,
    json(delivery.channels),
    json(delivery.tags),
    delivery.attempt,
    delivery.trigger,
    state.status,
    state.dueAt,
    delivery.handOuts,
    state.attemptId ?? null,
    json(delivery.members),
  );
}

/** Notes an attempt without changing where the delivery stands. */
export const addAttempt = (sql: SqlStorage, id: string, attemptId: string) => {
  sql.exec("UPDATE deliveries SET attempts = json_insert(attempts, '$[#]', ?) WHERE id = ?", attemptId, id);
};

export const drop = (sql: SqlStorage, id: string) => {
  sql.exec("DELETE FROM deliveries WHERE id = ?", id);
};

/** Takes up to `count` of those due out of the wait, the longest due first. */
export function takeDue(sql: SqlStorage, now: number, count: number): StoredDelivery[] {
  const rows = sql
    .exec<Row>("SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", now, count)
    .toArray();
  if (rows.length > 0)
    sql.exec(
      "UPDATE deliveries SET due_at = NULL, status = ? WHERE id IN (SELECT value FROM json_each(?))",
      statuses.sending,
      JSON.stringify(rows.map(({ id }) => id)),
    );
  return rows.map(stored);
}

/** Counts that one is about to be sent; answers how often it was, and nothing came of it, this time included. */
export const begin = (sql: SqlStorage, id: string): number =>
  sql
    .exec<{ begun: number }>("UPDATE deliveries SET begun = begun + 1 WHERE id = ? RETURNING begun", id)
    .toArray()[0]?.begun ?? 1;

/** When the first one is due (ms), null when nothing waits. */
export const nextDue = (sql: SqlStorage): number | null =>
  sql
    .exec<{ at: number }>(
      "SELECT due_at AS at FROM deliveries WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
    )
    .toArray()[0]?.at ?? null;

/** Messages that wait, each of a batch for itself. */
export const waiting = (sql: SqlStorage): number =>
  sql
    .exec<{ n: number }>(
      "SELECT coalesce(sum(coalesce(json_array_length(members), 1)), 0) AS n FROM deliveries WHERE due_at IS NOT NULL",
    )
    .one().n;

export const isEmpty = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM deliveries LIMIT 1").toArray().length === 0;

/** Cancels up to `count` of what waits; answers how many. */
export const cancelWaiting = (sql: SqlStorage, count: number): number =>
  sql
    .exec(
      `UPDATE deliveries SET status = ?, due_at = NULL
        WHERE id IN (SELECT id FROM deliveries WHERE due_at IS NOT NULL LIMIT ?) RETURNING id`,
      statuses.canceled,
      count,
    )
    .toArray().length;

/** Those of the ids that are known here. */
export const known = (sql: SqlStorage, ids: string[]): Set<string> =>
  new Set(
    sql
      .exec<{ id: string }>(
        "SELECT id FROM deliveries WHERE id IN (SELECT value FROM json_each(?))",
        JSON.stringify(ids),
      )
      .toArray()
      .map(({ id }) => id),
  );

/** See `forgetRows`. */
export function forget(sql: SqlStorage, limit: number, chunk: number): number | null {
  const oldest = (["batch", "message"] as const).map((kind) =>
    forgetRows(sql, "deliveries", kind, limit, chunk),
  );
  const times = oldest.filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

export const stored = (row: Row): StoredDelivery => ({
  id: row.id,
  message: row.message,
  members: row.members === null ? null : JSON.parse(row.members),
  eventType: row.event_type,
  channels: strings(row.channels),
  tags: strings(row.tags),
  attempt: row.attempt,
  trigger: row.trigger as Trigger,
  handOuts: row.hand_outs,
});

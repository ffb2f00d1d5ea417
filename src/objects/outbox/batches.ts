import { statuses } from "../../core/delivery/attempt.ts";
import { triggers } from "../../core/delivery/delivery.ts";
import { json } from "../shared/log-rows.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";

/** Makes a batch of deliveries, due at once; one that was tried by hand before keeps its attempts. */
export function put(sql: SqlStorage, id: string, together: readonly StoredDelivery[], now: number): void {
  const types = new Set(together.map(({ eventType }) => eventType));
  const batch: StoredDelivery = {
    id,
    message: id,
    members: together.map(({ message, eventType }) => ({ message, eventType })),
    eventType: types.size === 1 ? together[0]!.eventType : "",
    channels: null,
    tags: null,
    attempt: 1,
    trigger: together.every(({ trigger }) => trigger === triggers.manual)
      ? triggers.manual
      : triggers.scheduled,
    handOuts: 0,
  };
  deliveries.put(sql, batch, { status: statuses.pending, dueAt: now });
  const members = together.map(({ message, eventType, channels, tags }) => [
    message,
    eventType,
    json(channels),
    json(tags),
  ]);
  sql.exec(
    `INSERT INTO deliveries (id, message, event_type, channels, tags, attempt, trigger, status, batch)
      SELECT value ->> 0, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 1, ?, ?, ? FROM json_each(?) WHERE true
      ON CONFLICT (id) DO UPDATE SET status = excluded.status, batch = excluded.batch`,
    triggers.scheduled,
    statuses.pending,
    id,
    JSON.stringify(members),
  );
}

/**
 * Lets go of those members of these failed batches that were delivered by themselves, with the attempts that they have
 * had part in, so that they don't go again when the rest does.
 */
export function detachDelivered(sql: SqlStorage, batches: readonly string[]): void {
  const gone = sql
    .exec<{ id: string; batch: string }>(
      `SELECT d.id, d.batch FROM deliveries b, json_each(b.members) m JOIN deliveries d ON d.id = m.value ->> 'message'
        WHERE b.id IN (SELECT value FROM json_each(?)) AND d.batch = b.id AND d.status = ?`,
      JSON.stringify(batches),
      statuses.success,
    )
    .toArray();
  const ids = JSON.stringify(gone.map(({ id }) => id));
  sql.exec(
    `UPDATE deliveries SET members = (
        SELECT json_group_array(json(m.value)) FROM json_each(deliveries.members) m
        WHERE m.value ->> 'message' NOT IN (SELECT value FROM json_each(?1))
      ) WHERE id IN (SELECT value FROM json_each(?2))`,
    ids,
    JSON.stringify([...new Set(gone.map(({ batch }) => batch))]),
  );
  sql.exec(
    `UPDATE deliveries SET batch = NULL, attempts = (
        SELECT json_group_array(value) FROM (
          SELECT value FROM json_each(deliveries.attempts)
          UNION SELECT a.value FROM deliveries b, json_each(b.attempts) a WHERE b.id = deliveries.batch ORDER BY 1)
      ) WHERE id IN (SELECT value FROM json_each(?))`,
    ids,
  );
}

/** Makes each member of a batch that turned out too large a batch of its own. */
export function split(sql: SqlStorage, batch: StoredDelivery, now: number, newId: () => string): void {
  deliveries.drop(sql, batch.id);
  for (const member of batch.members ?? []) {
    const id = newId();
    deliveries.put(
      sql,
      { ...batch, id, message: id, members: [member] },
      { status: statuses.pending, dueAt: now },
    );
    sql.exec("UPDATE deliveries SET batch = ? WHERE id = ?", id, member.message);
  }
}

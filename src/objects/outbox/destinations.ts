import { type Status, statuses, waitsAgain } from "../../core/delivery/attempt.ts";
import { triggers } from "../../core/delivery/delivery.ts";
import { floor } from "../../core/ids.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import { json, type LogFilter } from "../shared/log-rows.ts";
import { type Row, type StoredDelivery, stored } from "./deliveries.ts";

export interface Destination {
  message: string;
  /** The batch that it goes with, null for none. */
  batch: string | null;
  eventType: string;
  status: Status;
  /** ms */
  nextAttempt: number | null;
  attempts: string[];
}

/** A member of a batch stands where its batch stands, unless it was delivered by itself. */
const destination = `
  SELECT d.id, d.message, d.event_type, d.channels, d.tags, d.trigger, d.members, d.batch,
    CASE WHEN b.id IS NULL OR d.status = ${statuses.success} THEN d.status ELSE b.status END AS status,
    coalesce(b.due_at, d.due_at) AS due_at, d.attempts, b.attempts AS batch_attempts
  FROM deliveries d LEFT JOIN deliveries b ON b.id = d.batch`;

interface DestinationRow extends Row {
  batch: string | null;
  batch_attempts: string | null;
}

export function find(sql: SqlStorage, id: string): Destination | null {
  const row = sql.exec<DestinationRow>(`${destination} WHERE d.id = ?`, id).toArray()[0];
  return row ? state(row) : null;
}

/** As the API tells it. */
export type DestinationFilter = LogFilter & { status: Status | null };

const statusAtEndpoint = `CASE
  WHEN status = ${statuses.pending} AND (attempts <> '[]' OR coalesce(batch_attempts, '[]') <> '[]')
    THEN ${waitsAgain.ofEndpoint}
  ELSE status END`;

/** Messages by where they stand; manual resends are part of their message. */
export function list(sql: SqlStorage, filter: DestinationFilter, query: PageQuery): Page<Destination> {
  const { beyond, ascending, limit } = walk(query);
  const rows = sql
    .exec<DestinationRow>(
      `SELECT * FROM (SELECT *, ${statusAtEndpoint} AS shown FROM (${destination}))
        WHERE id = message AND members IS NULL
          AND (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1) AND id >= ?2 AND (?3 IS NULL OR id < ?3)
          AND (?4 IS NULL OR shown = ?4)
          AND (?5 IS NULL OR event_type IN (SELECT value FROM json_each(?5)))
          AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?6))
          AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?7))
        ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?8`,
      beyond,
      filter.after === null ? "" : floor("message", filter.after + 1),
      filter.before === null ? null : floor("message", filter.before),
      filter.status,
      json(filter.eventTypes),
      filter.channel,
      filter.tag,
      limit,
    )
    .toArray();
  return paginate(rows.map(state), query, ({ message }) => message);
}

/** Which of the messages that were attempted here. */
export interface SentFilter extends Pick<LogFilter, "eventTypes" | "channel" | "tag"> {
  status: Status | null;
  /** Of the latest answer: 100, 200, … 500, 0 for none. */
  codeClass: number | null;
}

/**
 * Attempted messages with an id in (after, before), of the first `limit` ids there; `last` is the last of those, null
 * when there are no more of them.
 */
export function sent(
  sql: SqlStorage,
  after: string,
  before: string,
  filter: SentFilter,
  limit: number,
): { found: StoredDelivery[]; last: string | null } {
  const ids = sql
    .exec<{ id: string }>(
      "SELECT id FROM deliveries WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
      after,
      before,
      limit,
    )
    .toArray();
  const last = ids.at(-1)?.id;
  if (last === undefined) return { found: [], last: null };
  const rows = sql
    .exec<DestinationRow>(
      `SELECT * FROM (${destination}) sent
        WHERE id > ?1 AND id <= ?2 AND id = message AND members IS NULL
          AND (attempts <> '[]' OR coalesce(batch_attempts, '[]') <> '[]') AND (?3 IS NULL OR status = ?3)
          AND (?4 IS NULL OR event_type IN (SELECT value FROM json_each(?4)))
          AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?5))
          AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?6))
          AND (?7 IS NULL OR ?7 / 100 = (SELECT code / 100 FROM attempts WHERE id IN (
            SELECT value FROM json_each(sent.attempts)
            UNION ALL SELECT value FROM json_each(coalesce(sent.batch_attempts, '[]'))
          ) ORDER BY id DESC LIMIT 1))
        ORDER BY id`,
      after,
      last,
      filter.status,
      json(filter.eventTypes),
      filter.channel,
      filter.tag,
      filter.codeClass,
    )
    .toArray();
  const found = rows.map((row) => ({ ...stored(row), attempt: 1, trigger: triggers.manual, handOuts: 0 }));
  return { found, last: ids.length < limit ? null : last };
}

const state = (row: DestinationRow): Destination => ({
  message: row.message,
  batch: row.batch,
  eventType: row.event_type,
  status: row.status as Status,
  nextAttempt: row.due_at,
  attempts: [...JSON.parse(row.attempts), ...JSON.parse(row.batch_attempts ?? "[]")].sort(),
});

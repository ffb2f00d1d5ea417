import { floor, isId } from "../../core/ids.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Verdict } from "../../core/matching/match.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import type { PayloadRef } from "../../store/payloads.ts";
import { forgetRows, json, type LogFilter, strings } from "../shared/log-rows.ts";

/** The messages of a Journal: a row each, with the payload until the fan-out has put it into R2. */

export interface Row extends Record<string, SqlStorageValue> {
  id: string;
  event_type: string;
  origin: string | null;
  event_id: string | null;
  channels: string | null;
  tags: string | null;
  content_type: string | null;
  deliver_at: number | null;
  expires_at: number;
  payload: string | null;
  segment: string | null;
  position: number | null;
  length: number | null;
  verdicts: string | null;
  recipient: string | null;
  resends: number;
}

/** What a producer says of a message. */
interface MessageDescription {
  eventType: string;
  origin: string | null;
  eventId: string | null;
  channels: string[] | null;
  tags: string[] | null;
  contentType: string | null;
  /** ms */
  deliverAt: number | null;
  /** The one endpoint that it is for, null for all that match. */
  recipient: string | null;
}

/** A message as a producer hands it in; its payload as text, or where it lies in R2 already. */
export interface IncomingMessage extends MessageDescription {
  retentionMs: number | null;
  payload: string | null;
  ref: PayloadRef | null;
  /** The same key within 12 hours is the same message; null when the producer gave none. */
  idempotencyKey: string | null;
}

/** What the log keeps of a message. */
export interface StoredMessage extends MessageDescription {
  id: string;
  /** When its payload expires (ms). */
  expiresAt: number;
  /** Endpoint id → verdict; null until the fan-out is done. */
  verdicts: Record<string, Verdict> | null;
}

export const one = (sql: SqlStorage, query: string, ...bindings: SqlStorageValue[]): Row | undefined =>
  sql.exec<Row>(query, ...bindings).toArray()[0];

export const byIds = (sql: SqlStorage, ids: string[]): Row[] =>
  sql
    .exec<Row>("SELECT * FROM messages WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(ids))
    .toArray();

export function insert(
  sql: SqlStorage,
  id: string,
  expiresAt: number,
  incoming: IncomingMessage,
): StoredMessage {
  const { eventType, origin, eventId, channels, tags, contentType, deliverAt, recipient } = incoming;
  const { payload, ref, idempotencyKey } = incoming;
  sql.exec(
    `INSERT INTO messages (id, event_type, origin, event_id, idempotency_key, channels, tags, content_type,
      deliver_at, expires_at, recipient, payload, segment, position, length)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    eventType,
    origin,
    eventId,
    idempotencyKey,
    json(channels),
    json(tags),
    contentType,
    deliverAt,
    expiresAt,
    recipient,
    payload,
    ref?.key ?? null,
    ref?.offset ?? null,
    ref?.length ?? null,
  );
  return {
    id,
    eventType,
    origin,
    eventId,
    channels,
    tags,
    contentType,
    deliverAt,
    expiresAt,
    recipient,
    verdicts: null,
  };
}

/** By id or `eventId`. */
export function find(sql: SqlStorage, name: string): StoredMessage | null {
  const row = one(sql, `SELECT * FROM messages WHERE ${isId("message", name) ? "id" : "event_id"} = ?`, name);
  return row ? stored(row) : null;
}

export const findMany = (sql: SqlStorage, ids: string[]): StoredMessage[] => byIds(sql, ids).map(stored);

export const hasEventId = (sql: SqlStorage, eventId: string): boolean =>
  one(sql, "SELECT * FROM messages WHERE event_id = ?", eventId) !== undefined;

/** The message that came with this key, `since` (ms) or later. */
export function findByIdempotencyKey(sql: SqlStorage, key: string, since: number): StoredMessage | null {
  const query = "SELECT * FROM messages WHERE idempotency_key = ? AND id >= ? ORDER BY id DESC LIMIT 1";
  const row = one(sql, query, key, floor("message", since));
  return row ? stored(row) : null;
}

export function list(sql: SqlStorage, filter: LogFilter, query: PageQuery): Page<StoredMessage> {
  const { beyond, ascending, limit } = walk(query);
  const rows = sql
    .exec<Row>(
      `SELECT * FROM messages
        WHERE (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1) AND id >= ?2 AND (?3 IS NULL OR id < ?3)
          AND (?4 IS NULL OR event_type IN (SELECT value FROM json_each(?4)))
          AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?5))
          AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?6))
        ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?7`,
      beyond,
      filter.after === null ? "" : floor("message", filter.after + 1),
      filter.before === null ? null : floor("message", filter.before),
      json(filter.eventTypes),
      filter.channel,
      filter.tag,
      limit,
    )
    .toArray();
  return paginate(rows.map(stored), query, ({ id }) => id);
}

/** See `forgetRows`. */
export const forget = (sql: SqlStorage, limit: number, chunk: number): number | null =>
  forgetRows(sql, "messages", "message", limit, chunk);

/** What the fan-out needs of a message; the payload is added by whoever has it. */
export const toQueued = ({ eventId, verdicts, ...message }: StoredMessage): QueuedMessage => ({
  ...message,
  payload: null,
});

export const stored = (row: Row): StoredMessage => ({
  id: row.id,
  eventType: row.event_type,
  origin: row.origin,
  eventId: row.event_id,
  channels: strings(row.channels),
  tags: strings(row.tags),
  contentType: row.content_type,
  deliverAt: row.deliver_at,
  expiresAt: row.expires_at,
  recipient: row.recipient,
  verdicts: row.verdicts === null ? null : JSON.parse(row.verdicts),
});

import { type Status, statuses } from "../core/attempt.ts";
import { floor, prefixes, timeOf } from "../core/ids.ts";
import { type Delivery, type Trigger, triggers } from "../core/jobs.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";

/**
 * The deliveries of an Outbox: a row for each that waits or was tried. One that goes out at once has no row before its
 * first attempt is settled; its lease covers it until then. A batch has a row that names its members, and each of these
 * one that names the batch, where it stands with it.
 */
export const deliveriesSchema = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
    attempt INTEGER NOT NULL, trigger INTEGER NOT NULL, status INTEGER NOT NULL, due_at INTEGER,
    hand_outs INTEGER NOT NULL DEFAULT 0, attempts TEXT NOT NULL DEFAULT '[]', members TEXT, batch TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at, id) WHERE due_at IS NOT NULL;
`;

interface Row extends Record<string, SqlStorageValue> {
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

/** A member of a batch stands where its batch stands, unless it was delivered by itself. */
const standing = `
  SELECT d.id, d.message, d.event_type, d.channels, d.tags, d.trigger, d.members, d.batch,
    CASE WHEN b.id IS NULL OR d.status = ${statuses.success} THEN d.status ELSE b.status END AS status,
    coalesce(b.due_at, d.due_at) AS due_at, d.attempts, b.attempts AS batch_attempts
  FROM deliveries d LEFT JOIN deliveries b ON b.id = d.batch`;

interface Standing extends Row {
  batch: string | null;
  batch_attempts: string | null;
}

/** A delivery and how often it was handed out in vain. */
export type Held = Delivery & { handOuts: number };

export interface DeliveryState {
  message: string;
  /** The batch that it goes with, null for none. */
  batch: string | null;
  eventType: string;
  status: Status;
  /** ms */
  nextAttempt: number | null;
  attempts: string[];
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
const strings = (text: string | null) => (text === null ? null : (JSON.parse(text) as string[]));

/** Sets where a delivery stands, keeping its attempts; `attemptId` adds one. */
export function put(
  sql: SqlStorage,
  delivery: Held,
  state: { status: Status; dueAt: number | null; attemptId?: string },
): void {
  sql.exec(
    `INSERT INTO deliveries
      (id, message, event_type, channels, tags, attempt, trigger, status, due_at, hand_outs, attempts, members)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, CASE WHEN ?11 IS NULL THEN '[]' ELSE json_array(?11) END, ?12)
      ON CONFLICT (id) DO UPDATE SET attempt = ?6, status = ?8, due_at = ?9, hand_outs = ?10,
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

/** Makes a batch of deliveries, due at once; one that was tried by hand before keeps its attempts. */
export function putBatch(sql: SqlStorage, id: string, together: readonly Held[], now: number): void {
  const types = new Set(together.map(({ eventType }) => eventType));
  const batch: Held = {
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
  put(sql, batch, { status: statuses.pending, dueAt: now });
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

/** Makes each member of a batch that turned out too large a batch of its own. */
export function split(sql: SqlStorage, batch: Held, now: number, newId: () => string): void {
  drop(sql, batch.id);
  for (const member of batch.members ?? []) {
    const id = newId();
    put(sql, { ...batch, id, message: id, members: [member] }, { status: statuses.pending, dueAt: now });
    sql.exec("UPDATE deliveries SET batch = ? WHERE id = ?", id, member.message);
  }
}

/** Notes an attempt without changing where the delivery stands. */
export const addAttempt = (sql: SqlStorage, id: string, attemptId: string) => {
  sql.exec("UPDATE deliveries SET attempts = json_insert(attempts, '$[#]', ?) WHERE id = ?", attemptId, id);
};

export const drop = (sql: SqlStorage, id: string) => {
  sql.exec("DELETE FROM deliveries WHERE id = ?", id);
};

/** Takes up to `count` of those due out of the wait, the longest due first. */
export function takeDue(sql: SqlStorage, now: number, count: number): Held[] {
  const rows = sql
    .exec<Row>("SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", now, count)
    .toArray();
  if (rows.length > 0)
    sql.exec(
      `UPDATE deliveries SET due_at = NULL, status = ?, hand_outs = hand_outs + 1
        WHERE id IN (SELECT value FROM json_each(?))`,
      statuses.sending,
      JSON.stringify(rows.map(({ id }) => id)),
    );
  return rows.map((row) => ({ ...held(row), handOuts: row.hand_outs + 1 }));
}

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

/** Cancels all that waits. */
export const cancelWaiting = (sql: SqlStorage) => {
  sql.exec("UPDATE deliveries SET status = ?, due_at = NULL WHERE due_at IS NOT NULL", statuses.canceled);
};

export function find(sql: SqlStorage, id: string): DeliveryState | null {
  const row = sql.exec<Standing>(`${standing} WHERE d.id = ?`, id).toArray()[0];
  return row ? state(row) : null;
}

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

export interface DeliveryFilter {
  status: Status | null;
  eventTypes: string[] | null;
  channel: string | null;
  tag: string | null;
  /** ms */
  before: number | null;
  after: number | null;
}

/** Messages by where they stand; manual resends are part of their message. */
export function list(sql: SqlStorage, filter: DeliveryFilter, query: PageQuery): Page<DeliveryState> {
  const { beyond, ascending, limit } = walk(query);
  const rows = sql
    .exec<Standing>(
      `SELECT * FROM (${standing})
        WHERE id = message AND members IS NULL
          AND (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1) AND id >= ?2 AND (?3 IS NULL OR id < ?3)
          AND (?4 IS NULL OR status = ?4)
          AND (?5 IS NULL OR event_type IN (SELECT value FROM json_each(?5)))
          AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?6))
          AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?7))
        ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?8`,
      beyond,
      filter.after === null ? "" : floor("message", filter.after),
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

/**
 * Plans anew, from its first attempt on, what was given up of the messages of [since, until) (ms); a batch that has one
 * of these as a whole.
 */
export const recover = (sql: SqlStorage, since: number, until: number, now: number) => {
  sql.exec(
    `UPDATE deliveries SET status = ?1, due_at = ?2, attempt = 1, hand_outs = 0, trigger = ?3
      WHERE status = ?4 AND (id IN (SELECT batch FROM deliveries WHERE id >= ?5 AND id < ?6 AND status <> ?7)
        OR (id >= ?5 AND id < ?6 AND id = message AND batch IS NULL))`,
    statuses.pending,
    now,
    triggers.manual,
    statuses.fail,
    floor("message", since),
    floor("message", until),
    statuses.success,
  );
};

/** Which of the messages that were attempted here. */
export interface SentFilter {
  status: Status | null;
  eventTypes: string[] | null;
  channel: string | null;
  tag: string | null;
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
): { found: Held[]; last: string | null } {
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
    .exec<Standing>(
      `SELECT * FROM (${standing}) sent
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
  const found = rows.map((row) => ({ ...held(row), attempt: 1, trigger: triggers.manual, handOuts: 0 }));
  return { found, last: ids.length < limit ? null : last };
}

/** Deletes up to `chunk` rows from before `limit` (ms); when the oldest left was made, null for none. */
export function forget(sql: SqlStorage, limit: number, chunk: number): number | null {
  const oldest = (["batch", "message"] as const).map((kind) => forgetOf(sql, kind, limit, chunk));
  const times = oldest.filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function forgetOf(sql: SqlStorage, kind: "batch" | "message", limit: number, chunk: number): number | null {
  const [first, last] = [floor(kind, 0), `${prefixes[kind]}~`];
  sql.exec(
    "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)",
    first,
    floor(kind, limit),
    chunk,
  );
  const oldest = sql
    .exec<{ message: string }>(
      "SELECT message FROM deliveries WHERE id >= ? AND id < ? ORDER BY id LIMIT 1",
      first,
      last,
    )
    .toArray()[0];
  return oldest === undefined ? null : timeOf(oldest.message);
}

const held = (row: Row): Held => ({
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

const state = (row: Standing): DeliveryState => ({
  message: row.message,
  batch: row.batch,
  eventType: row.event_type,
  status: row.status as Status,
  nextAttempt: row.due_at,
  attempts: [...JSON.parse(row.attempts), ...JSON.parse(row.batch_attempts ?? "[]")].sort(),
});

import type { Attempt, Status } from "../../core/delivery/attempt.ts";
import { expungedAnswer } from "../../core/delivery/attempt.ts";
import { type Trigger, triggers } from "../../core/delivery/delivery.ts";
import { floor } from "../../core/ids.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import { forgetRows, json, type LogFilter, strings } from "../shared/log-rows.ts";

/** The log of attempts in an Outbox: one row each. */

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  message: string;
  event_type: string;
  channels: string | null;
  tags: string | null;
  trigger: number;
  at: number;
  status: number;
  code: number;
  response: string;
  duration: number;
  url: string;
  messages: string | null;
  request: string | null;
  replay_count: number;
  failure: string | null;
  body_failure: string | null;
}

/** An attempt as the log has it. */
export type LoggedAttempt = Attempt & {
  /** Which one by hand it is of its message at this endpoint, from 1; 0 for one that the schedule made. */
  replayCount: number;
};

export interface AttemptFilter extends LogFilter {
  status: Status | null;
  /** 100, 200, … 500. */
  codeClass: number | null;
}

/** An id is made when an attempt ends, no later than this (ms) after it began. */
const longestAttemptMs = 600_000;

/** When the latest attempt was (ms); null when there is none. */
export const latest = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number }>("SELECT at FROM attempts ORDER BY id DESC LIMIT 1").toArray()[0]?.at ?? null;

export const isEmpty = (sql: SqlStorage): boolean => latest(sql) === null;

/** False when this attempt is known already. */
export function record(sql: SqlStorage, attempt: LoggedAttempt): boolean {
  const { rowsWritten } = sql.exec(
    `INSERT OR IGNORE INTO attempts
      (id, message, event_type, channels, tags, trigger, at, status, code, response, duration, url, messages, request,
        replay_count, failure, body_failure)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    attempt.id,
    attempt.message,
    attempt.eventType,
    json(attempt.channels),
    json(attempt.tags),
    attempt.trigger,
    attempt.at,
    attempt.status,
    attempt.code,
    attempt.response,
    attempt.duration,
    attempt.url,
    json(attempt.messages),
    json(attempt.request),
    attempt.replayCount,
    json(attempt.failure),
    json(attempt.bodyFailure),
  );
  return rowsWritten > 0;
}

export function find(sql: SqlStorage, id: string): LoggedAttempt | null {
  const row = sql.exec<Row>("SELECT * FROM attempts WHERE id = ?", id).toArray()[0];
  return row ? attempt(row) : null;
}

/** Is there a message in the batch of which this is true? */
const anyMember = (condition: string) =>
  `EXISTS (SELECT 1 FROM json_each(messages) m JOIN deliveries d ON d.id = m.value WHERE ${condition})`;

/** How many of these were made by hand. */
export const countManual = (sql: SqlStorage, ids: readonly string[]): number =>
  sql
    .exec<{ n: number }>(
      "SELECT count(*) AS n FROM attempts WHERE id IN (SELECT value FROM json_each(?)) AND trigger = ?",
      JSON.stringify(ids),
      triggers.manual,
    )
    .one().n;

/** @param ids only among these, null for all */
export function list(
  sql: SqlStorage,
  ids: string[] | null,
  filter: AttemptFilter,
  query: PageQuery,
): Page<LoggedAttempt> {
  const { beyond, ascending, limit } = walk(query);
  const rows = sql
    .exec<Row>(
      `SELECT * FROM attempts
        WHERE (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1)
          AND id >= ?2 AND (?11 IS NULL OR at > ?11) AND (?3 IS NULL OR id < ?3) AND (?12 IS NULL OR at < ?12)
          AND (?4 IS NULL OR id IN (SELECT value FROM json_each(?4)))
          AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR code / 100 = ?6 / 100)
          AND (?7 IS NULL OR event_type IN (SELECT value FROM json_each(?7))
            OR ${anyMember("d.event_type IN (SELECT value FROM json_each(?7))")})
          AND (?8 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?8)
            OR ${anyMember("EXISTS (SELECT 1 FROM json_each(d.channels) WHERE value = ?8)")})
          AND (?9 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?9)
            OR ${anyMember("EXISTS (SELECT 1 FROM json_each(d.tags) WHERE value = ?9)")})
        ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?10`,
      beyond,
      filter.after === null ? "" : floor("attempt", filter.after),
      filter.before === null ? null : floor("attempt", filter.before + longestAttemptMs),
      json(ids),
      filter.status,
      filter.codeClass,
      json(filter.eventTypes),
      filter.channel,
      filter.tag,
      limit,
      filter.after,
      filter.before,
    )
    .toArray();
  return paginate(rows.map(attempt), query, ({ id }) => id);
}

/** Deletes what an answer said for good: its body, and where a redirect led. */
export const expungeAnswer = (sql: SqlStorage, id: string) =>
  sql.exec(
    `UPDATE attempts SET response = ?, failure = json_replace(failure, '$.params.location', NULL) WHERE id = ?`,
    expungedAnswer,
    id,
  ).rowsWritten > 0;

/** The same of several, and what is kept of their requests' headers: their signatures are made of the payload. */
export const expunge = (sql: SqlStorage, ids: readonly string[]) => {
  sql.exec(
    `UPDATE attempts SET response = ?, failure = json_replace(failure, '$.params.location', NULL),
      request = json_replace(request, '$.headers', json('{}')) WHERE id IN (SELECT value FROM json_each(?))`,
    expungedAnswer,
    JSON.stringify(ids),
  );
};

/** See `forgetRows`. */
export const forget = (sql: SqlStorage, limit: number, chunk: number): number | null =>
  forgetRows(sql, "attempts", "attempt", limit, chunk);

const attempt = (row: Row): LoggedAttempt => ({
  id: row.id,
  message: row.message,
  eventType: row.event_type,
  channels: strings(row.channels),
  tags: strings(row.tags),
  trigger: row.trigger as Trigger,
  at: row.at,
  status: row.status as Attempt["status"],
  code: row.code,
  response: row.response,
  duration: row.duration,
  url: row.url,
  messages: strings(row.messages),
  request: row.request === null ? null : JSON.parse(row.request),
  replayCount: row.replay_count,
  failure: row.failure === null ? null : JSON.parse(row.failure),
  bodyFailure: row.body_failure === null ? null : JSON.parse(row.body_failure),
});

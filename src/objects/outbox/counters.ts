import { type Attempt, statuses } from "../../core/delivery/attempt.ts";
import { type HourCounts, hourMs } from "../../core/delivery/series.ts";

/** What an Outbox counts by the hour. */

const hourOf = (at: number) => Math.floor(at / hourMs);

export interface Change {
  success: number;
  fail: number;
  /** ms */
  duration: number;
  /** When the latest request left (ms), 0 for none. */
  lastLeft: number;
}

const add = (sql: SqlStorage, hour: number, change: Change) =>
  sql.exec(
    `INSERT INTO counters (hour, success, fail, suppressed, duration, last_left) VALUES (?, ?, ?, 0, ?, ?)
      ON CONFLICT (hour) DO UPDATE SET success = success + excluded.success, fail = fail + excluded.fail,
        duration = duration + excluded.duration, last_left = max(last_left, excluded.last_left)`,
    hour,
    change.success,
    change.fail,
    change.duration,
    change.lastLeft,
  );

/** Adds attempts to the counts of the hour in which each was made: one row for all of an hour. */
export function count(sql: SqlStorage, attempts: readonly Attempt[]): void {
  for (const [hour, ofHour] of Map.groupBy(attempts, ({ at }) => hourOf(at))) {
    const success = ofHour.filter(({ status }) => status === statuses.success).length;
    add(sql, hour, {
      success,
      fail: ofHour.length - success,
      duration: ofHour.reduce((total, { duration }) => total + duration, 0),
      lastLeft: Math.max(...ofHour.map(({ at }) => at)),
    });
  }
}

/** So many of an hour are told apart from those that are offered again because a fan-out broke off. */
const mostRemembered = 1_000;

/** Messages that a cooldown keeps back now, each once. */
export function countSuppressed(sql: SqlStorage, messages: readonly string[], now: number): void {
  if (messages.length === 0) return;
  const hour = hourOf(now);
  const rows = sql
    .exec<{ hour: number; latest: string }>(
      "SELECT hour, latest_suppressed AS latest FROM counters WHERE hour BETWEEN ? AND ?",
      hour - 1,
      hour,
    )
    .toArray()
    .map((row) => ({ hour: row.hour, latest: JSON.parse(row.latest) as string[] }));
  const known = new Set(rows.flatMap(({ latest }) => latest));
  const fresh = messages.filter((message) => !known.has(message));
  if (fresh.length === 0) return;
  const latest = rows.find((row) => row.hour === hour)?.latest ?? [];
  sql.exec(
    `INSERT INTO counters (hour, success, fail, suppressed, duration, last_left, latest_suppressed)
      VALUES (?1, 0, 0, ?2, 0, 0, ?3)
      ON CONFLICT (hour) DO UPDATE SET suppressed = suppressed + ?2, latest_suppressed = ?3`,
    hour,
    fresh.length,
    JSON.stringify([...latest, ...fresh].slice(-mostRemembered)),
  );
}

/** The latest hour with a request, null when none ever left. */
export const latestHour = (sql: SqlStorage): Change | null =>
  sql
    .exec<Record<keyof Change, number>>(
      `SELECT success, fail, duration, last_left AS lastLeft FROM counters WHERE last_left > 0
        ORDER BY hour DESC LIMIT 1`,
    )
    .toArray()[0] ?? null;

/** Attempts in the hours that touch [since, until] (ms). */
export const countBetween = (sql: SqlStorage, since: number, until: number) =>
  sql
    .exec<{ success: number; fail: number }>(
      "SELECT coalesce(sum(success), 0) AS success, coalesce(sum(fail), 0) AS fail FROM counters WHERE hour BETWEEN ? AND ?",
      hourOf(since),
      hourOf(until),
    )
    .one();

interface Row extends Record<string, SqlStorageValue> {
  hour: number;
  accepted: number;
  failed: number;
  suppressed: number;
  duration: number;
}

/** The hours that touch [since, until] (ms) and in which anything happened, in order. */
export const hoursBetween = (sql: SqlStorage, since: number, until: number): HourCounts[] =>
  sql
    .exec<Row>(
      `SELECT hour, success AS accepted, fail AS failed, suppressed, duration FROM counters
        WHERE hour BETWEEN ? AND ? ORDER BY hour`,
      hourOf(since),
      hourOf(until),
    )
    .toArray();

/** Deletes the hours before `limit` (ms). */
export const forget = (sql: SqlStorage, limit: number) => {
  sql.exec("DELETE FROM counters WHERE hour < ?", hourOf(limit));
};

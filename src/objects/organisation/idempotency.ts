import { answers } from "../../core/limits.ts";

/** The first answer to a call that changed configuration, which repeated calls with its idempotency key get. */
export interface Answer {
  status: number;
  body: string | null;
}

/** Whose answers they are: an application's, by its id, or the organisation's own, "". */
export type Owner = string;

/** How long a call that never ended keeps its key (ms). */
const claimMs = 60_000;

/** Reserves a key: `"new"` to the first caller, its answer to later ones, `"busy"` while there is none. */
export function claim(sql: SqlStorage, owner: Owner, key: string, now: number): Answer | "busy" | "new" {
  const known = sql
    .exec<{ status: number | null; body: string | null }>(
      "SELECT status, body FROM answers WHERE key = ? AND expires_at > ?",
      key,
      now,
    )
    .toArray()[0];
  if (known) return known.status === null ? "busy" : { status: known.status, body: known.body };
  sql.exec(
    "INSERT OR REPLACE INTO answers (key, owner, expires_at) VALUES (?, ?, ?)",
    key,
    owner,
    now + claimMs,
  );
  return "new";
}

/**
 * Keeps the answer to a claimed key, or frees the key when there was no good one. With more than an owner may have, its
 * oldest go.
 */
export function keep(
  sql: SqlStorage,
  owner: Owner,
  key: string,
  answer: Answer | null,
  expiresAt: number,
): void {
  if (answer === null) {
    sql.exec("DELETE FROM answers WHERE key = ?", key);
    return;
  }
  const { status, body } = answer;
  sql.exec(
    "UPDATE answers SET status = ?, body = ?, expires_at = ? WHERE key = ?",
    ...[status, body, expiresAt, key],
  );
  sql.exec(
    `DELETE FROM answers WHERE key IN (
      SELECT key FROM (
        SELECT key, count(*) OVER latest AS place, sum(length(body)) OVER latest AS bytes
          FROM answers WHERE owner = ?1 AND status IS NOT NULL WINDOW latest AS (ORDER BY expires_at DESC, key)
      ) WHERE place > ?2 OR bytes > ?3
    )`,
    ...[owner, answers.most, answers.bytes],
  );
}

/** An owner is deleted. */
export const forgetOf = (sql: SqlStorage, owner: Owner) => {
  sql.exec("DELETE FROM answers WHERE owner = ?", owner);
};

/** Deletes what has expired; when the next of the others does (ms), null when there is none. */
export function forget(sql: SqlStorage, now: number): number | null {
  sql.exec("DELETE FROM answers WHERE expires_at <= ?", now);
  return sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM answers").one().at;
}

/** The first answer to a call that changed configuration, which repeated calls with its idempotency key get. */
export interface Answer {
  status: number;
  body: string | null;
}

/** How long a call that never ended keeps its key (ms). */
const claimMs = 60_000;

/** Reserves a key: `"new"` to the first caller, its answer to later ones, `"busy"` while there is none. */
export function claim(sql: SqlStorage, key: string, now: number): Answer | "busy" | "new" {
  const known = sql
    .exec<{ status: number | null; body: string | null }>(
      "SELECT status, body FROM answers WHERE key = ? AND expires_at > ?",
      key,
      now,
    )
    .toArray()[0];
  if (known) return known.status === null ? "busy" : { status: known.status, body: known.body };
  sql.exec("INSERT OR REPLACE INTO answers (key, expires_at) VALUES (?, ?)", key, now + claimMs);
  return "new";
}

/** Keeps the answer to a claimed key, or frees the key when there was no good one. */
export function keep(sql: SqlStorage, key: string, answer: Answer | null, expiresAt: number): void {
  if (answer === null) sql.exec("DELETE FROM answers WHERE key = ?", key);
  else
    sql.exec(
      "UPDATE answers SET status = ?, body = ?, expires_at = ? WHERE key = ?",
      answer.status,
      answer.body,
      expiresAt,
      key,
    );
}

/** Deletes what has expired; when the next of the others does (ms), null when there is none. */
export function forget(sql: SqlStorage, now: number): number | null {
  sql.exec("DELETE FROM answers WHERE expires_at <= ?", now);
  return sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM answers").one().at;
}

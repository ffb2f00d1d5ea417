import { remove } from "../../store/payloads.ts";

/** The R2 objects of a Journal, by when they expire; `first` and `last` are the messages that they hold, by id. */
export interface Segment {
  key: string;
  /** ms */
  expiresAt: number;
  first: string;
  last: string;
}

export const keep = (sql: SqlStorage, { expiresAt, key, first, last }: Segment) => {
  sql.exec(
    "INSERT OR IGNORE INTO segments (expires_at, key, first, last) VALUES (?, ?, ?, ?)",
    expiresAt,
    key,
    first,
    last,
  );
};

export const find = (sql: SqlStorage, key: string): Segment | null =>
  sql
    .exec<Segment & Record<string, SqlStorageValue>>(
      "SELECT key, expires_at AS expiresAt, first, last FROM segments WHERE key = ?",
      key,
    )
    .toArray()[0] ?? null;

/** Those of the keys that no row names. */
export function unknown(sql: SqlStorage, keys: string[]): string[] {
  if (keys.length === 0) return [];
  const rows = sql
    .exec<{ key: string }>(
      "SELECT key FROM segments WHERE key IN (SELECT value FROM json_each(?))",
      JSON.stringify(keys),
    )
    .toArray();
  const known = new Set(rows.map(({ key }) => key));
  return keys.filter((key) => !known.has(key));
}

/** Keys of up to `limit` that have expired. */
export const expired = (sql: SqlStorage, now: number, limit: number): string[] =>
  sql
    .exec<{ key: string }>("SELECT key FROM segments WHERE expires_at <= ? LIMIT ?", now, limit)
    .toArray()
    .map(({ key }) => key);

/** When the first one expires (ms), null when there is none. */
export const nextExpiry = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM segments").one().at;

/** Deletes R2 objects, and then their rows, so that what broke off is done again. */
export async function drop(env: Env, sql: SqlStorage, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  await remove(env, keys);
  sql.exec("DELETE FROM segments WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify(keys));
}

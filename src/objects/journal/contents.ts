import type { PayloadRef } from "../../store/payloads.ts";
import { byIds, one, type Row } from "./messages.ts";

/** Where a message's payload is: in the row, in R2, or gone for good (`null`). */
export type Located = {
  id: string;
  contentType: string | null;
  content: { payload: string } | { ref: PayloadRef } | null;
};

export const locate = (sql: SqlStorage, ids: string[], now: number): Located[] =>
  byIds(sql, ids).map((row) => ({ id: row.id, contentType: row.content_type, content: contentOf(row, now) }));

function contentOf(row: Row, now: number): Located["content"] {
  if (row.expires_at <= now) return null;
  if (row.payload !== null) return { payload: row.payload };
  const ref = refOf(row);
  return ref && { ref };
}

const refOf = ({ segment, position, length }: Row): PayloadRef | null =>
  segment === null ? null : { key: segment, offset: position!, length: length! };

/** The payload counts as gone from now on; answers where it lies in R2, null when it lies nowhere. */
export function expirePayload(sql: SqlStorage, id: string, now: number): PayloadRef | null {
  sql.exec("UPDATE messages SET expires_at = min(expires_at, ?), payload = NULL WHERE id = ?", now, id);
  const row = one(sql, "SELECT * FROM messages WHERE id = ?", id);
  return row ? refOf(row) : null;
}

/** Does a message between these two still need this R2 object? */
export const anyAlive = (
  sql: SqlStorage,
  segment: string,
  first: string,
  last: string,
  now: number,
): boolean =>
  one(
    sql,
    "SELECT * FROM messages WHERE id >= ? AND id <= ? AND segment = ? AND expires_at > ? LIMIT 1",
    first,
    last,
    segment,
    now,
  ) !== undefined;

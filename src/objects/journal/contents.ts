import { blank, type PayloadRef } from "../../store/payloads.ts";
import { byIds, one, type Row } from "./messages.ts";
import * as segments from "./segments.ts";

/** Where a message's payload is: in the row, in R2, or gone for good (`null`). */
export interface LocatedContent {
  id: string;
  contentType: string | null;
  content: { payload: string } | { ref: PayloadRef } | null;
}

export const locate = (sql: SqlStorage, ids: string[], now: number): LocatedContent[] =>
  byIds(sql, ids).map((row) => ({ id: row.id, contentType: row.content_type, content: contentOf(row, now) }));

function contentOf(row: Row, now: number): LocatedContent["content"] {
  if (row.expires_at <= now) return null;
  if (row.payload !== null) return { payload: row.payload };
  const ref = refOf(row);
  return ref && { ref };
}

export const refOf = ({ segment, position, length }: Row): PayloadRef | null =>
  segment === null ? null : { key: segment, offset: position!, length: length! };

/** The payloads count as gone from now on; answers where they lie in R2. */
export function expire(sql: SqlStorage, ids: string[], now: number): PayloadRef[] {
  sql.exec(
    "UPDATE messages SET expires_at = min(expires_at, ?), payload = NULL WHERE id IN (SELECT value FROM json_each(?))",
    now,
    JSON.stringify(ids),
  );
  return byIds(sql, ids).flatMap((row) => refOf(row) ?? []);
}

/** Deletes expired payloads from R2: their parts of a segment while something else in it is alive, or all of it. */
export async function erase(
  env: Env,
  sql: SqlStorage,
  refs: readonly PayloadRef[],
  now: number,
): Promise<void> {
  const unused: string[] = [];
  for (const [key, ofSegment] of Map.groupBy(refs, ({ key }) => key)) {
    const segment = segments.find(sql, key);
    if (segment && anyAlive(sql, segment, now)) await blank(env, key, ofSegment);
    else unused.push(key);
  }
  await segments.drop(env, sql, unused);
}

const anyAlive = (sql: SqlStorage, { key, first, last }: segments.Segment, now: number): boolean =>
  one(
    sql,
    "SELECT * FROM messages WHERE id >= ? AND id <= ? AND segment = ? AND expires_at > ? LIMIT 1",
    first,
    last,
    key,
    now,
  ) !== undefined;

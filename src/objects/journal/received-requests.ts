import { floor, timeOf } from "../../core/ids.ts";

/** What came to the application's test receiver. */

export interface ReceivedRequest {
  method: string;
  /** Below the receiver's address, with its leading slash. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: Record<string, string>;
  /** The beginning of it, as text. */
  body: string;
  truncated: boolean;
}

export type KeptRequest = ReceivedRequest & { id: string };

const mostKept = 50;

/** Keeps a request, and the newest of those before it. */
export function keep(sql: SqlStorage, request: KeptRequest): void {
  sql.exec(
    "INSERT INTO received_requests (id, method, path, query, headers, body, truncated) VALUES (?, ?, ?, ?, ?, ?, ?)",
    request.id,
    request.method,
    request.path,
    request.query,
    JSON.stringify(request.headers),
    request.body,
    Number(request.truncated),
  );
  sql.exec(
    "DELETE FROM received_requests WHERE id <= (SELECT id FROM received_requests ORDER BY id DESC LIMIT 1 OFFSET ?)",
    mostKept,
  );
}

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  method: string;
  path: string;
  query: string;
  headers: string;
  body: string;
  truncated: number;
}

/** The newest first. */
export const list = (sql: SqlStorage): KeptRequest[] =>
  sql
    .exec<Row>("SELECT * FROM received_requests ORDER BY id DESC")
    .toArray()
    .map((row) => ({ ...row, headers: JSON.parse(row.headers), truncated: row.truncated === 1 }));

export const clear = (sql: SqlStorage) => {
  sql.exec("DELETE FROM received_requests");
};

/** Deletes those that carried one of these messages, and batches, which may have. */
export const forgetOf = (sql: SqlStorage, messages: string[]) => {
  sql.exec(
    `DELETE FROM received_requests WHERE headers ->> '$."webhook-id"' LIKE 'batch\\_%' ESCAPE '\\'
      OR headers ->> '$."webhook-id"' IN (SELECT value FROM json_each(?))`,
    JSON.stringify(messages),
  );
};

/** Deletes those in which a value stands, as it is, as in JSON or as in an address. */
export const forgetHolding = (sql: SqlStorage, value: string) => {
  const spellings = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())];
  sql.exec(
    `DELETE FROM received_requests WHERE EXISTS (
      SELECT 1 FROM json_each(?) s WHERE instr(body, s.value) + instr(query, s.value) + instr(path, s.value)
        + instr(headers, s.value) > 0)`,
    JSON.stringify(spellings),
  );
};

/** Deletes those from before `limit` (ms); when the oldest left came, null for none. */
export function forget(sql: SqlStorage, limit: number): number | null {
  sql.exec("DELETE FROM received_requests WHERE id < ?", floor("request", limit));
  const oldest = sql
    .exec<{ id: string }>("SELECT id FROM received_requests ORDER BY id LIMIT 1")
    .toArray()[0];
  return oldest === undefined ? null : timeOf(oldest.id);
}

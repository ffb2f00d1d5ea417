/** Keeps what an object knows of itself. */
const kept = "key_value";

/** Deletes up to `limit` rows of all tables but `key_value`; true when none is left. */
export function deleteRows(sql: SqlStorage, limit: number): boolean {
  let room = limit;
  for (const { name, key } of tables(sql)) {
    const { rowsWritten } = sql.exec(
      `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} LIMIT ?)`,
      room,
    );
    room -= rowsWritten;
    if (room <= 0) return false;
  }
  return true;
}

/** With the columns of their primary keys; what has none, the version of the schema, is no table of rows. */
const tables = (sql: SqlStorage) =>
  sql
    .exec<{ name: string; key: string }>(
      `SELECT t.name, group_concat(c.name) AS key FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND c.pk > 0 AND t.name <> ? AND t.name NOT LIKE '\\_cf\\_%' ESCAPE '\\'
        GROUP BY t.name`,
      kept,
    )
    .toArray();

/**
 * Deletes up to `limit` rows of these tables; true when none is left.
 *
 * @param tables name → the columns of its primary key
 */
export function deleteRows(sql: SqlStorage, tables: Record<string, string>, limit: number): boolean {
  let room = limit;
  for (const [table, key] of Object.entries(tables)) {
    const { rowsWritten } = sql.exec(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} LIMIT ?)`,
      room,
    );
    room -= rowsWritten;
    if (room <= 0) return false;
  }
  return true;
}

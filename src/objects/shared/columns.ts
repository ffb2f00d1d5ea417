/** A column that a table has got since it was first made. */
export interface Added {
  table: string;
  column: string;
  /** Type and default. */
  definition: string;
}

/** Brings the tables of an object that an earlier version made up to date. */
export function addMissing(sql: SqlStorage, added: readonly Added[]): void {
  for (const { table, column, definition } of added) {
    const known = sql.exec("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column).toArray();
    if (known.length === 0) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
  }
}

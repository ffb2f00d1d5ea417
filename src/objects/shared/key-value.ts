/**
 * Single values that a Durable Object keeps beside its tables, as JSON: in a table of its own, `key_value`, so that
 * migrations reach them.
 */
export class KeyValue {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get<T>(key: string): T | null {
    const row = this.#sql
      .exec<{ value: string }>("SELECT value FROM key_value WHERE key = ?", key)
      .toArray()[0];
    return row ? JSON.parse(row.value) : null;
  }

  set(key: string, value: unknown): void {
    this.#sql.exec("INSERT OR REPLACE INTO key_value (key, value) VALUES (?, ?)", key, JSON.stringify(value));
  }

  /** Forgets all values but these. */
  keepOnly(keys: string[]): void {
    this.#sql.exec(
      "DELETE FROM key_value WHERE key NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(keys),
    );
  }
}

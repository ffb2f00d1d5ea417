/** The database of an Organisation, see `migrate`. */
export const migrations: readonly string[] = [
  `CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;`,
];

/** The database of an Organisation, see `migrate`. */
export const migrations: readonly string[] = [
  `CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;`,
  `ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  CREATE INDEX answers_owner ON answers (owner, expires_at);`,
];

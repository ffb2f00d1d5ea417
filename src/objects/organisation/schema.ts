/** The database of an Organisation, see `migrate`. */
export const migrations: readonly string[] = [
  `CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;`,
  `ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  CREATE INDEX answers_owner ON answers (owner, expires_at);`,
  `CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY, app TEXT NOT NULL, task TEXT NOT NULL, status TEXT NOT NULL, updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
  ) WITHOUT ROWID;`,
  `UPDATE tasks SET task = 'application.purge_content' WHERE task = 'message.expunge';

  CREATE TABLE statistics (id TEXT PRIMARY KEY, what TEXT NOT NULL, after TEXT, found TEXT NOT NULL) WITHOUT ROWID;`,
  `CREATE TABLE changes (
    id TEXT PRIMARY KEY, app TEXT NOT NULL, job TEXT NOT NULL, tries INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) WITHOUT ROWID;`,
];

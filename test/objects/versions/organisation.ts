/** Databases of Organisations as each version of the schema left them, the first one first; none is ever changed. */
export const organisations: readonly string[] = [
  `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);
  CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;
  INSERT INTO answers VALUES ('answered', 9000000000000, 201, 'sealed'), ('claimed', 9000000000000, NULL, NULL);`,
];

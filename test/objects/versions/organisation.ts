const first = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);
  CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;
  INSERT INTO answers VALUES ('answered', 9000000000000, 201, 'sealed'), ('claimed', 9000000000000, NULL, NULL);`;

const second = `${first}
  ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  CREATE INDEX answers_owner ON answers (owner, expires_at);
  UPDATE schema_version SET version = 2;`;

/** Databases of Organisations as each version of the schema left them, the first one first; none is ever changed. */
export const organisations: readonly string[] = [first, second];

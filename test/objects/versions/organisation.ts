const first = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);
  CREATE TABLE answers (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT) WITHOUT ROWID;
  INSERT INTO answers VALUES ('answered', 9000000000000, 201, 'sealed'), ('claimed', 9000000000000, NULL, NULL);`;

const second = `${first}
  ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  CREATE INDEX answers_owner ON answers (owner, expires_at);
  UPDATE schema_version SET version = 2;`;

const third = `${second}
  CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO key_value VALUES ('letters', '{"org":"org_x"}');
  CREATE TABLE tasks (
    id TEXT PRIMARY KEY, app TEXT NOT NULL, task TEXT NOT NULL, status TEXT NOT NULL, updated_at INTEGER NOT NULL,
    data TEXT NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO tasks VALUES (
    'qtask_01K0000000000000000000000A', 'app_x', 'message.expunge', 'running', 1790000000000, '{"checked":3}'
  );
  UPDATE schema_version SET version = 3;`;

const fourth = `${third}
  UPDATE tasks SET task = 'application.purge_content';
  CREATE TABLE statistics (id TEXT PRIMARY KEY, what TEXT NOT NULL, after TEXT, found TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO statistics VALUES ('qtask_01K0000000000000000000000B', '{"kind":"event-type.aggregate"}', NULL, '[]');
  UPDATE schema_version SET version = 4;`;

const fifth = `${fourth}
  CREATE TABLE changes (
    id TEXT PRIMARY KEY, app TEXT NOT NULL, job TEXT NOT NULL, tries INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO changes VALUES (
    'job_01K0000000000000000000000A', 'app_x',
    '{"v":1,"kind":"change","org":"org_x","app":"app_x","change":"job_01K0000000000000000000000A","revision":0,"content":{"kind":"endpoint","event":"endpoint.created","subject":{"appId":"app_x","appUid":null,"endpointId":"ep_x","endpointUid":null}}}',
    0, 9000000000000
  );
  UPDATE schema_version SET version = 5;`;

/** Databases of Organisations as each version of the schema left them, the first one first; none is ever changed. */
export const organisations: readonly string[] = [first, second, third, fourth, fifth];

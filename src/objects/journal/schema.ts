/** The database of a Journal, see `migrate`. */
export const migrations: readonly string[] = [
  // A message holds its payload until the fan-out has put it into R2; then `segment`, `position` and `length` say where
  // it lies. `first` and `last` of a segment are the messages that it holds, by id.
  `CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE messages (
    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, origin TEXT, event_id TEXT, idempotency_key TEXT, channels TEXT, tags TEXT,
    content_type TEXT, deliver_at INTEGER, expires_at INTEGER NOT NULL,
    payload TEXT, segment TEXT, position INTEGER, length INTEGER, verdicts TEXT, manual TEXT, recipient TEXT,
    resends INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_event_id ON messages (event_id) WHERE event_id IS NOT NULL;
  CREATE INDEX messages_idempotency_key ON messages (idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE segments (
    expires_at INTEGER NOT NULL, key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (expires_at, key)
  ) WITHOUT ROWID;

  CREATE TABLE received_requests (
    id TEXT PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL,
    body TEXT NOT NULL, truncated INTEGER NOT NULL
  ) WITHOUT ROWID;`,
  // Names that were given up get a time, and what is deleted is told apart from them.
  `INSERT INTO key_value
    SELECT 'tombstone', json_object('org', coalesce(owner.value ->> 'org', ''), 'app', name.value, 'at', unixepoch() * 1000)
    FROM key_value retired, json_each(retired.value) name LEFT JOIN key_value owner ON owner.key = 'owner'
    WHERE retired.key = 'retired' AND name.value LIKE 'app\\_%' ESCAPE '\\';
  UPDATE key_value SET value = (SELECT json_group_object(value, unixepoch() * 1000) FROM json_each(key_value.value))
    WHERE key = 'retired';

  CREATE TABLE expunges (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL, after TEXT NOT NULL, before TEXT NOT NULL,
    checked INTEGER NOT NULL, deleted INTEGER NOT NULL, found TEXT
  ) WITHOUT ROWID;`,
  "ALTER TABLE expunges ADD COLUMN everything INTEGER NOT NULL DEFAULT 0;",
];

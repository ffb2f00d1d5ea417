/** The database of an Outbox, see `migrate`. */
export const migrations: readonly string[] = [
  `CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
    attempt INTEGER NOT NULL, trigger INTEGER NOT NULL, status INTEGER NOT NULL, due_at INTEGER,
    hand_outs INTEGER NOT NULL DEFAULT 0, attempts TEXT NOT NULL DEFAULT '[]', members TEXT, batch TEXT
  ) WITHOUT ROWID;
  CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE due_at IS NOT NULL;

  CREATE TABLE backlog (
    id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, count INTEGER NOT NULL, deliveries TEXT NOT NULL
  );

  CREATE TABLE leases (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, deliveries TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE attempts (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
    trigger INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, code INTEGER NOT NULL,
    response TEXT NOT NULL, duration INTEGER NOT NULL, url TEXT NOT NULL, messages TEXT, request TEXT,
    replay_count INTEGER NOT NULL DEFAULT 0, failure TEXT
  ) WITHOUT ROWID;

  CREATE TABLE counters (
    hour INTEGER PRIMARY KEY, success INTEGER NOT NULL, fail INTEGER NOT NULL, suppressed INTEGER NOT NULL,
    duration INTEGER NOT NULL, last_left INTEGER NOT NULL, latest_suppressed TEXT NOT NULL DEFAULT '[]'
  );

  CREATE TABLE replays (
    id TEXT PRIMARY KEY, replay TEXT NOT NULL, after TEXT, step_at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE cooldowns (key TEXT PRIMARY KEY, message TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;`,
  "ALTER TABLE attempts ADD COLUMN body_failure TEXT;",
  "ALTER TABLE deliveries ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;",
  "UPDATE key_value SET value = json_set(value, '$.version', 0) WHERE key = 'settings';",
  `CREATE TABLE notices (
    id TEXT PRIMARY KEY, content TEXT NOT NULL, noted_at INTEGER NOT NULL, tries INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) WITHOUT ROWID;`,
  `ALTER TABLE replays ADD COLUMN status TEXT NOT NULL DEFAULT 'running';
  ALTER TABLE replays ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE replays ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE replays ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;`,
];

const first = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);
  CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO key_value VALUES (
    'settings',
    '{"org":"org_x","app":"app_x","endpoint":"ep_x","throttleRate":null,"disabled":false,"waits":null,"batching":null}'
  ), (
    'breaker', '{"failures":2,"failingSince":1790000000000,"probeAt":1790000005000}'
  ), (
    'collecting',
    '[{"id":"msg_01K0000000000000000000000C","message":"msg_01K0000000000000000000000C","members":null,"eventType":"a.b","channels":null,"tags":null,"attempt":1,"trigger":0,"handOuts":0,"bytes":10,"since":1790000000000}]'
  );
  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
    attempt INTEGER NOT NULL, trigger INTEGER NOT NULL, status INTEGER NOT NULL, due_at INTEGER,
    hand_outs INTEGER NOT NULL DEFAULT 0, attempts TEXT NOT NULL DEFAULT '[]', members TEXT, batch TEXT
  ) WITHOUT ROWID;
  CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE due_at IS NOT NULL;
  INSERT INTO deliveries VALUES (
    'msg_01K0000000000000000000000A', 'msg_01K0000000000000000000000A', 'a.b', '["shop"]', '["vip"]', 2, 0, 1, 1, 0,
    '["atmpt_01K0000000000000000000000A"]', NULL, NULL
  );
  CREATE TABLE backlog (
    id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, count INTEGER NOT NULL, deliveries TEXT NOT NULL
  );
  INSERT INTO backlog VALUES (
    1, 'msg_01K0000000000000000000000B', 'msg_01K0000000000000000000000B', 1,
    '[{"id":"msg_01K0000000000000000000000B","message":"msg_01K0000000000000000000000B","members":null,"eventType":"a.b","channels":null,"tags":null,"attempt":1,"trigger":0,"handOuts":0}]'
  );
  CREATE TABLE leases (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, deliveries TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO leases VALUES (
    'lease_01K0000000000000000000000A', 9000000000000,
    '[{"id":"msg_01K0000000000000000000000D","message":"msg_01K0000000000000000000000D","members":null,"eventType":"a.b","channels":null,"tags":null,"attempt":1,"trigger":0,"handOuts":0}]'
  );
  CREATE TABLE attempts (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
    trigger INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, code INTEGER NOT NULL,
    response TEXT NOT NULL, duration INTEGER NOT NULL, url TEXT NOT NULL, messages TEXT, request TEXT,
    replay_count INTEGER NOT NULL DEFAULT 0, failure TEXT
  ) WITHOUT ROWID;
  INSERT INTO attempts VALUES (
    'atmpt_01K0000000000000000000000A', 'msg_01K0000000000000000000000A', 'a.b', '["shop"]', '["vip"]', 0,
    1790000000000, 2, 503, 'busy', 12, 'https://receiver.example/hook', NULL,
    '{"method":"POST","headers":{"accept":"*/*"},"shape":null}', 0,
    '{"code":"status","params":{"status":503}}'
  );
  CREATE TABLE counters (
    hour INTEGER PRIMARY KEY, success INTEGER NOT NULL, fail INTEGER NOT NULL, suppressed INTEGER NOT NULL,
    duration INTEGER NOT NULL, last_left INTEGER NOT NULL, latest_suppressed TEXT NOT NULL DEFAULT '[]'
  );
  INSERT INTO counters VALUES (497222, 3, 1, 1, 40, 1790000000000, '["msg_01K0000000000000000000000E"]');
  CREATE TABLE replays (
    id TEXT PRIMARY KEY, replay TEXT NOT NULL, after TEXT, step_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO replays VALUES (
    'qtask_01K0000000000000000000000A',
    '{"kind":"missing","id":"qtask_01K0000000000000000000000A","since":0,"until":1790000000000}', NULL, 1790000000000
  );
  CREATE TABLE cooldowns (key TEXT PRIMARY KEY, message TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO cooldowns VALUES ('bed 5', 'msg_01K0000000000000000000000A', 9000000000000);`;

const second = `${first}
  ALTER TABLE attempts ADD COLUMN body_failure TEXT;
  UPDATE schema_version SET version = 2;`;

const third = `${second}
  ALTER TABLE deliveries ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
  UPDATE schema_version SET version = 3;`;

const fourth = `${third}
  UPDATE key_value SET value =
    '{"org":"org_x","app":"app_x","endpoint":"ep_x","throttleRate":null,"disabled":false,"waits":null,"batching":null,"version":0}'
    WHERE key = 'settings';
  UPDATE schema_version SET version = 4;`;

const fifth = `${fourth}
  CREATE TABLE notices (
    id TEXT PRIMARY KEY, content TEXT NOT NULL, noted_at INTEGER NOT NULL, tries INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO notices VALUES (
    'delinquent 0', '{"kind":"delinquent","version":0,"failingSince":1790000000000}', 1790000000000, 0, 1790000030000
  );
  UPDATE schema_version SET version = 5;`;

const sixth = `${fifth}
  ALTER TABLE replays ADD COLUMN status TEXT NOT NULL DEFAULT 'running';
  ALTER TABLE replays ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE replays ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE replays ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
  UPDATE replays SET sent = 3, updated_at = 1790000000000;
  UPDATE schema_version SET version = 6;`;

/** Databases of Outboxes as each version of the schema left them, the first one first; none is ever changed. */
export const outboxes: readonly string[] = [first, second, third, fourth, fifth, sixth];

const first = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);
  CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO key_value VALUES ('owner', '{"org":"org_x","app":"app_x"}'), ('retired', '["old-name"]');
  CREATE TABLE messages (
    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, origin TEXT, event_id TEXT, idempotency_key TEXT, channels TEXT, tags TEXT,
    content_type TEXT, deliver_at INTEGER, expires_at INTEGER NOT NULL,
    payload TEXT, segment TEXT, position INTEGER, length INTEGER, verdicts TEXT, manual TEXT, recipient TEXT,
    resends INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_event_id ON messages (event_id) WHERE event_id IS NOT NULL;
  CREATE INDEX messages_idempotency_key ON messages (idempotency_key) WHERE idempotency_key IS NOT NULL;
  INSERT INTO messages VALUES (
    'msg_01K0000000000000000000000A', 'order.paid', 'import', 'event-1', 'key-1', '["shop"]', '["vip"]', NULL, NULL,
    9000000000000, '{"n":1}', NULL, NULL, NULL, NULL, '{"ep_x":"manual"}', NULL, 1
  );
  INSERT INTO messages VALUES (
    'msg_01K0000000000000000000000B', 'order.paid', NULL, NULL, NULL, NULL, NULL, 'text/plain', 8000000000000,
    9000000000000, NULL, 'payloads/app_x/seg_1', 3, 7, '{"ep_x":"matched"}', NULL, 'ep_x', 0
  );
  CREATE TABLE segments (
    expires_at INTEGER NOT NULL, key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (expires_at, key)
  ) WITHOUT ROWID;
  INSERT INTO segments VALUES (
    9000000000000, 'payloads/app_x/seg_1', 'msg_01K0000000000000000000000B', 'msg_01K0000000000000000000000B'
  );
  CREATE TABLE received_requests (
    id TEXT PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL,
    body TEXT NOT NULL, truncated INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO received_requests VALUES (
    'req_01K0000000000000000000000A', 'POST', '/hook', 'a=1', '{"accept":"*/*"}', '{"n":1}', 1
  );`;

const second = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (2);
  CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO key_value VALUES ('owner', '{"org":"org_x","app":"app_x"}'), ('retired', '{"old-name":9000000000000}');
  CREATE TABLE messages (
    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, origin TEXT, event_id TEXT, idempotency_key TEXT, channels TEXT, tags TEXT,
    content_type TEXT, deliver_at INTEGER, expires_at INTEGER NOT NULL,
    payload TEXT, segment TEXT, position INTEGER, length INTEGER, verdicts TEXT, manual TEXT, recipient TEXT,
    resends INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_event_id ON messages (event_id) WHERE event_id IS NOT NULL;
  CREATE INDEX messages_idempotency_key ON messages (idempotency_key) WHERE idempotency_key IS NOT NULL;
  INSERT INTO messages VALUES (
    'msg_01K0000000000000000000000A', 'order.paid', 'import', 'event-1', 'key-1', '["shop"]', '["vip"]', NULL, NULL,
    9000000000000, '{"n":1}', NULL, NULL, NULL, NULL, '{"ep_x":"manual"}', NULL, 1
  );
  INSERT INTO messages VALUES (
    'msg_01K0000000000000000000000B', 'order.paid', NULL, NULL, NULL, NULL, NULL, 'text/plain', 8000000000000,
    9000000000000, NULL, 'payloads/app_x/seg_1', 3, 7, '{"ep_x":"matched"}', NULL, 'ep_x', 0
  );
  CREATE TABLE segments (
    expires_at INTEGER NOT NULL, key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (expires_at, key)
  ) WITHOUT ROWID;
  INSERT INTO segments VALUES (
    9000000000000, 'payloads/app_x/seg_1', 'msg_01K0000000000000000000000B', 'msg_01K0000000000000000000000B'
  );
  CREATE TABLE received_requests (
    id TEXT PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL,
    body TEXT NOT NULL, truncated INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO received_requests VALUES (
    'req_01K0000000000000000000000A', 'POST', '/hook', 'a=1', '{"accept":"*/*"}', '{"n":1}', 1
  );
  CREATE TABLE expunges (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL, after TEXT NOT NULL, before TEXT NOT NULL,
    checked INTEGER NOT NULL, deleted INTEGER NOT NULL, found TEXT
  ) WITHOUT ROWID;
  INSERT INTO expunges VALUES (
    'qtask_01K0000000000000000000000A', 'contact.email', 'a@b.example', '', 'msg_01K0000000000000000000000Z', 3, 1, NULL
  );`;

const third = `${second}
  ALTER TABLE expunges ADD COLUMN everything INTEGER NOT NULL DEFAULT 0;
  UPDATE schema_version SET version = 3;`;

const fourth = `CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (4);
  CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO key_value VALUES ('owner', '{"org":"org_x","app":"app_x"}'), ('retired', '{"old-name":9000000000000}');
  CREATE TABLE blocks (
    first TEXT PRIMARY KEY, last TEXT NOT NULL, count INTEGER NOT NULL, pending INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, size INTEGER NOT NULL, segment TEXT, position INTEGER,
    heads TEXT NOT NULL, results TEXT NOT NULL, payloads TEXT NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO blocks VALUES (
    'msg_01K0000000000000000000000A', 'msg_01K0000000000000000000000B', 2, 1, 9000000000000, 7, NULL, NULL,
    '{"id":"msg_01K0000000000000000000000A","type":"order.paid","expires":9000000000000,"origin":"import","eventId":"event-1","key":"key-1","channels":["shop"],"tags":["vip"],"at":0,"size":7},{"id":"msg_01K0000000000000000000000B","type":"order.paid","expires":9000000000000,"contentType":"text/plain","deliverAt":8000000000000,"recipient":"ep_x","ref":{"key":"payloads/app_x/seg_1","offset":3,"length":7},"at":7,"size":0},',
    '["e","ep_x"],["h",0,0],["v","m",1],', '{"n":1}'
  );
  CREATE TABLE event_ids (event_id TEXT PRIMARY KEY, message TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO event_ids VALUES ('event-1', 'msg_01K0000000000000000000000A');
  CREATE TABLE message_keys (key TEXT PRIMARY KEY, message TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO message_keys VALUES ('key-1', 'msg_01K0000000000000000000000A');
  CREATE TABLE resends (message TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO resends VALUES ('msg_01K0000000000000000000000A', 1);
  CREATE TABLE segments (
    expires_at INTEGER NOT NULL, key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (expires_at, key)
  ) WITHOUT ROWID;
  INSERT INTO segments VALUES (
    9000000000000, 'payloads/app_x/seg_1', 'msg_01K0000000000000000000000B', 'msg_01K0000000000000000000000B'
  );
  CREATE TABLE received_requests (
    id TEXT PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL,
    body TEXT NOT NULL, truncated INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO received_requests VALUES (
    'req_01K0000000000000000000000A', 'POST', '/hook', 'a=1', '{"accept":"*/*"}', '{"n":1}', 1
  );
  CREATE TABLE expunges (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL, after TEXT NOT NULL, before TEXT NOT NULL,
    checked INTEGER NOT NULL, deleted INTEGER NOT NULL, found TEXT
  ) WITHOUT ROWID;
  INSERT INTO expunges VALUES (
    'qtask_01K0000000000000000000000A', 'contact.email', 'a@b.example', '', 'msg_01K0000000000000000000000Z', 3, 1, NULL
  );
  ALTER TABLE expunges ADD COLUMN everything INTEGER NOT NULL DEFAULT 0;`;

/** Databases of Journals as each version of the schema left them, the first one first; none is ever changed. */
export const journals: readonly string[] = [first, second, third, fourth];

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
  // Messages in blocks, see `Blocks`; each one of before becomes a block of its own, full, so
  // that nothing is appended to it: its `size` is as many code units as its text may have, not as many as it has. `heads` stands before what is larger,
  // so that it is read without that.
  `CREATE TABLE blocks (
    first TEXT PRIMARY KEY, last TEXT NOT NULL, count INTEGER NOT NULL, pending INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, size INTEGER NOT NULL, segment TEXT, position INTEGER,
    heads TEXT NOT NULL, results TEXT NOT NULL, payloads TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE event_ids (event_id TEXT PRIMARY KEY, message TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE message_keys (key TEXT PRIMARY KEY, message TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE resends (message TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;

  INSERT INTO blocks SELECT id, id, 1, verdicts IS NULL, expires_at, 48000, NULL, NULL,
    json_object(
      'id', id, 'type', event_type, 'expires', expires_at, 'at', 0, 'size', 2 * coalesce(length(payload), 0),
      'origin', origin, 'eventId', event_id, 'key', idempotency_key, 'channels', json(channels), 'tags', json(tags),
      'contentType', content_type, 'deliverAt', deliver_at, 'recipient', recipient,
      'ref', CASE WHEN segment IS NOT NULL THEN json_object('key', segment, 'offset', position, 'length', length) END
    ) || ',',
    CASE
      WHEN coalesce(verdicts, manual, '{}') = '{}' AND verdicts IS NULL THEN ''
      WHEN verdicts IS NOT NULL THEN
        (SELECT coalesce('["e",' || group_concat(json_quote(key)) || '],', '') || '["v","' || coalesce(group_concat(CASE value
          WHEN 'matched' THEN 'm' WHEN 'disabled' THEN 'd' WHEN 'unconfirmed' THEN 'u' WHEN 'event_type' THEN 't'
          WHEN 'channel' THEN 'c' WHEN 'origin' THEN 'o' WHEN 'filter' THEN 'f' WHEN 'plan' THEN 'p'
          WHEN 'cooldown' THEN 'k' WHEN 'webhooks_disabled' THEN 'w' WHEN 'manual' THEN 'h' ELSE '-' END, ''), '')
          || '",0],' FROM json_each(verdicts))
      ELSE
        (SELECT '["e",' || group_concat(json_quote(key)) || '],' || group_concat('["h",' || place || ',0],', '')
          FROM (SELECT key, row_number() OVER () - 1 AS place FROM json_each(manual)))
    END,
    coalesce(payload, '')
    FROM messages;
  INSERT INTO event_ids SELECT event_id, id FROM messages WHERE event_id IS NOT NULL;
  INSERT OR REPLACE INTO message_keys
    SELECT idempotency_key, id FROM messages WHERE idempotency_key IS NOT NULL ORDER BY id;
  INSERT INTO resends SELECT id, resends FROM messages WHERE verdicts IS NULL AND resends > 0;
  DROP TABLE messages;
  DELETE FROM key_value WHERE key = 'fanned_out_below';`,
];

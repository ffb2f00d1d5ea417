import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Journal } from "../../../src/objects/journal/journal.ts";
import { Outbox } from "../../../src/objects/outbox/outbox.ts";

const id = "msg_01K0000000000000000000000A";

it("an Outbox goes on with the tables of an earlier version", async () => {
  const stub = env.OUTBOX.getByName(crypto.randomUUID());
  await runInDurableObject(stub, async (_, state) => {
    state.storage.sql.exec(`
      DROP TABLE deliveries; DROP TABLE attempts; DROP TABLE counters;
      CREATE TABLE deliveries (
        id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
        attempt INTEGER NOT NULL, trigger INTEGER NOT NULL, status INTEGER NOT NULL, due_at INTEGER,
        hand_outs INTEGER NOT NULL DEFAULT 0, attempts TEXT NOT NULL DEFAULT '[]'
      ) WITHOUT ROWID;
      CREATE TABLE attempts (
        id TEXT PRIMARY KEY, message TEXT NOT NULL, event_type TEXT NOT NULL, channels TEXT, tags TEXT,
        trigger INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, code INTEGER NOT NULL,
        response TEXT NOT NULL, duration INTEGER NOT NULL, url TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE counters (
        hour INTEGER PRIMARY KEY, success INTEGER NOT NULL, fail INTEGER NOT NULL, last_left INTEGER NOT NULL
      );
      INSERT INTO counters VALUES (1, 2, 3, 0);
      INSERT INTO deliveries (id, message, event_type, attempt, trigger, status, due_at)
        VALUES ('${id}', '${id}', 'a.b', 2, 0, 1, 1);
    `);
    const settings = {
      org: "org_x",
      app: "app_x",
      endpoint: "ep_x",
      throttleRate: null,
      disabled: false,
      waits: null,
      batching: null,
    };
    for (const outbox of [new Outbox(state, env), new Outbox(state, env)])
      expect(outbox.states([id])).toMatchObject([{ message: id }]);
    const handOut = new Outbox(state, env).configure(settings);
    expect(handOut?.deliveries).toMatchObject([{ id, attempt: 2, members: null }]);
    expect(
      new Outbox(state, env).attempts(
        null,
        {
          status: null,
          codeClass: null,
          eventTypes: null,
          channel: null,
          tag: null,
          before: null,
          after: null,
        },
        { limit: 10, iterator: null, order: "descending" },
      ).data,
    ).toEqual([]);
  });
});

it("a Journal goes on with the tables of an earlier version", async () => {
  const stub = env.JOURNAL.getByName(crypto.randomUUID());
  await runInDurableObject(stub, async (_, state) => {
    state.storage.sql.exec(
      `ALTER TABLE messages DROP COLUMN recipient;
       INSERT INTO messages (id, event_type, expires_at) VALUES ('${id}', 'a.b', 1);`,
    );
    expect(new Journal(state, env).find(id)).toMatchObject({ id, recipient: null });
  });
});

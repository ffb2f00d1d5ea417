import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Journal } from "../../../src/objects/journal/journal.ts";
import { migrations as journalMigrations } from "../../../src/objects/journal/schema.ts";
import { Organisation } from "../../../src/objects/organisation/organisation.ts";
import { migrations as organisationMigrations } from "../../../src/objects/organisation/schema.ts";
import { Outbox } from "../../../src/objects/outbox/outbox.ts";
import { migrations as outboxMigrations } from "../../../src/objects/outbox/schema.ts";
import { journals } from "./journal.ts";
import { organisations } from "./organisation.ts";
import { outboxes } from "./outbox.ts";

const [message, second] = ["msg_01K0000000000000000000000A", "msg_01K0000000000000000000000B"];
const page = { limit: 10, iterator: null, order: "ascending" } as const;
const all = {
  ...{ status: null, codeClass: null, eventTypes: null, channel: null, tag: null },
  ...{ before: null, after: null },
};

const classes = { JOURNAL: Journal, OUTBOX: Outbox, ORGANISATION: Organisation } as const;
type Binding = keyof typeof classes;

/** Opens an object on the database that `sql` makes; answers what `look` sees there, and the shape of its tables. */
async function open<B extends Binding, T>(
  binding: B,
  sql: string | null,
  look: (object: InstanceType<(typeof classes)[B]>) => T,
) {
  const namespace: DurableObjectNamespace<Journal | Outbox | Organisation> = env[binding];
  return runInDurableObject(namespace.getByName(crypto.randomUUID()), async (_, state) => {
    await state.storage.deleteAll();
    if (sql !== null) state.storage.sql.exec(sql);
    const object = new classes[binding](state, env) as InstanceType<(typeof classes)[B]>;
    const shape = state.storage.sql
      .exec(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
      )
      .toArray();
    return { seen: look(object), shape };
  });
}

const again = {
  ...{ eventType: "a.b", origin: null, eventId: null, channels: null, tags: null, contentType: null },
  ...{ deliverAt: null, recipient: null, retentionMs: null, payload: "{}", ref: null },
};

it("a message that comes to a Journal of any version is kept beside those that are there", async () => {
  const third = "msg_01K0000000000000000000000C";
  const beforeBlocks = (sql: string) => sql.includes("CREATE TABLE messages");
  for (const sql of journals.filter(beforeBlocks)) {
    const one = `INSERT INTO messages (id, event_type, expires_at, payload) VALUES ('${third}', 'a', 9000000000000, '{"n":"ä🙂"}');`;
    const { seen } = await open("JOURNAL", sql + one, later);
    expect(await seen).toEqual([{ payload: '{"n":"ä🙂"}' }, { payload: '{"later":"🙂"}' }]);
  }
});

/** What comes after all that is there is kept beside it, and found as it came. */
async function later(journal: Journal) {
  const result = await journal.accept(
    "org_x",
    "app_x",
    "app_x",
    [
      {
        ...again,
        idempotencyKey: null,
        retentionMs: 9_000_000_000_000 - Date.now(),
        payload: '{"later":"🙂"}',
      },
    ],
    true,
  );
  const [one] = result.status === "accepted" ? result.acceptances : [];
  return one?.ok
    ? journal.locate(["msg_01K0000000000000000000000C", one.message.id]).map(({ content }) => content)
    : null;
}

async function fannedOut(journal: Journal) {
  await journal.finishFanOut([{ id: message, verdicts: { ep_x: "disabled", ep_y: "filter" } }], Date.now());
  return journal.findMany([message])[0]?.verdicts;
}

/** What steps once made stays what they make: a step that was changed gives a new object another shape than an old one. */
it.for([
  ["JOURNAL", journals, journalMigrations],
  ["OUTBOX", outboxes, outboxMigrations],
  ["ORGANISATION", organisations, organisationMigrations],
] as const)("%s of every version gets the tables of a new one", async ([binding, versions, steps]) => {
  expect(versions).toHaveLength(steps.length);
  const fresh = await open(binding, null, () => null);
  expect(fresh.shape.length).toBeGreaterThan(1);
  for (const sql of versions) expect((await open(binding, sql, () => null)).shape).toEqual(fresh.shape);
});

it("a Journal of every version keeps what it knows", async () => {
  for (const sql of journals) {
    const { seen } = await open("JOURNAL", sql, (journal) => ({
      found: journal.find("event-1"),
      second: journal.findMany([second])[0],
      located: journal.locate([message, second]),
      known: journal.accept("org_x", "app_x", "app_x", [{ ...again, idempotencyKey: "key-1" }], true),
      byHand: fannedOut(journal),
      received: journal.receivedRequests(),
      retired: journal.accept("org_x", "app_x", "old-name", [], true),
    }));
    expect(seen.found).toMatchObject({ id: message, channels: ["shop"], tags: ["vip"], verdicts: null });
    expect(seen.second).toMatchObject({ recipient: "ep_x", verdicts: { ep_x: "matched" } });
    // It came long ago.
    expect(await seen.known).toMatchObject({ acceptances: [{ ok: true, repeated: false }] });
    expect(await seen.byHand).toEqual({ ep_x: "manual", ep_y: "filter" });
    expect(seen.located).toMatchObject([
      { id: message, content: { payload: '{"n":1}' } },
      { contentType: "text/plain", content: { ref: { key: "payloads/app_x/seg_1", offset: 3, length: 7 } } },
    ]);
    expect(seen.received).toMatchObject([{ path: "/hook", headers: { accept: "*/*" }, truncated: true }]);
    expect(await seen.retired).toEqual({ status: "unknown" });
  }
});

it("an Outbox of every version keeps what it knows", async () => {
  for (const sql of outboxes) {
    const { seen } = await open("OUTBOX", sql, (outbox) => ({
      status: outbox.status(),
      series: outbox.series(1_790_000_000_000, 1_790_000_000_000),
      destinations: outbox.findDestinations([message]),
      attempts: outbox.attempts(message, all, page).data,
    }));
    expect(seen.status).toMatchObject({ waiting: 3, sending: 1, failures: 2 });
    expect(seen.series.hours).toMatchObject([{ accepted: 3, failed: 1, suppressed: 1, duration: 40 }]);
    expect(seen.destinations).toMatchObject([{ message, attempts: ["atmpt_01K0000000000000000000000A"] }]);
    const failure = { code: "status", params: { status: 503 } };
    expect(seen.attempts).toMatchObject([{ message, code: 503, request: { method: "POST" }, failure }]);
  }
});

it("an Organisation of every version keeps what it knows", async () => {
  for (const [before, sql] of organisations.entries()) {
    const { seen } = await open("ORGANISATION", sql, (organisation) => ({
      claims: ["answered", "claimed", "unknown"].map((key) => organisation.claim("", key)),
      tasks: organisation.tasks({ status: null, task: null }, page).data,
    }));
    expect(seen.claims).toEqual([{ status: 201, body: "sealed" }, "busy", "new"]);
    if (before > 1)
      expect(seen.tasks).toMatchObject([{ task: "application.purge_content", data: { checked: 3 } }]);
  }
});

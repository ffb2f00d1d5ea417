import {
  createExecutionContext,
  createMessageBatch,
  evictDurableObject,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { statuses } from "../../src/core/delivery/attempt.ts";
import { triggers } from "../../src/core/delivery/delivery.ts";
import { consume } from "../../src/pipeline/consume.ts";
import * as applications from "../../src/store/applications.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import { newId } from "../../src/store/ids.ts";
import { endpoint as endpointRow } from "../store/rows.ts";
import { at, receive, scene, soon } from "./scene.ts";
import { traces } from "./traces.ts";

const day = 24 * 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** An application in which a mark stands everywhere, with one endpoint that is there and one that is deleted. */
async function marked() {
  const mark = crypto.randomUUID();
  receive(({ body }) => new Response(`You said ${body}`, { status: 500 }));
  const tools = await scene();
  const { app, good, endpoint, send, attempts, verdicts, call } = tools;
  await good("PATCH", `/app/${app}`, { uid: `uid-${mark}`, name: mark, metadata: { mark } });
  await good("GET", `/app/uid-${mark}`);
  const fields = { url: `https://receiver.example/${mark}`, headers: { "x-mark": mark }, description: mark };
  const [kept, deleted] = [await endpoint(fields), await endpoint(fields)];
  const payload = { contact: { email: mark } };
  const small = await send({ payload, eventId: `event-${mark}`, tags: [mark], channels: undefined });
  const large = await send({ payload: { ...payload, text: "x".repeat(60_000) } });
  for (const message of [small, large]) {
    await verdicts(message);
    await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(2), soon);
  }
  expect((await call("DELETE", `/app/${app}/endpoint/${deleted}`)).status).toBe(204);
  const { url } = await good("GET", `/app/${app}/receiver`);
  return { ...tools, mark, kept, deleted, small, large, receiver: url as string };
}

const incoming = {
  ...{ eventType: "a", origin: null, eventId: null, channels: null, tags: null, contentType: null },
  ...{ deliverAt: null, recipient: null, retentionMs: null, ref: null, idempotencyKey: null },
};

const fetchReceiver = (url: string, body: string) => exports.default.fetch(url, { method: "POST", body });

type Marked = Awaited<ReturnType<typeof marked>>;
const remove = ({ call, app }: Marked) => call("DELETE", `/app/${app}`);

it("of a deleted application nothing is left, nor of the endpoints that were deleted before it", async () => {
  const its = await marked();
  expect(await traces(its.mark)).toEqual(
    expect.arrayContaining(["D1 applications", "journal blocks", "outbox attempts"]),
  );
  expect((await remove(its)).status).toBe(204);
  expect(await traces(its.mark)).toEqual([]);
  expect(await traces(its.app)).toEqual(["journal key_value"]);
});

it("a deleted application is not there at once, and its uid is free", async () => {
  const { call, good, mark, app, journal } = await marked();
  const list = vi
    .spyOn(Object.getPrototypeOf(env.PAYLOADS), "list")
    .mockRejectedValue(new Error("R2 is down"));
  expect((await call("DELETE", `/app/${app}`)).status).toBe(500);
  for (const name of [app, `uid-${mark}`]) {
    expect((await call("GET", `/app/${name}`)).status).toBe(404);
    expect((await call("POST", `/app/${name}/msg`, { eventType: "a", payload: {} })).status).toBe(404);
    expect((await call("DELETE", `/app/${name}`)).status).toBe(404);
  }
  const { id } = await good("POST", "/app", { name: "Next", uid: `uid-${mark}` });
  expect(id).not.toBe(app);
  list.mockRestore();
  await runDurableObjectAlarm(journal);
  expect((await good("GET", `/app/uid-${mark}`)).id).toBe(id);
  await good("DELETE", `/app/${id}`);
  expect(await traces(mark)).toEqual([]);
});

it.for([
  ["D1", () => vi.spyOn(env.DB, "batch")],
  ["R2", () => vi.spyOn(Object.getPrototypeOf(env.PAYLOADS) as R2Bucket, "delete")],
  ["an Outbox", () => vi.spyOn(env.OUTBOX, "getByName")],
] as const)("what a deletion that broke off at %s left, its alarm deletes", async ([, spyOn]) => {
  const its = await marked();
  const spy = spyOn().mockImplementation(() => {
    throw new Error("killed");
  });
  expect((await remove(its)).status).toBe(500);
  await runDurableObjectAlarm(its.journal);
  spy.mockRestore();
  expect(await traces(its.mark)).not.toEqual([]);
  await evictDurableObject(its.journal);
  await runDurableObjectAlarm(its.journal);
  expect(await traces(its.mark)).toEqual([]);
  expect((await its.call("GET", `/app/${its.app}`)).status).toBe(404);
});

it("an endpoint that is deleted with its application keeps no log", async () => {
  const { outbox, kept, mark, app, journal } = await marked();
  await journal.erase("org_x", app);
  await outbox(kept).close(kept);
  expect(await traces(mark)).toEqual([]);
  at(Date.now() + 15 * day);
  await runDurableObjectAlarm(outbox(kept));
  expect(await traces(kept)).toEqual([]);
});

it("what comes late to a deleted application leaves nothing", async () => {
  const its = await marked();
  const { app, org, mark, journal, settings, kept, deleted, small } = its;
  const offered = {
    ...{ message: newId("message"), eventType: mark, channels: [mark], tags: null },
    ...{ notBefore: null, bytes: 0, cooldown: null },
  };
  const { handOut } = await its.outbox(kept).offer(settings(kept), [offered]);
  await remove(its);

  const message = {
    ...{ id: small, eventType: mark, origin: null, channels: null, tags: [mark], deliverAt: null },
    ...{ expiresAt: Date.now() + day, contentType: null, payload: JSON.stringify({ mark }) },
  };
  const job = { v: 1, kind: "fan_out", org, app, messages: [message] };
  const batch = createMessageBatch("posthorn-events", [
    { id: newId("job"), timestamp: new Date(), attempts: 1, body: job },
  ]);
  await consume(batch, env, createExecutionContext());

  for (const id of [kept, deleted]) {
    const outbox = its.outbox(id);
    await outbox.offer(settings(id), [offered]);
    await outbox.resend(settings(id), offered);
    await outbox.configure(settings(id));
    await outbox.replay(settings(id), { kind: "missing", id: mark, since: 0, until: 1 });
    const attempt = {
      ...{ id: newId("attempt"), message: offered.message, eventType: mark, channels: null, tags: null },
      ...{
        trigger: triggers.scheduled,
        at: Date.now(),
        status: statuses.fail,
        code: 500,
        response: mark,
        failure: null,
      },
      ...{ bodyFailure: null, duration: 1, url: `https://${mark}`, messages: null, request: null },
    } as const;
    const lease = handOut?.lease ?? newId("lease");
    const delivery = {
      ...offered,
      id: offered.message,
      members: null,
      attempt: 1,
      trigger: triggers.scheduled,
    } as const;
    await outbox.settle(settings(id), [
      { kind: "attempted", lease, delivery, attempt, retryAfter: null, final: false },
    ]);
  }
  await journal.rename({ before: mark, after: null, revision: 9 });
  await journal.accept(org, app, app, [{ ...incoming, payload: mark }], false);
  expect((await fetchReceiver(its.receiver, mark)).status).toBe(404);
  expect(await traces(mark)).toEqual([]);
});

it("deletes its objects when no job can come any more, and what came in between", async () => {
  const its = await marked();
  await remove(its);
  const key = `payloads/${its.app}/${newId("segment")}`;
  await env.PAYLOADS.put(key, its.mark);
  const ids = () => listDurableObjectIds(env.OUTBOX).then((all) => all.length);
  expect(await ids()).toBeGreaterThan(0);
  at(Date.now() + 15 * day);
  for (const object of [its.journal, its.outbox(its.kept), its.outbox(its.deleted)]) {
    await runDurableObjectAlarm(object as DurableObjectStub);
    await evictDurableObject(object as DurableObjectStub);
  }
  expect(await traces(its.mark)).toEqual([]);
  expect(await traces(its.app)).toEqual([]);
  for (const id of [its.kept, its.deleted]) expect(await traces(id)).toEqual([]);
  expect((await fetchReceiver(its.receiver, its.mark)).status).toBe(404);
  expect(await traces(its.mark)).toEqual([]);
});

it("the log of a deleted endpoint ends, and then nothing is left of it", async () => {
  const its = await marked();
  expect(await traces(its.deleted)).toEqual(
    expect.arrayContaining(["D1 deleted_endpoints", "outbox key_value"]),
  );
  at(Date.now() + 15 * day);
  await runDurableObjectAlarm(its.outbox(its.deleted));
  expect(await its.attempts(its.small)).toHaveLength(2);
  at(Date.now() + 181 * day);
  await runDurableObjectAlarm(its.outbox(its.deleted));
  await runDurableObjectAlarm(its.journal);
  expect(await traces(its.deleted)).toEqual([]);
});

it("an endpoint whose deletion broke off is deleted by its Outbox", async () => {
  const { call, app, endpoint, outbox } = await scene();
  const id = await endpoint();
  const spy = vi.spyOn(env.DB, "batch").mockImplementation(() => {
    throw new Error("killed");
  });
  expect((await call("DELETE", `/app/${app}/endpoint/${id}`)).status).toBe(500);
  spy.mockRestore();
  await evictDurableObject(outbox(id));
  await runDurableObjectAlarm(outbox(id));
  expect((await call("GET", `/app/${app}/endpoint/${id}`)).status).toBe(404);
});

it("of names that were given up nothing is left soon", async () => {
  const { good, app, journal, send } = await scene();
  await send();
  const mark = crypto.randomUUID();
  await good("PATCH", `/app/${app}`, { uid: mark });
  await good("PATCH", `/app/${app}`, { uid: null });
  expect(await traces(mark)).toEqual(["journal key_value"]);
  at(Date.now() + day);
  await runDurableObjectAlarm(journal);
  expect(await traces(mark)).toEqual([]);
});

it("no endpoint is made for an application that is deleted meanwhile", async () => {
  const { app, org, journal } = await scene();
  const mark = crypto.randomUUID();
  const found = (await applications.find(env, org, app))!;
  await journal.erase(org, app);
  expect(await endpoints.insert(env, endpointRow(found, { url: mark }), 10)).toBeUndefined();
  expect(await traces(mark)).toEqual([]);
});

it("deletes a payload that nobody came to name, and no other", async () => {
  receive();
  const { app, send, verdicts, journal, good } = await scene();
  const start = Date.now();
  const orphan = `payloads/${app}/${newId("segment")}`;
  await env.PAYLOADS.put(orphan, "nobody's");
  const messages = [await send(), await send({ payload: { text: "x".repeat(60_000) } })];
  for (const message of messages) await verdicts(message);
  await runDurableObjectAlarm(journal);
  expect(await env.PAYLOADS.head(orphan)).not.toBeNull();
  at(start + 2 * day);
  await runDurableObjectAlarm(journal);
  expect(await env.PAYLOADS.head(orphan)).toBeNull();
  for (const message of messages)
    expect((await good("GET", `/app/${app}/msg/${message}`)).payload).not.toHaveProperty("expired");
});

it("deletes in steps what is too much for one", async () => {
  const its = await marked();
  const { journal, mark, app, small } = its;
  const copies =
    (table: string, key: string, id: string) =>
    (_: unknown, { storage: { sql } }: DurableObjectState) => {
      const columns = sql.exec<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).toArray();
      const values = columns.map(({ name }) => (name === key ? "? || n.i" : name));
      sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO ${table} SELECT ${values} FROM ${table}, n WHERE ${key} = (SELECT min(${key}) FROM ${table})`,
        id,
      );
    };
  await runInDurableObject(journal, copies("blocks", "first", small));
  await runInDurableObject(its.outbox(its.kept), copies("attempts", "id", newId("attempt")));
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95)
      INSERT INTO deleted_endpoints (id, app) SELECT ? || i, ? FROM n`,
  )
    .bind(its.kept, app)
    .run();
  await remove(its);
  await vi.waitFor(async () => {
    for (const object of [journal, its.outbox(its.kept)])
      await runDurableObjectAlarm(object as DurableObjectStub);
    expect(await traces(mark)).toEqual([]);
    expect(await traces(app)).toEqual(["journal key_value"]);
  }, soon);
});

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FanOutJob } from "../../../src/core/jobs.ts";
import type { AcceptResult } from "../../../src/objects/journal/journal.ts";
import type { IncomingMessage, StoredMessage } from "../../../src/objects/journal/messages.ts";
import { newId } from "../../../src/store/ids.ts";
import { layOut, writeSegment } from "../../../src/store/payloads.ts";
import { at, loseJobs } from "../../pipeline/scene.ts";

const hour = 3_600_000;
/** Each test is later than all before it, as ids are. */
let start = Date.now();

let queue: ReturnType<typeof loseJobs>;
beforeEach(() => {
  start += 48 * hour;
  at(start);
  queue = loseJobs("EVENTS");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What has been queued since it was last asked. */
function queued() {
  const jobs = queue.mock.calls.flatMap(([batch]) => batch as { body: FanOutJob }[]);
  queue.mockClear();
  return jobs.flatMap(({ body }) => body.messages.map(({ id, payload }) => ({ id, payload })));
}

const incoming = (fields: Partial<IncomingMessage> = {}): IncomingMessage => ({
  ...{ eventType: "a.b", origin: null, eventId: null, channels: null, tags: null, contentType: null },
  ...{ deliverAt: null, recipient: null, retentionMs: null, payload: '{"n":1}', ref: null },
  idempotencyKey: null,
  ...fields,
});

/** A Journal of its own. */
function journal() {
  const app = newId("application");
  const stub = env.JOURNAL.getByName(app);
  const accept = (messages: IncomingMessage[], name = app, inQueue = false): Promise<AcceptResult> =>
    stub.accept("org_x", app, name, messages, inQueue);
  return {
    app,
    stub,
    accept,
    send: async (...messages: IncomingMessage[]): Promise<StoredMessage[]> => {
      const result = await accept(messages);
      if (result.status !== "accepted") throw new Error(result.status);
      return result.acceptances.map((one) => {
        if (!one.ok) throw new Error(one.reason);
        return one.message;
      });
    },
    /** Puts messages' payloads into one R2 object, as the fan-out does; answers its key and its text. */
    async fanOut(messages: StoredMessage[], payloads: string[], verdicts = {}) {
      const segment = layOut(app, payloads);
      await writeSegment(env, segment);
      const ids = messages.map(({ id }) => id).sort();
      const expiresAt = Math.max(...messages.map((message) => message.expiresAt));
      await stub.finishFanOut(
        messages.map(({ id }, index) => ({ id, verdicts, ref: segment.refs[index]! })),
        [{ key: segment.key, expiresAt, first: ids[0]!, last: ids.at(-1)! }],
        Date.now(),
      );
      return async () => (await env.PAYLOADS.get(segment.key))?.text() ?? null;
    },
  };
}

it("takes a message once under one idempotency key, for 12 hours", async () => {
  const { accept, send } = journal();
  const keyed = incoming({ idempotencyKey: "k" });
  const [first] = await send(keyed);
  const again = incoming({ idempotencyKey: "k", payload: '{"n":2}' });
  at(start + 12 * hour - 1);
  expect(await accept([again])).toMatchObject({
    status: "accepted",
    acceptances: [{ ok: true, repeated: true, message: { id: first!.id } }],
  });
  expect(queued()).toEqual([{ id: first!.id, payload: '{"n":1}' }]);
  at(start + 12 * hour + 1);
  const [later] = await send(again);
  expect(later!.id).not.toBe(first!.id);
  expect(queued()).toEqual([{ id: later!.id, payload: '{"n":2}' }]);
});

it("refuses an event id that is taken, also by another message of the same call", async () => {
  const { accept, stub } = journal();
  const result = await accept([incoming({ eventId: "e" }), incoming(), incoming({ eventId: "e" })]);
  const taken = { ok: false, reason: "event_id_taken" };
  expect(result).toMatchObject({ acceptances: [{ ok: true }, { ok: true }, taken] });
  expect(await accept([incoming({ eventId: "e" })])).toEqual({ status: "accepted", acceptances: [taken] });
  expect(queued()).toHaveLength(2);
  expect(await stub.find("e")).toMatchObject({ eventId: "e", verdicts: null });
});

it("keeps what the queue refuses, repeats nothing, and queues it again by its alarm until it is fanned out", async () => {
  const { accept, stub, fanOut } = journal();
  queue.mockRejectedValue(new Error("no queue"));
  const message = incoming({ idempotencyKey: "k", retentionMs: 24 * hour });
  const refused = await accept([message]);
  if (refused.status !== "unavailable") throw new Error(refused.status);
  const [acceptance] = refused.acceptances;
  if (!acceptance?.ok) throw new Error("refused");
  const { id } = acceptance.message;
  expect(await accept([message])).toMatchObject({ status: "accepted", acceptances: [{ repeated: true }] });

  queue.mockReset().mockResolvedValue({ metadata: {} } as never);
  await evictDurableObject(stub);
  const job = [{ id, payload: '{"n":1}' }];
  for (const [seconds, expected] of [
    [29, []],
    [31, job],
    [59, []],
    [61, job],
  ] as const) {
    at(start + seconds * 1_000);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(queued()).toEqual(expected);
  }
  await fanOut([acceptance.message], ['{"n":1}']);
  at(start + hour);
  await runDurableObjectAlarm(stub);
  expect(queued()).toEqual([]);
});

it("deletes what has expired though the queue refuses what is overdue, and queues that at its next alarm", async () => {
  const { send, stub, fanOut } = journal();
  const [old] = await send(incoming({ retentionMs: hour }));
  const payload = await fanOut([old!], ['{"n":1}']);
  at(start + hour - 60_000);
  const [overdue] = await send(incoming({ retentionMs: 24 * hour }));
  queued();
  at(start + hour + 1_000);
  queue.mockRejectedValueOnce(new Error("no queue"));
  await runDurableObjectAlarm(stub);
  expect(await payload()).toBeNull();
  queued();
  at(start + hour + 3 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(queued().map(({ id }) => id)).toEqual([overdue!.id]);
});

it("leaves to the queue what came out of it, until it is overdue", async () => {
  const { app, accept, stub } = journal();
  expect(await accept([incoming()], app, true)).toMatchObject({ status: "accepted" });
  expect(queued()).toEqual([]);
  at(start + 31_000);
  await runDurableObjectAlarm(stub);
  expect(queued()).toHaveLength(1);
});

const many = (count: number) => Array.from({ length: count }, () => incoming({ retentionMs: 24 * hour }));
const texts = (count: number) => Array.from({ length: count }, () => '{"n":1}');

it("queues as many messages as its window holds; the rest waits in order, and goes as fan-outs end", async () => {
  const { send, fanOut } = journal();
  const sent = await send(...many(500));
  const ids = sent.map(({ id }) => id);
  const first = queued().map(({ id }) => id);
  expect(first).toEqual(ids.slice(0, 200));

  const [late] = await send(incoming({ payload: '{"late":1}' }));
  expect(queued()).toEqual([]);
  await fanOut(sent.slice(0, 200), texts(200));
  const second = queued().map(({ id }) => id);
  expect(second).toEqual(ids.slice(200, 500).concat(late!.id).slice(0, second.length));
  expect(second.length).toBeGreaterThan(200);
  await fanOut(sent.slice(200, 500), texts(300));
  const rest = queued();
  expect([...second, ...rest.map(({ id }) => id)]).toEqual([...ids.slice(200), late!.id]);
});

it("leaves what waits for its turn to its turn: only what is in the queue can be overdue", async () => {
  const { send, stub, fanOut } = journal();
  const sent = await send(...many(300));
  queued();
  at(start + 20_000);
  await fanOut(sent.slice(0, 100), texts(100));
  const next = queued().map(({ id }) => id);
  expect(next).toEqual(sent.slice(200).map(({ id }) => id));
  at(start + 31_000);
  await runDurableObjectAlarm(stub);
  expect(queued().map(({ id }) => id)).toEqual(sent.slice(100, 200).map(({ id }) => id));
});

it("lets what waits go when what is in the queue is never fanned out", async () => {
  const { send, stub } = journal();
  const sent = await send(...many(300));
  expect(queued()).toHaveLength(200);
  at(start + 31_000);
  await runDurableObjectAlarm(stub);
  const ids = queued().map(({ id }) => id);
  expect(ids).toEqual(sent.map(({ id }) => id));
});

it("queues again after a restart what waited for its turn", async () => {
  const { send, stub } = journal();
  const sent = await send(...many(300));
  queued();
  await evictDurableObject(stub);
  at(start + 31_000);
  await runDurableObjectAlarm(stub);
  expect(queued().map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
});

it("takes nothing under a name that the application has given up, until it is its own again", async () => {
  const { accept, stub } = journal();
  expect(await accept([incoming()], "shop")).toMatchObject({ status: "accepted" });
  await stub.rename(["shop"], []);
  await evictDurableObject(stub);
  expect(await accept([incoming()], "shop")).toEqual({ status: "unknown" });
  expect(await accept([incoming()])).toMatchObject({ status: "accepted" });
  await stub.rename([], ["shop"]);
  expect(await accept([incoming()], "shop")).toMatchObject({ status: "accepted" });
});

it("keeps the first result of a fan-out, and what was sent by hand before and after it", async () => {
  const { send, stub, fanOut } = journal();
  const [message] = await send(incoming());
  const { id } = message!;
  await stub.addManualVerdict([id], "ep_early");
  expect((await stub.find(id))!.verdicts).toBeNull();
  const verdicts = { ep_early: "event_type", ep_matched: "matched", ep_late: "disabled" };
  await fanOut([message!], ["{}"], verdicts);
  await fanOut([message!], ["{}"], { ep_other: "matched" });
  for (const endpoint of ["ep_late", "ep_matched"]) await stub.addManualVerdict([id], endpoint);
  expect((await stub.find(id))!.verdicts).toEqual({
    ep_early: "manual",
    ep_matched: "matched",
    ep_late: "manual",
  });
});

it("deletes an R2 object with the last payload in it, and blanks the others before", async () => {
  const { send, stub, fanOut } = journal();
  const messages = await send(incoming(), incoming());
  const stored = await fanOut(messages, ["gone", "kept"]);
  await stub.expunge([messages[0]!.id]);
  expect(await stored()).toBe("\0\0\0\0kept");
  const contents = (await stub.locate(messages.map(({ id }) => id))).map(({ content }) => content);
  expect(contents).toEqual([null, { ref: expect.objectContaining({ offset: 4, length: 4 }) }]);
  await stub.expunge([messages[1]!.id]);
  expect(await stored()).toBeNull();
});

it("deletes a payload for good that was expunged while the fan-out had it in hand", async () => {
  const { send, stub, fanOut } = journal();
  const messages = await send(incoming(), incoming());
  await stub.expunge([messages[0]!.id]);
  const stored = await fanOut(messages, ["gone", "kept"]);
  expect(await stored()).toBe("\0\0\0\0kept");
  expect(await stub.locate([messages[0]!.id])).toMatchObject([{ content: null }]);
});

it("admits so many uses within a time, each kind for itself", async () => {
  const { stub } = journal();
  const quota = { most: 2, perMs: hour };
  const use = (what: string) => stub.spendQuota(what, quota);
  expect([await use("tests"), await use("tests"), await use("tests")]).toEqual([true, true, false]);
  expect(await use("confirmations")).toBe(true);
  await evictDurableObject(stub);
  at(start + hour - 1);
  expect(await use("tests")).toBe(false);
  at(start + hour + 1);
  expect(await use("tests")).toBe(true);
});

it("forgets everything when its application is deleted, but that it is", async () => {
  const { app, accept, send, stub, fanOut } = journal();
  const messages = await send(incoming({ eventId: "e" }));
  const stored = await fanOut(messages, ["gone"]);
  const request = { method: "POST", path: "/", query: "", headers: {}, body: "", truncated: false };
  expect(await stub.keepReceivedRequest(request)).toBe(true);
  await stub.erase("org_x", app);
  expect([await stub.find("e"), await stored(), await stub.receivedRequests()]).toEqual([null, null, []]);
  await evictDurableObject(stub);
  for (const name of [app, "shop"]) expect(await accept([incoming()], name)).toEqual({ status: "unknown" });
  expect(await stub.keepReceivedRequest(request)).toBe(false);
});

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FanOutJob } from "../../../src/core/jobs.ts";
import type { AcceptResult } from "../../../src/objects/journal/journal.ts";
import type { IncomingMessage, StoredMessage } from "../../../src/objects/journal/messages.ts";
import { readContents } from "../../../src/pipeline/deliver/contents.ts";
import { newId } from "../../../src/store/ids.ts";
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
    /** As the fan-out says what it came to. */
    fanOut: (messages: StoredMessage[], verdicts = {}) =>
      stub.finishFanOut(
        messages.map(({ id }) => ({ id, verdicts })),
        Date.now(),
      ),
    /** The texts of its R2 objects. */
    async objects() {
      const { objects } = await env.PAYLOADS.list({ prefix: `payloads/${app}/` });
      return Promise.all(objects.map(async ({ key }) => (await env.PAYLOADS.get(key))!.text()));
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
  await fanOut([acceptance.message]);
  at(start + hour);
  await runDurableObjectAlarm(stub);
  expect(queued()).toEqual([]);
});

it("deletes what has expired though the queue refuses what is overdue, and queues that at its next alarm", async () => {
  const { send, stub, fanOut, objects } = journal();
  const [old] = await send(incoming({ retentionMs: hour }));
  await fanOut([old!]);
  at(start + 11 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(await objects()).toEqual(['{"n":1}']);
  at(start + hour - 60_000);
  const [overdue] = await send(incoming({ retentionMs: 24 * hour }));
  queued();
  at(start + hour + 1_000);
  queue.mockRejectedValueOnce(new Error("no queue"));
  await runDurableObjectAlarm(stub);
  expect(await objects()).toEqual([]);
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

it("queues as many messages as its window holds; the rest waits in order, and goes as fan-outs end", async () => {
  const { send, fanOut } = journal();
  const sent = await send(...many(500));
  const ids = sent.map(({ id }) => id);
  const first = queued().map(({ id }) => id);
  expect(first).toEqual(ids.slice(0, 200));

  const [late] = await send(incoming({ payload: '{"late":1}' }));
  expect(queued()).toEqual([]);
  await fanOut(sent.slice(0, 200));
  const second = queued().map(({ id }) => id);
  expect(second).toEqual(ids.slice(200, 500).concat(late!.id).slice(0, second.length));
  expect(second.length).toBeGreaterThan(200);
  await fanOut(sent.slice(200, 500));
  const rest = queued();
  expect([...second, ...rest.map(({ id }) => id)]).toEqual([...ids.slice(200), late!.id]);
});

it("leaves what waits for its turn to its turn: only what is in the queue can be overdue", async () => {
  const { send, stub, fanOut } = journal();
  const sent = await send(...many(300));
  queued();
  at(start + 20_000);
  await fanOut(sent.slice(0, 100));
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

it("queues again after a restart what came after all before it was fanned out", async () => {
  const { send, stub, fanOut } = journal();
  await fanOut(await send(incoming(), incoming()));
  at(start + 31_000);
  await runDurableObjectAlarm(stub);
  const [late] = await send(incoming());
  queued();
  await evictDurableObject(stub);
  at(start + 62_000);
  await runDurableObjectAlarm(stub);
  expect(queued().map(({ id }) => id)).toEqual([late!.id]);
});

it("takes nothing under a name that the application has given up, until it is its own again", async () => {
  const { accept, stub } = journal();
  expect(await accept([incoming()], "shop")).toMatchObject({ status: "accepted" });
  await stub.rename({ before: "shop", after: null, revision: 1 });
  await evictDurableObject(stub);
  expect(await accept([incoming()], "shop")).toEqual({ status: "unknown" });
  expect(await accept([incoming()])).toMatchObject({ status: "accepted" });
  await stub.rename({ before: null, after: "shop", revision: 2 });
  expect(await accept([incoming()], "shop")).toMatchObject({ status: "accepted" });
});

it("keeps the first result of a fan-out, and what was sent by hand before and after it", async () => {
  const { send, stub, fanOut } = journal();
  const [message] = await send(incoming());
  const { id } = message!;
  await stub.addManualVerdict([id], "ep_early");
  expect((await stub.find(id))!.verdicts).toBeNull();
  const verdicts = { ep_early: "event_type", ep_matched: "matched", ep_late: "disabled" };
  await fanOut([message!], verdicts);
  await fanOut([message!], { ep_other: "matched" });
  for (const endpoint of ["ep_late", "ep_matched"]) await stub.addManualVerdict([id], endpoint);
  expect((await stub.find(id))!.verdicts).toEqual({
    ep_early: "manual",
    ep_matched: "matched",
    ep_late: "manual",
  });
});

const payloads = (...texts: string[]) => texts.map((payload) => incoming({ payload }));

it("puts payloads into one R2 object when the first has waited ten minutes, and finds them there", async () => {
  const { send, stub, objects } = journal();
  const first = await send(...payloads('{"n":"ä"}', '{"n":"🙂"}'));
  at(start + 9 * 60_000);
  const second = await send(...payloads('{"n":2}'));
  await runDurableObjectAlarm(stub);
  const ids = [...first, ...second].map(({ id }) => id);
  expect(await stub.locate(ids)).toMatchObject(
    ['{"n":"ä"}', '{"n":"🙂"}', '{"n":2}'].map((payload) => ({ content: { payload } })),
  );
  expect(await objects()).toEqual([]);
  at(start + 10 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(await objects()).toEqual(['{"n":"ä"}{"n":"🙂"}{"n":2}']);
  const located = await stub.locate(ids);
  expect(located).toMatchObject([
    { content: { ref: { offset: 0, length: 10 } } },
    { content: { ref: { offset: 10, length: 12 } } },
    { content: { ref: { offset: 22, length: 7 } } },
  ]);
  const contents = await readContents(env, located);
  expect(ids.map((id) => contents.get(id)!.payload)).toEqual(['{"n":"ä"}', '{"n":"🙂"}', '{"n":2}']);
});

it("keeps payloads of any characters apart, appended to a block and after a restart", async () => {
  const { send, stub } = journal();
  const texts = ["a\0b", "\ufeff", "\ud800", "🙂\u2028", "", "end"];
  const ids: string[] = [];
  for (const text of texts) {
    const [one] = await send(...payloads(text));
    ids.push(one!.id);
    await evictDurableObject(stub);
  }
  const kept = (await stub.locate(ids)).map(
    ({ content }) => content && "payload" in content && content.payload,
  );
  // Escaped, as what fails is shown.
  expect(JSON.stringify(kept)).toBe(JSON.stringify(texts.map((text) => text.toWellFormed())));
});

it("puts payloads into R2 as soon as there are megabytes of them, each kind of retention for itself", async () => {
  const { send, stub, objects } = journal();
  const large = (retentionMs: number) =>
    Array.from({ length: 50 }, () => incoming({ payload: "x".repeat(47_000), retentionMs }));
  await send(...large(24 * hour));
  await runDurableObjectAlarm(stub);
  expect(await objects()).toEqual([]);
  await send(...large(48 * hour));
  await runDurableObjectAlarm(stub);
  expect((await objects()).map((text) => text.length)).toEqual([50 * 47_000, 36 * 47_000]);
  at(start + 25 * hour);
  await runDurableObjectAlarm(stub);
  expect((await objects()).map((text) => text.length)).toEqual([36 * 47_000, 14 * 47_000]);
});

it("deletes an R2 object with the last payload in it, and blanks the others before", async () => {
  const { send, stub, objects } = journal();
  const messages = await send(...payloads("gone", "kept"));
  at(start + 11 * 60_000);
  await runDurableObjectAlarm(stub);
  await stub.expunge([messages[0]!.id]);
  expect(await objects()).toEqual(["\0\0\0\0kept"]);
  const contents = (await stub.locate(messages.map(({ id }) => id))).map(({ content }) => content);
  expect(contents).toEqual([null, { ref: expect.objectContaining({ offset: 4, length: 4 }) }]);
  await stub.expunge([messages[1]!.id]);
  expect(await objects()).toEqual([]);
});

it("puts nothing into R2 that was expunged before, nor while it was on its way there", async () => {
  const { send, stub, objects } = journal();
  const messages = await send(...payloads("before", "meanwhile", "kept"));
  await stub.expunge([messages[0]!.id]);
  at(start + 11 * 60_000);
  const { put } = Object.getPrototypeOf(env.PAYLOADS) as R2Bucket;
  await runInDurableObject(stub, async (object) => {
    vi.spyOn(Object.getPrototypeOf(env.PAYLOADS) as R2Bucket, "put").mockImplementationOnce(async function (
      this: R2Bucket,
      ...input: unknown[]
    ) {
      await object.expunge([messages[1]!.id]);
      return Reflect.apply(put, this, input);
    });
  });
  await runDurableObjectAlarm(stub);
  expect(await objects()).toEqual([`${"\0".repeat("meanwhile".length)}kept`]);
  expect((await stub.locate([messages[1]!.id])).map(({ content }) => content)).toEqual([null]);
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
  const { app, accept, send, stub, objects } = journal();
  await send(incoming({ eventId: "e" }));
  at(start + 11 * 60_000);
  await runDurableObjectAlarm(stub);
  expect(await objects()).toHaveLength(1);
  const request = { method: "POST", path: "/", query: "", headers: {}, body: "", truncated: false };
  expect(await stub.keepReceivedRequest(request)).toBe(true);
  await stub.erase("org_x", app);
  expect([await stub.find("e"), await objects(), await stub.receivedRequests()]).toEqual([null, [], []]);
  await evictDurableObject(stub);
  for (const name of [app, "shop"]) expect(await accept([incoming()], name)).toEqual({ status: "unknown" });
  expect(await stub.keepReceivedRequest(request)).toBe(false);
});

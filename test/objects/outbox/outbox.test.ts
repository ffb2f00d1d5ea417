import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Attempt, statuses } from "../../../src/core/delivery/attempt.ts";
import type { HandOut } from "../../../src/objects/outbox/dispatch.ts";
import type { Settlement } from "../../../src/objects/outbox/settle.ts";
import { newId } from "../../../src/store/ids.ts";
import { at, loseJobs } from "../../pipeline/scene.ts";
import { attempted, outbox } from "./scene.ts";

const start = Date.now();

let queue: ReturnType<typeof loseJobs>;
beforeEach(() => {
  at(start);
  queue = loseJobs("DELIVERIES");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Ids are made in order, also when a test sets the clock back. */
const ever = start * 2;
const size = (handOut: HandOut | null) => handOut?.deliveries.length ?? 0;

it("retries by the schedule and then gives up", async () => {
  const { offer, fail, state, stub, settings } = outbox();
  const first = (await offer(1))!;
  const message = first.deliveries[0]!.message;
  let handOut: HandOut | null = first;
  const waits: number[] = [];
  for (;;) {
    expect(handOut!.deliveries.map(({ attempt }) => attempt)).toEqual([waits.length + 1]);
    await fail(handOut!);
    const { nextAttempt, status } = await state(first);
    if (nextAttempt === null) {
      expect(status).toBe(statuses.fail);
      break;
    }
    expect(status).toBe(statuses.pending);
    waits.push((nextAttempt - Date.now()) / 1000);
    at(nextAttempt + 400_000);
    handOut = await stub.configure(settings);
  }
  const expected = [5, 300, 1800, 7200, 18000, 36000, 36000];
  expect(waits).toHaveLength(expected.length);
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(expected[index]! * 0.8);
    expect(wait).toBeLessThanOrEqual(expected[index]! * 1.2);
  }
  const query = { limit: 50, iterator: null, order: "descending" } as const;
  const none = {
    status: null,
    codeClass: null,
    eventTypes: null,
    channel: null,
    tag: null,
    before: null,
    after: null,
  };
  expect((await stub.attempts(message, none, query)).data).toHaveLength(8);
});

it("honours Retry-After upward, up to two hours beyond the wait", async () => {
  const { offer, fail, state } = outbox();
  const handOut = (await offer(1))!;
  await fail(handOut, 86_400);
  expect((await state(handOut)).nextAttempt).toBe(start + 7_205_000);
});

it("doesn't count against an endpoint what no request could be made of; its deliveries end with the reason", async () => {
  const { offer, stub, settings, state } = outbox();
  const handOut = (await offer(6))!;
  const settlements = handOut.deliveries.map((delivery): Settlement => {
    const { attempt } = attempted(handOut, delivery, false) as Extract<Settlement, { attempt: Attempt }>;
    return { kind: "unmade", lease: handOut.lease, delivery, attempt };
  });
  const { notices } = await stub.settle(settings, settlements);
  expect(await stub.status()).toMatchObject({ failures: 0, hold: null, sending: 0, waiting: 0 });
  expect(await state(handOut)).toMatchObject({ status: statuses.fail, nextAttempt: null });
  expect(notices).toMatchObject([{ content: { kind: "attempts" } }]);
});

it("puts off what no request could be made of through a fault of ours, without an attempt", async () => {
  const { offer, stub, settings, state } = outbox({ waits: [] });
  const handOut = (await offer(6))!;
  const postponed = handOut.deliveries.map(
    (delivery): Settlement => ({ kind: "postponed", lease: handOut.lease, delivery }),
  );
  await stub.settle(settings, postponed);
  expect(await stub.status()).toMatchObject({ failures: 0, sending: 0, waiting: 6 });
  const { nextAttempt, ...rest } = await state(handOut);
  expect(rest).toMatchObject({ status: statuses.pending, attempts: [] });
  expect(nextAttempt).toBeGreaterThanOrEqual(start + 240_000);
});

it("counts an attempt once, however often it is reported", async () => {
  const { offer, stub, settings } = outbox();
  const handOut = (await offer(1))!;
  const settlement = attempted(handOut, handOut.deliveries[0]!, false);
  await stub.settle(settings, [settlement]);
  await stub.settle(settings, [settlement]);
  expect(await stub.stats(start - 1, start + 1)).toMatchObject({ fail: 1, success: 0 });
  expect((await stub.status()).failures).toBe(1);
});

it("takes a message once, also while it is under way and after it was delivered", async () => {
  const { stub, settings, offered, succeed } = outbox();
  const message = offered();
  const handOut = (await stub.offer(settings, [message])).handOut;
  expect(size(handOut)).toBe(1);
  expect((await stub.offer(settings, [message])).handOut).toBeNull();
  await succeed(handOut!);
  expect((await stub.offer(settings, [message])).handOut).toBeNull();
});

it("lets only so many go at once as the rate allows, and the rest in order a second after those left", async () => {
  const { offer, succeed, stub } = outbox({ throttleRate: 3 });
  const first = await offer(5);
  expect(size(first)).toBe(3);
  expect((await stub.status()).hold).toBe("rate_limit");
  at(start + 100);
  expect((await succeed(first!)).handOut).toBeNull();
  at(start + 1_050);
  await runDurableObjectAlarm(stub);
  expect((await stub.status()).waiting).toBe(2);
  at(start + 1_150);
  await runDurableObjectAlarm(stub);
  expect(await stub.status()).toMatchObject({ waiting: 0, sending: 2 });
});

it("keeps to the rate across a restart", async () => {
  const { offer, succeed, stub } = outbox({ throttleRate: 2 });
  await succeed((await offer(2))!);
  await evictDurableObject(stub);
  at(start + 500);
  expect(await offer(1)).toBeNull();
});

it("keeps to the rate when it restarts while deliveries are under way", async () => {
  const { offer, stub } = outbox({ throttleRate: 2 });
  expect(size(await offer(2))).toBe(2);
  await evictDurableObject(stub);
  at(start + 10);
  expect(await offer(1)).toBeNull();
});

it("has so many under way at once and no more; the rest waits in order", async () => {
  const { offer, succeed, stub } = outbox();
  const first = (await offer(3_500))!;
  expect(size(first)).toBe(10);
  const { handOut } = await succeed(first);
  expect(size(handOut)).toBe(20);
  expect((await stub.status()).waiting).toBe(3_470);
});

it("probes an endpoint one delivery at a time after 5 failures in a row; the others wait without an attempt", async () => {
  const { offer, fail, succeed, stub, settings } = outbox();
  await fail((await offer(5))!);
  expect(await offer(3)).toBeNull();
  expect(await stub.status()).toMatchObject({ waiting: 8, hold: "failing", failures: 5 });

  at(start + 5_500);
  const probe = (await stub.configure(settings))!;
  expect(size(probe)).toBe(1);
  expect(await stub.configure(settings)).toBeNull();
  await fail(probe);
  at(start + 5_500 + 9_000);
  expect(await stub.configure(settings)).toBeNull();
  at(start + 5_500 + 11_000);
  const second = (await stub.configure(settings))!;
  expect(size(second)).toBe(1);
  const { handOut } = await succeed(second);
  expect(size(handOut)).toBeGreaterThan(1);
});

it("calls an endpoint delinquent that has only failed for 5 days", async () => {
  const { offer, fail, stub, settings } = outbox({ version: 7 });
  expect((await fail((await offer(5))!)).notices).toEqual([]);
  at(start + 5 * 24 * 3_600_000 - 60_000);
  expect((await fail((await stub.configure(settings))!)).notices).toEqual([]);
  at(start + 5 * 24 * 3_600_000 + 600_000);
  const content = { kind: "delinquent", version: 7, failingSince: start };
  expect((await fail((await stub.configure(settings))!)).notices).toMatchObject([{ content }]);
});

it("holds what waits while the endpoint is disabled and lets it go when it is enabled", async () => {
  const { offer, giveBack, stub, settings } = outbox();
  const handOut = (await offer(2))!;
  const disabled = { ...settings, disabled: true };
  await stub.configure(disabled);
  await stub.settle(
    disabled,
    handOut.deliveries.map((delivery) => ({ kind: "returned", lease: handOut.lease, delivery })),
  );
  expect(await stub.status()).toMatchObject({ waiting: 2, sending: 0, hold: "paused" });
  const again = await stub.configure(settings);
  expect(again?.deliveries.map(({ attempt }) => attempt)).toEqual([1, 1]);
  await giveBack(again!);
});

it("holds a message back until its time", async () => {
  const { stub, settings, offered } = outbox();
  expect((await stub.offer(settings, [{ ...offered(), notBefore: start + 60_000 }])).handOut).toBeNull();
  at(start + 59_000);
  expect(await stub.configure(settings)).toBeNull();
  at(start + 60_001);
  expect(size(await stub.configure(settings))).toBe(1);
});

it("resends by hand, past a failing endpoint's hold; a success ends the retries", async () => {
  const { offer, fail, stub, settings, state, succeed } = outbox();
  const handOut = (await offer(5))!;
  await fail(handOut);
  const { message, eventType } = handOut.deliveries[0]!;
  const resent = await stub.resend(settings, {
    message,
    eventType,
    channels: null,
    tags: null,
    notBefore: null,
    bytes: 0,
    cooldown: null,
  });
  expect(resent?.deliveries).toMatchObject([{ message, trigger: 1 }]);
  await succeed(resent!);
  expect(await state(handOut)).toMatchObject({ status: statuses.success, nextAttempt: null });
  expect((await state(handOut)).attempts).toHaveLength(2);
});

const recovery = () => ({ kind: "failed" as const, id: newId("task"), since: 0, until: ever });

it("plans what was given up anew, within the rate", async () => {
  const { offer, fail, succeed, stub, settings, state } = outbox({ throttleRate: 3, waits: [] });
  const handOut = (await offer(3))!;
  await fail(handOut);
  expect(await state(handOut)).toMatchObject({ status: statuses.fail, nextAttempt: null });
  at(start + 500);
  expect(await stub.replay(settings, recovery())).toMatchObject({ handOut: null, done: true });
  expect(await stub.status()).toMatchObject({ waiting: 3, hold: "rate_limit" });
  at(start + 1_600);
  const again = (await stub.configure(settings))!;
  expect(again.deliveries).toMatchObject(Array(3).fill({ attempt: 1, trigger: 1 }));
  expect(await stub.replay(settings, recovery())).toMatchObject({ handOut: null, done: true });
  expect(await stub.status()).toMatchObject({ waiting: 0, sending: 3 });
  const notices = Array(3).fill({ notice: "message.attempt.recovered" });
  expect((await succeed(again)).notices).toMatchObject([{ content: { kind: "attempts", notices } }]);
});

it("knows after a restart what goes by hand with all its retries", async () => {
  const { stub, settings, offered, fail, succeed } = outbox();
  const { handOut } = await stub.offer(settings, [{ ...offered(), trigger: 1 }]);
  await evictDurableObject(stub);
  expect(await stub.status()).toMatchObject({ sending: 1 });
  await fail(handOut!);
  expect(await stub.status()).toMatchObject({ sending: 0, waiting: 1 });
  at(start + 10_000);
  const retry = await stub.configure(settings);
  expect((await succeed(retry!)).notices).toEqual([]);
});

it("replays many messages in steps, each once, also across restarts", async () => {
  const { offer, succeed, stub, settings } = outbox();
  const many = 2_300;
  let { handOut }: { handOut: HandOut | null } = { handOut: await offer(many) };
  while (handOut !== null) ({ handOut } = await succeed(handOut));
  const filter = { status: null, eventTypes: null, channel: null, tag: null, codeClass: null };
  const id = newId("task");
  const begun = await stub.replay(settings, { kind: "sent", id, since: 0, until: ever, filter });
  expect(begun).toMatchObject({ job: null, done: false });

  const sent: string[] = [];
  handOut = begun.handOut;
  const drain = async () => {
    for (; handOut !== null; { handOut } = await succeed(handOut))
      sent.push(...handOut.deliveries.map(({ message }) => message));
  };
  await drain();
  for (let step = 1; step <= 3; step++) {
    await evictDurableObject(stub);
    queue.mockClear();
    at(start + step * 1_001);
    await runDurableObjectAlarm(stub);
    for (const [jobs] of queue.mock.calls)
      for (const { body } of jobs as { body: HandOut }[]) {
        handOut = body;
        await drain();
      }
    expect(sent).toHaveLength(Math.min((step + 1) * 1_000, many));
  }
  expect(new Set(sent).size).toBe(many);
});

it("knows after a restart what is under way, and hands it out again when the lease ends", async () => {
  const { offer, stub, settings, succeed } = outbox();
  const handOut = (await offer(3))!;
  await stub.settle(settings, [attempted(handOut, handOut.deliveries[0]!, true)]);
  await evictDurableObject(stub);
  expect((await stub.status()).sending).toBe(2);
  at(start + 81_000);
  await runDurableObjectAlarm(stub);
  expect(await stub.status()).toMatchObject({ sending: 2, waiting: 0 });
  // The late report of the first hand-out still counts.
  await succeed({ ...handOut, deliveries: handOut.deliveries.slice(1) });
  expect(await stub.stats(start - 1, start + 100_000)).toMatchObject({ success: 3 });
});

it("cancels what waits when the endpoint is deleted, and takes nothing more", async () => {
  const { offer, fail, stub, state, settings } = outbox();
  const handOut = (await offer(1))!;
  await fail(handOut);
  await stub.close(settings.endpoint);
  expect(await state(handOut)).toMatchObject({ status: statuses.canceled, nextAttempt: null });
  expect(await offer(1)).toBeNull();
});

it("cancels a long queue step by step; meanwhile nothing of it goes, and all counts as canceled", async () => {
  // The alarm rings at once, so that it would do so before it is run by hand.
  at(ever);
  const { stub, settings, offered } = outbox({ disabled: true });
  // Those that are due later have a row each, the others one for many.
  const later = Array.from({ length: 2_500 }, () => ({ ...offered(), notBefore: ever + 60_000 }));
  const behind = Array.from({ length: 100 }, offered);
  await stub.offer(settings, [...later, ...behind]);
  const left = () =>
    runInDurableObject(stub, (_, { storage: { sql } }) => ({
      later: sql.exec("SELECT 1 FROM deliveries WHERE due_at IS NOT NULL").toArray().length,
      behind: sql.exec("SELECT 1 FROM backlog").toArray().length,
    }));
  await stub.close(settings.endpoint);
  expect(await left()).toEqual({ later: 1_500, behind: 2 });
  await evictDurableObject(stub);
  const last = later.at(-1)!.message;
  expect(await stub.findDestinations([later[0]!.message, last, behind[0]!.message])).toMatchObject(
    Array.from({ length: 3 }, () => ({ status: statuses.canceled, nextAttempt: null })),
  );
  expect(await stub.status()).toMatchObject({ waiting: 0, sending: 0 });
  expect(await stub.configure({ ...settings, version: 1, disabled: false })).toBeNull();
  at(ever + 61_000);
  for (const expected of [
    { later: 500, behind: 2 },
    { later: 0, behind: 0 },
  ]) {
    await runDurableObjectAlarm(stub);
    expect(await left()).toEqual(expected);
  }
  expect(await stub.findDestinations([last])).toMatchObject([{ status: statuses.canceled, eventType: "a" }]);
});

it("cancels what was under way when the endpoint was deleted, and never came back", async () => {
  const { offer, stub, settings } = outbox();
  const [one] = (await offer(1))!.deliveries;
  await stub.close(settings.endpoint);
  at(start + 81_000);
  await runDurableObjectAlarm(stub);
  expect(await stub.findDestinations([one!.message])).toMatchObject([
    { status: statuses.canceled, nextAttempt: null },
  ]);
  const waiting = (_: unknown, { storage: { sql } }: DurableObjectState) =>
    sql.exec("SELECT 1 FROM deliveries WHERE due_at IS NOT NULL").toArray();
  expect(await runInDurableObject(stub, waiting)).toEqual([]);
});

it("stays empty when it has come to its end, whatever comes late", async () => {
  const { stub, settings } = outbox();
  await stub.wipe(settings.endpoint);
  at(start + 15 * 24 * 3_600_000);
  await runDurableObjectAlarm(stub);
  await stub.seenTo("delinquent 0");
  expect(await stub.begin(newId("message"))).toBe(1);
  expect(await stub.expungeAttempt(newId("attempt"))).toBe(false);
  await stub.wipe(settings.endpoint);
  await stub.close(settings.endpoint);
  const tables = (_: unknown, { storage: { sql } }: DurableObjectState) =>
    sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray();
  expect(await runInDurableObject(stub, tables)).toEqual([]);
});

it("forgets its log when its time is over", async () => {
  const { offer, succeed, stub, state } = outbox();
  const handOut = (await offer(1))!;
  await succeed(handOut);
  at(start + 200 * 24 * 3_600_000);
  await runDurableObjectAlarm(stub);
  expect(await state(handOut)).toBeNull();
});

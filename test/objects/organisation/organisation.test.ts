import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answers } from "../../../src/core/limits.ts";
import type { Happening } from "../../../src/objects/organisation/feed.ts";
import * as idempotency from "../../../src/objects/organisation/idempotency.ts";
import { at } from "../../pipeline/scene.ts";

const start = Date.now();
const minute = 60_000;
const hour = 60 * minute;

beforeEach(() => at(start));
afterEach(() => vi.useRealTimers());

const organisation = () => env.ORGANISATION.getByName(`org_${crypto.randomUUID()}`);
type Stub = ReturnType<typeof organisation>;

const keys = (stub: Stub) =>
  runInDurableObject(stub, (_, { storage }) =>
    storage.sql
      .exec<{ key: string }>("SELECT key FROM answers ORDER BY key")
      .toArray()
      .map(({ key }) => key),
  );

const answer = { status: 201, body: "sealed" };

it("gives a key to the first who claims it, and the others its answer", async () => {
  const stub = organisation();
  expect(await stub.claim("", "a")).toBe("new");
  expect(await stub.claim("", "a")).toBe("busy");
  expect(await stub.claim("", "b")).toBe("new");
  await stub.answer("", "a", answer);
  await evictDurableObject(stub);
  expect(await stub.claim("", "a")).toEqual(answer);
  expect(await stub.claim("", "b")).toBe("busy");
});

it("frees a key that came to no good answer, or to none within a minute", async () => {
  const stub = organisation();
  for (const key of ["bad", "lost"]) await stub.claim("", key);
  await stub.answer("", "bad", null);
  expect(await stub.claim("", "bad")).toBe("new");
  at(start + minute - 1);
  expect(await stub.claim("", "lost")).toBe("busy");
  at(start + minute);
  expect(await stub.claim("", "lost")).toBe("new");
});

it("keeps an answer for 12 hours from when it was given", async () => {
  const stub = organisation();
  await stub.claim("", "a");
  at(start + minute / 2);
  await stub.answer("", "a", answer);
  at(start + minute / 2 + 12 * hour - 1);
  expect(await stub.claim("", "a")).toEqual(answer);
  at(start + minute / 2 + 12 * hour);
  expect(await stub.claim("", "a")).toBe("new");
});

it("keeps the latest answers of an owner when there are too many, or too large ones, and all of the others", async () => {
  const stub = organisation();
  const give = (owner: string, key: string, body: string, after: number) =>
    runInDurableObject(stub, (_, { storage }) => {
      idempotency.claim(storage.sql, owner, key, start);
      idempotency.keep(storage.sql, owner, key, { status: 201, body }, start + after);
    });
  await stub.claim("app_1", "under way");
  await give("", "of the organisation", "x", 1);
  await runInDurableObject(stub, (_, { storage }) => {
    for (let n = 1; n <= answers.most; n++)
      storage.sql.exec(
        "INSERT INTO answers VALUES (?, ?, 201, 'x', 'app_1')",
        `key ${String(n).padStart(4, "0")}`,
        start + n,
      );
  });
  await give("app_1", "one more", "x", answers.most + 1);
  const kept = await keys(stub);
  expect(kept).toHaveLength(answers.most + 2);
  for (const key of ["of the organisation", "under way", "one more", "key 0002"]) expect(kept).toContain(key);
  expect(kept).not.toContain("key 0001");

  await give("app_1", "too large", "x".repeat(answers.bytes - 1), hour);
  expect(await keys(stub)).toEqual(["of the organisation", "one more", "too large", "under way"]);
});

it("deletes what has expired by its alarm, also when nobody calls any more, and then sleeps", async () => {
  const stub = organisation();
  for (const key of ["early", "never-answered"]) await stub.claim("", key);
  await stub.answer("", "early", answer);
  at(start + 6 * hour);
  await stub.claim("", "late");
  await stub.answer("", "late", answer);
  await evictDurableObject(stub);

  const alarm = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  expect(await alarm()).toBe(start + 12 * hour);
  at(start + 12 * hour);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await keys(stub)).toEqual(["late"]);
  expect(await alarm()).toBe(start + 18 * hour);
  at(start + 18 * hour);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await keys(stub)).toEqual([]);
  expect(await runDurableObjectAlarm(stub)).toBe(false);
});

it("cleans up once an hour at most, however close together answers expire", async () => {
  const stub = organisation();
  for (const [index, key] of ["a", "b", "c"].entries()) {
    at(start + index * minute);
    await stub.claim("", key);
    await stub.answer("", key, answer);
  }
  at(start + 12 * hour);
  await runDurableObjectAlarm(stub);
  expect(await keys(stub)).toEqual(["b", "c"]);
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBe(start + 13 * hour);
  at(start + 13 * hour);
  await runDurableObjectAlarm(stub);
  expect(await keys(stub)).toEqual([]);
});

const happening = (n: number): Happening => ({
  ...{ at: n, kind: "message", app: "app_x", endpoint: null, message: `msg_${n}`, messages: 1 },
  ...{ eventType: "a.b", status: null, code: null },
});
const happenings = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => happening(from + index));

it("shows what happened in order, and what came after a row", async () => {
  const stub = organisation();
  const empty = await stub.feed(null);
  expect(empty.rows).toEqual([]);
  await stub.show(happenings(0, 2));
  await stub.show(happenings(2, 3));
  const all = await stub.feed(empty.iterator);
  expect(all.rows).toMatchObject(happenings(0, 3));
  expect(all.iterator).toBe(all.rows[2]!.id);
  expect((await stub.feed(all.rows[0]!.id)).rows).toEqual(all.rows.slice(1));
  expect(await stub.feed(all.iterator)).toEqual({ rows: [], iterator: all.iterator });
});

it("remembers the latest 500, in one call or in many, and nothing after a restart", async () => {
  const stub = organisation();
  await stub.show(happenings(0, 700));
  expect((await stub.feed(null)).rows).toMatchObject(happenings(200, 700));
  await stub.show(happenings(700, 710));
  expect((await stub.feed(null)).rows).toMatchObject(happenings(210, 710));
  await evictDurableObject(stub);
  expect((await stub.feed(null)).rows).toEqual([]);
});

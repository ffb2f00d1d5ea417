import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { statuses } from "../../../src/core/delivery/attempt.ts";
import { recoverStep } from "../../../src/objects/outbox/recover.ts";
import { newId } from "../../../src/store/ids.ts";
import { at, loseJobs } from "../../pipeline/scene.ts";
import { outbox } from "./scene.ts";

const start = Date.now();
const ever = start * 2;

beforeEach(() => {
  at(start);
  loseJobs("DELIVERIES");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Stub = ReturnType<typeof outbox>["stub"];

const put = `INSERT INTO deliveries (id, message, event_type, attempt, trigger, status, members, batch, attempts)
  SELECT value ->> 'id', value ->> 'id', 'a', 8, 0, value ->> 'status', value -> 'members', value ->> 'batch', '[]'
  FROM json_each(?)`;

interface Row {
  id: string;
  status: number;
  members?: { message: string; eventType: string }[];
  batch?: string;
}

const insert = (stub: Stub, rows: Row[]) =>
  runInDurableObject(stub, (_, { storage }) => void storage.sql.exec(put, JSON.stringify(rows)));

/** So many messages stand so. */
const counts = (stub: Stub) =>
  runInDurableObject(stub, (_, { storage }) =>
    Object.fromEntries(
      storage.sql
        .exec<{ status: number; n: number }>("SELECT status, count(*) AS n FROM deliveries GROUP BY status")
        .toArray()
        .map(({ status, n }) => [status, n]),
    ),
  );

it("plans what was given up anew in steps, which go on after a restart", async () => {
  const { stub, settings } = outbox();
  await stub.configure({ ...settings, disabled: true });
  const many = 2_500;
  await insert(
    stub,
    Array.from({ length: many }, () => ({ id: newId("message"), status: statuses.fail })),
  );
  const paused = { ...settings, disabled: true };
  const recovery = { kind: "failed" as const, id: newId("task"), since: 0, until: ever };
  expect(await stub.replay(paused, recovery)).toMatchObject({ handOut: null, job: null, done: false });
  expect(await counts(stub)).toEqual({ [statuses.pending]: 1_000, [statuses.fail]: 1_500 });
  for (const [step, left] of [
    [1, 500],
    [2, 0],
  ] as const) {
    await evictDurableObject(stub);
    at(start + step * 1_001);
    await runDurableObjectAlarm(stub);
    expect((await counts(stub))[statuses.fail] ?? 0).toBe(left);
  }
  expect(await counts(stub)).toEqual({ [statuses.pending]: many });
});

it("plans a batch anew once, with the first of its messages, without those that were delivered by themselves", async () => {
  const { stub } = outbox();
  const batch = newId("batch");
  const [one, delivered, other] = [newId("message"), newId("message"), newId("message")];
  const members = [one, delivered, other].map((message) => ({ message, eventType: "a" }));
  await insert(stub, [
    { id: batch, status: statuses.fail, members },
    { id: one, status: statuses.pending, batch },
    { id: delivered, status: statuses.success, batch },
    { id: other, status: statuses.pending, batch },
  ]);
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    const find = () => sql.exec("SELECT status, members FROM deliveries WHERE id = ?", batch).one();
    const window = { kind: "failed" as const, id: "", since: 0, until: ever };
    expect(recoverStep(sql, { ...window, after: null }, 1, start)).toEqual({ last: one, sent: 2 });
    expect(find()).toEqual({
      status: statuses.pending,
      members: JSON.stringify([members[0], members[2]]),
    });
    // It has failed again before the next step.
    sql.exec("UPDATE deliveries SET status = ? WHERE id = ?", statuses.fail, batch);
    expect(recoverStep(sql, { ...window, after: one }, 1, start)).toEqual({ last: delivered, sent: 0 });
    expect(recoverStep(sql, { ...window, after: delivered }, 2, start)).toEqual({ last: null, sent: 0 });
    expect(find()).toMatchObject({ status: statuses.fail });
  });
});

it("leaves what is outside the window alone", async () => {
  const { stub } = outbox();
  const ids: string[] = [];
  for (const ms of [0, 1_000, 2_000]) {
    at(start + ms);
    ids.push(newId("message"));
  }
  await insert(
    stub,
    ids.map((id) => ({ id, status: statuses.fail })),
  );
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    const window = { kind: "failed" as const, id: "", since: start + 1_000, until: start + 2_000 };
    expect(recoverStep(sql, { ...window, after: null }, 10, start)).toEqual({ last: null, sent: 1 });
    expect(sql.exec("SELECT id FROM deliveries WHERE due_at IS NOT NULL").toArray()).toEqual([
      { id: ids[1] },
    ]);
  });
});

import { expect, it } from "vitest";
import { Collecting } from "../../../src/objects/outbox/collecting.ts";
import { migrations } from "../../../src/objects/outbox/schema.ts";
import { KeyValue } from "../../../src/objects/shared/key-value.ts";
import { withTables } from "../database.ts";
import { newDelivery } from "./delivery.ts";

const rule = { maxEvents: 3, maxWaitSeconds: 10 };
const now = Date.now();
const collected = (since = now) => ({ ...newDelivery(), bytes: 10, since });

it("lets a batch go when it is full, and the rest when the first of it has waited long enough", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const collecting = new Collecting(new KeyValue(sql));
    const came = Array.from({ length: 4 }, () => collected());
    expect(collecting.add(came.slice(0, 2), rule, now)).toEqual({ batches: [], dueAt: now + 10_000 });
    expect(collecting.add(came.slice(2), rule, now + 5_000)).toMatchObject({ batches: [came.slice(0, 3)] });
    expect(collecting.size).toBe(1);
    expect(collecting.add([], rule, now + 9_999).batches).toEqual([]);
    expect(collecting.add([], rule, now + 10_000)).toEqual({ batches: [[came[3]]], dueAt: null });
    expect(collecting.size).toBe(0);
  }));

it("knows after a restart what it has collected", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const [one, other] = [collected(), collected()];
    new Collecting(new KeyValue(sql)).add([one, other], rule, now);
    const restarted = new Collecting(new KeyValue(sql));
    expect([one, other, collected()].map(({ message }) => restarted.has(message))).toEqual([
      true,
      true,
      false,
    ]);
    restarted.drop(one.message);
    const again = new Collecting(new KeyValue(sql));
    expect([again.size, again.has(one.message)]).toEqual([1, false]);
  }));

it("gives all of it out as plain deliveries, once", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const collecting = new Collecting(new KeyValue(sql));
    const { bytes, since, ...delivery } = collected();
    collecting.add([{ ...delivery, bytes, since }], rule, now);
    expect(collecting.takeAll()).toEqual([delivery]);
    expect(collecting.takeAll()).toEqual([]);
    expect(new Collecting(new KeyValue(sql)).size).toBe(0);
  }));

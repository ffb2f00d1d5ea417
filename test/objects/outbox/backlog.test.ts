import { expect, it } from "vitest";
import * as backlog from "../../../src/objects/outbox/backlog.ts";
import { migrations } from "../../../src/objects/outbox/schema.ts";
import { withTables } from "../database.ts";
import { newDelivery } from "./delivery.ts";

const many = (count: number) => Array.from({ length: count }, () => newDelivery());

it("gives out in the order in which deliveries came, whatever the portions", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    // Not in the order of their ids, so that only the order of coming can be it.
    const came = many(173).toReversed();
    backlog.push(sql, came.slice(0, 120));
    backlog.push(sql, came.slice(120));
    const taken = [];
    for (const count of [1, 49, 50, 7, 60, 100]) {
      taken.push(...backlog.take(sql, count));
      expect(backlog.size(sql)).toBe(came.length - taken.length);
    }
    expect(taken).toEqual(came);
    expect(backlog.isEmpty(sql)).toBe(true);
    expect(backlog.take(sql, 1)).toEqual([]);
  }));

it("holds many deliveries in few rows", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    backlog.push(sql, many(1_000));
    expect(sql.exec("SELECT 1 FROM backlog").toArray()).toHaveLength(20);
  }));

it("knows what waits, also in a row that was taken from", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const came = many(60);
    const ids = came.map(({ id }) => id);
    backlog.push(sql, came);
    backlog.take(sql, 10);
    const stranger = newDelivery().id;
    expect(backlog.known(sql, [...ids, stranger])).toEqual(new Set(ids.slice(10)));
    expect(backlog.known(sql, [])).toEqual(new Set());
  }));

it("gives up row by row", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const came = many(120);
    backlog.push(sql, came);
    expect(backlog.drop(sql, 0)).toBe(0);
    expect(backlog.drop(sql, 2)).toBe(2);
    expect(backlog.take(sql, 120)).toEqual(came.slice(100));
    backlog.push(sql, came);
    expect(backlog.drop(sql, 10)).toBe(3);
    expect(backlog.isEmpty(sql)).toBe(true);
  }));

import { expect, it } from "vitest";
import { statuses } from "../../../src/core/delivery/attempt.ts";
import * as deliveries from "../../../src/objects/outbox/deliveries.ts";
import { Leases } from "../../../src/objects/outbox/leases.ts";
import { migrations } from "../../../src/objects/outbox/schema.ts";
import { newId } from "../../../src/store/ids.ts";
import { withTables } from "../database.ts";
import { newDelivery } from "./delivery.ts";

const later = Date.now() + 60_000;
const rows = (sql: SqlStorage) => sql.exec("SELECT id FROM leases").toArray().length;

it("covers each delivery of a hand-out until it is settled, and ends with the last", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const leases = new Leases(sql);
    const [first, second] = [newDelivery(), newDelivery()];
    const lease = newId("lease");
    leases.grant(lease, later, [first, second]);
    expect(leases.size).toBe(2);
    expect(leases.release(lease, first.id)).toEqual(first);
    expect(leases.release(lease, first.id)).toBeNull();
    expect([leases.has(first.id), leases.has(second.id), rows(sql)]).toEqual([false, true, 1]);
    expect(leases.release(lease, second.id)).toEqual(second);
    expect([leases.size, leases.nextExpiry(), rows(sql)]).toEqual([0, null, 0]);
  }));

it("takes no report under another lease", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const leases = new Leases(sql);
    const delivery = newDelivery();
    leases.grant(newId("lease"), later, [delivery]);
    expect(leases.release(newId("lease"), delivery.id)).toBeNull();
    expect(leases.has(delivery.id)).toBe(true);
  }));

it("gives back what it still covers when its time is over, and not before", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const leases = new Leases(sql);
    const [settled, lost, other] = [newDelivery(), newDelivery(), newDelivery()];
    const lease = newId("lease");
    leases.grant(lease, later, [settled, lost]);
    leases.grant(newId("lease"), later + 1, [other]);
    leases.release(lease, settled.id);
    expect(leases.nextExpiry()).toBe(later);
    expect(leases.expire(later - 1)).toEqual([]);
    expect(leases.expire(later)).toEqual([lost]);
    expect(leases.expire(later)).toEqual([]);
    expect([leases.size, leases.nextExpiry(), rows(sql)]).toEqual([1, later + 1, 1]);
  }));

it("knows after a restart from the deliveries' rows what is still under way", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const never = newDelivery();
    const [retried, delivered, waits] = [newDelivery(), newDelivery(), newDelivery()];
    const resend = newDelivery({ id: `${newId("message")}/${newId("job")}`, message: newId("message") });
    const lease = newId("lease");
    new Leases(sql).grant(lease, later, [never, retried, delivered, waits, resend]);
    deliveries.put(sql, retried, { status: statuses.sending, dueAt: null });
    deliveries.put(sql, delivered, { status: statuses.success, dueAt: null });
    deliveries.put(sql, waits, { status: statuses.pending, dueAt: later });

    const restarted = new Leases(sql);
    const all = [never, retried, delivered, waits, resend];
    expect(all.map(({ id }) => restarted.has(id))).toEqual([true, true, false, false, false]);
    expect(restarted.open()).toMatchObject([{ lease, count: 2 }]);
  }));

it("forgets everything when it is cleared", () =>
  withTables(migrations, ({ storage: { sql } }) => {
    const leases = new Leases(sql);
    leases.grant(newId("lease"), later, [newDelivery()]);
    leases.clear();
    expect([leases.size, rows(sql), new Leases(sql).size]).toEqual([0, 0, 0]);
  }));

import { statuses } from "../../core/delivery/attempt.ts";
import { isResend } from "../../core/delivery/delivery.ts";
import { timeOf } from "../../core/ids.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as destinations from "./destinations.ts";

interface Lease {
  expiresAt: number;
  remaining: Map<string, StoredDelivery>;
  /** It went past the queue. After a restart nobody knows. */
  direct: boolean;
}

/**
 * What is handed out and not settled: one row a hand-out, which names its deliveries and is gone when all of them are
 * settled. Which of them are, is known in memory, and after a restart from their rows.
 */
export class Leases {
  #sql: SqlStorage;
  #open = new Map<string, Lease>();
  #out = new Set<string>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql
      .exec<{ id: string; expires_at: number; deliveries: string }>("SELECT * FROM leases")
      .toArray();
    for (const row of rows)
      this.#hold(
        row.id,
        row.expires_at,
        (JSON.parse(row.deliveries) as StoredDelivery[]).filter(this.#isUnsettled),
      );
  }

  /** Without a row, a delivery was never settled, and a manual resend has been, which drops its row. */
  #isUnsettled = (delivery: StoredDelivery): boolean => {
    const known = destinations.find(this.#sql, delivery.id);
    return known === null ? !isResend(delivery) : known.status === statuses.sending;
  };

  #hold(id: string, expiresAt: number, handedOut: StoredDelivery[]) {
    this.#open.set(id, {
      expiresAt,
      remaining: new Map(handedOut.map((delivery) => [delivery.id, delivery])),
      direct: false,
    });
    for (const delivery of handedOut) this.#out.add(delivery.id);
  }

  /** What is handed out, lease by lease. */
  open(): { lease: string; count: number; at: number }[] {
    return [...this.#open].map(([lease, { remaining }]) => ({
      lease,
      count: remaining.size,
      at: timeOf(lease),
    }));
  }

  get size(): number {
    return this.#out.size;
  }

  /** Messages and batches that are handed out. */
  messages(): Set<string> {
    const leases = [...this.#open.values()];
    return new Set(leases.flatMap(({ remaining }) => [...remaining.values()].map(({ message }) => message)));
  }

  has(deliveryId: string): boolean {
    return this.#out.has(deliveryId);
  }

  /** Members of batches stand in the rows of these. */
  grant(id: string, expiresAt: number, granted: StoredDelivery[]): void {
    const handedOut = granted.map((delivery) => ({ ...delivery, members: null }));
    this.#sql.exec(
      "INSERT INTO leases (id, expires_at, deliveries) VALUES (?, ?, ?)",
      id,
      expiresAt,
      JSON.stringify(handedOut),
    );
    this.#hold(id, expiresAt, handedOut);
  }

  /** What the lease covers goes past the queue. */
  markDirect(id: string): void {
    const lease = this.#open.get(id);
    if (lease) lease.direct = true;
  }

  isDirect(id: string): boolean {
    return this.#open.get(id)?.direct ?? false;
  }

  /** Ends one delivery's part in a lease; null when the lease no longer covers it. */
  release(id: string, deliveryId: string): StoredDelivery | null {
    const lease = this.#open.get(id);
    const delivery = lease?.remaining.get(deliveryId);
    if (!lease || !delivery) return null;
    lease.remaining.delete(deliveryId);
    this.#out.delete(deliveryId);
    if (lease.remaining.size === 0) this.#end(id);
    return delivery;
  }

  /** Ends the leases whose time is over; answers what they still covered. */
  expire(now: number): StoredDelivery[] {
    const over = [...this.#open].filter(([, { expiresAt }]) => expiresAt <= now);
    return over.flatMap(([id, { remaining }]) => {
      for (const deliveryId of remaining.keys()) this.#out.delete(deliveryId);
      this.#end(id);
      return [...remaining.values()];
    });
  }

  nextExpiry(): number | null {
    return this.#open.size === 0
      ? null
      : Math.min(...[...this.#open.values()].map(({ expiresAt }) => expiresAt));
  }

  clear(): void {
    this.#open.clear();
    this.#out.clear();
    this.#sql.exec("DELETE FROM leases");
  }

  #end(id: string) {
    this.#open.delete(id);
    this.#sql.exec("DELETE FROM leases WHERE id = ?", id);
  }
}

import { type BatchingRule, type Collected, cut } from "../../core/delivery/batching.ts";
import type { KeyValue } from "../shared/key-value.ts";
import type { StoredDelivery } from "./deliveries.ts";

/** A delivery that waits for company. */
export type CollectedDelivery = StoredDelivery & Collected;

/** What an Outbox collects for its next batch: at most a batch's worth, in one row. */
export class Collecting {
  #values: KeyValue;
  #waiting: CollectedDelivery[];

  constructor(values: KeyValue) {
    this.#values = values;
    this.#waiting = values.get("collecting") ?? [];
  }

  get size(): number {
    return this.#waiting.length;
  }

  has(message: string): boolean {
    return this.#waiting.some((one) => one.message === message);
  }

  /** Takes more in; answers the batches that are to go, and when (ms) what is left is due. */
  add(
    fresh: readonly CollectedDelivery[],
    rule: BatchingRule,
    now: number,
  ): { batches: CollectedDelivery[][]; dueAt: number | null } {
    const { batches, rest, dueAt } = cut([...this.#waiting, ...fresh], rule, now);
    if (fresh.length > 0 || batches.length > 0) this.#keep(rest);
    return { batches, dueAt };
  }

  /** It needs no company any more. */
  drop(message: string): void {
    if (this.has(message)) this.#keep(this.#waiting.filter((one) => one.message !== message));
  }

  /** Gives up collecting: what has waited goes as it is. */
  takeAll(): StoredDelivery[] {
    const released = this.#waiting.map(({ bytes, since, ...held }) => held);
    if (released.length > 0) this.#keep([]);
    return released;
  }

  #keep(waiting: CollectedDelivery[]) {
    this.#waiting = waiting;
    this.#values.set("collecting", waiting);
  }
}

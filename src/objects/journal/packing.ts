import { timeOf } from "../../core/ids.ts";
import { blank, layOut, type PayloadRef, remove, writeSegment } from "../../store/payloads.ts";
import type { KeyValue } from "../shared/key-value.ts";
import type { Head } from "./block.ts";
import type { Blocks } from "./blocks.ts";
import * as segments from "./segments.ts";

/** Payloads wait in their rows until there are so many characters of them, or the first has waited so long (ms). */
export const packing = { length: 4_000_000, afterMs: 600_000 } as const;

const mostBlocks = 1_000;
const hourMs = 3_600_000;

/** Moves the payloads of many blocks into R2 at once: an object costs as much as thousands of rows that are read. */
export class Packing {
  #storage: DurableObjectStorage;
  #values: KeyValue;
  #env: Env;
  #blocks: Blocks;
  /** Characters of payloads that have come since it was last due by their number. */
  #length = 0;

  constructor(storage: DurableObjectStorage, values: KeyValue, env: Env, blocks: Blocks) {
    this.#storage = storage;
    this.#values = values;
    this.#env = env;
    this.#blocks = blocks;
  }

  /** Payloads with so many characters have come: is a step due by now? */
  added(length: number): boolean {
    this.#length += length;
    if (this.#length < packing.length) return false;
    this.#length = 0;
    return true;
  }

  /** When the next step is due (ms), null when all payloads are in R2. */
  nextDue(now: number): number | null {
    const waiting = this.#waiting();
    const length = waiting.reduce((sum, { size }) => sum + size, 0);
    if (waiting.length === 0) return null;
    return length >= packing.length ? now : timeOf(waiting[0]!.first) + packing.afterMs;
  }

  /**
   * One step, when it is due.
   *
   * @param isGone is the application deleted meanwhile?
   */
  async step(app: string, isGone: () => boolean, now: number): Promise<void> {
    await this.#removeBroken();
    if ((this.nextDue(now) ?? Number.POSITIVE_INFINITY) > now) return;
    const waiting = this.#waiting();
    const taken = waiting.slice(0, countUpTo(waiting, packing.length));
    this.#blocks.closeUpTo(taken.at(-1)!.last);
    const byHour = Map.groupBy(taken, ({ expires_at }) => Math.floor(expires_at / hourMs));
    for (const group of byHour.values()) {
      await this.#pack(
        app,
        group.map(({ first }) => first),
        isGone,
        now,
      );
      if (isGone()) return;
    }
    this.#values.set("packed_to", taken.at(-1)!.last);
  }

  #waiting() {
    return this.#blocks.unpacked(this.#values.get<string>("packed_to") ?? "", mostBlocks);
  }

  /** What was written when the object ended, and is named nowhere. */
  async #removeBroken(): Promise<void> {
    const key = this.#values.get<string>("packing");
    if (key !== null) await remove(this.#env, segments.unknown(this.#storage.sql, [key]));
  }

  async #pack(app: string, firsts: string[], isGone: () => boolean, now: number): Promise<void> {
    const blocks = firsts.map((first) => this.#blocks.at(first));
    const ids = blocks.flatMap(({ heads }) => heads.map(({ id }) => id));
    const expiresAt = Math.max(...blocks.map((block) => block.expiresAt));
    const payloads = blocks.flatMap((block) => {
      const text = this.#blocks.payloadsOf(block);
      return block.heads.map((head) => (isKept(head, now) ? text.slice(head.at, head.at + head.size) : ""));
    });
    const segment = layOut(app, payloads);
    const isEmpty = segment.body.length === 0;
    if (!isEmpty) {
      this.#values.set("packing", segment.key);
      await writeSegment(this.#env, segment);
      await this.#blankExpunged(segment, firsts);
    }
    if (isGone()) return remove(this.#env, [segment.key]);
    this.#storage.transactionSync(() => {
      const refs = segment.refs.values();
      for (const first of firsts) {
        const block = this.#blocks.at(first);
        this.#blocks.pack(block, [...refs.take(block.heads.length)], isEmpty ? null : segment.key);
      }
      if (isEmpty) return;
      const [first, last] = [ids[0]!, ids.at(-1)!];
      segments.keep(this.#storage.sql, { key: segment.key, expiresAt, first, last });
    });
  }

  /** Contents that were deleted while they were on their way into R2. */
  async #blankExpunged({ key, refs }: ReturnType<typeof layOut>, firsts: readonly string[]): Promise<void> {
    const blanked = new Set<PayloadRef>();
    for (;;) {
      const heads = firsts.flatMap((first) => this.#blocks.at(first).heads);
      const gone = refs.filter(
        (ref, index) => ref.length > 0 && !blanked.has(ref) && heads[index]!.expires <= Date.now(),
      );
      if (gone.length === 0) return;
      for (const ref of gone) blanked.add(ref);
      await blank(this.#env, key, gone);
    }
  }
}

const isKept = ({ ref, expires }: Head, now: number) => !ref && expires > now;

/** How many of these it takes to have so many characters. */
function countUpTo(waiting: readonly { size: number }[], length: number): number {
  let total = 0;
  let count = 0;
  for (; count < waiting.length && total < length; count++) total += waiting[count]!.size;
  return count;
}

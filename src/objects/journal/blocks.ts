import QuickLRU from "quick-lru";
import { floor } from "../../core/ids.ts";
import type { Order } from "../../core/page.ts";
import type { PayloadRef } from "../../store/payloads.ts";
import { Block, type Fresh, fitting, type Head, headsText, placed } from "./block.ts";
import { type BlockRow, BlockRows } from "./block-rows.ts";
import { Results } from "./results.ts";

/** A block takes messages of further commits until it has so many characters; of one commit, it takes so many. */
const [full, mostOfOneCommit] = [48_000, 120_000];
const cached = 16;

/** A message and where it is. */
export interface Place {
  block: Block;
  at: number;
}

/**
 * The messages of a Journal, in blocks: a row for all that came in one commit or shortly after each other. The last one
 * is open; what comes next is appended to it. Blocks don't overlap: each message is in the last one that begins with it
 * or before. Payloads are in the row until `Packing` has put them into R2.
 *
 * Results of fan-outs that are not written yet are only here: lost, the fan-out is repeated.
 */
export class Blocks {
  #rows: BlockRows;
  #open: Block | null = null;
  #unsaved = new Map<string, Block>();
  #cache = new QuickLRU<string, Block>({ maxSize: cached });
  /** Where blocks begin in which fan-outs may be missing, in order. */
  #pending = new Set<string>();
  /** Where the latest block begins, and its last message; "" when there was none. */
  #latest = { first: "", last: "" };

  /** @param doneBelow all fan-outs of blocks that begin before this id are known to be done */
  constructor(sql: SqlStorage, doneBelow: string) {
    this.#rows = new BlockRows(sql);
    this.#load(doneBelow);
  }

  #load(doneBelow: string): void {
    const latest = this.#rows.latest();
    this.#latest = { first: latest?.first ?? "", last: latest?.last ?? "" };
    this.#open = latest === undefined || latest.segment !== null ? null : Block.read(latest);
    this.#pending = new Set(this.#rows.pending(doneBelow));
  }

  /** The last message that was stored, "" when there was none. */
  get last(): string {
    return this.#latest.last;
  }

  /** Stores messages in the order of their ids, which are greater than all before; to be called in a transaction. */
  append(fresh: readonly Fresh[]): void {
    for (let rest = fresh; rest.length > 0; ) {
      const open = this.#open;
      const added = open === null ? 0 : fitting(rest, open.length, full, open.expiresAt);
      const count = added || fitting(rest, 0, mostOfOneCommit, rest[0]!.head.expires);
      if (open !== null && added > 0) this.#extend(open, rest.slice(0, count));
      else this.#begin(rest.slice(0, count));
      rest = rest.slice(count);
    }
  }

  #begin(fresh: readonly Fresh[]): void {
    this.#close();
    const heads = placed(fresh, 0);
    const [text, payloads] = [headsText(heads), payloadsOf(fresh)];
    const block = new Block(heads, new Results(""), payloads.length, text.length + payloads.length);
    this.#rows.insert(block, text, payloads);
    this.#added(block);
  }

  #extend(block: Block, fresh: readonly Fresh[]): void {
    const heads = placed(fresh, block.size);
    const [text, payloads] = [headsText(heads), payloadsOf(fresh)];
    block.add(heads, payloads.length, text.length + payloads.length);
    this.#unsaved.delete(block.first);
    this.#rows.append(block, text, block.results.takeFresh(), payloads);
    this.#added(block);
  }

  #added(block: Block): void {
    this.#open = block;
    this.#latest = { first: block.first, last: block.last };
    this.#pending.add(block.first);
  }

  /** The results of this block's messages have changed. They are written when more is, or when `save` is called. */
  changed(block: Block): void {
    if (block.pending === 0) this.#pending.delete(block.first);
    this.#unsaved.set(block.first, block);
    if (block !== this.#open) this.#save(block);
  }

  /** Is there anything that would be lost if this object ended now? */
  get isUnsaved(): boolean {
    return this.#unsaved.size > 0;
  }

  save(): void {
    for (const block of this.#unsaved.values()) this.#save(block);
  }

  #save(block: Block): void {
    this.#unsaved.delete(block.first);
    this.#rows.appendResults(block, block.results.takeFresh());
  }

  /** Nothing is appended any more to a block that begins up to this message. */
  closeUpTo(last: string): void {
    if (this.#open !== null && this.#open.first <= last) this.#close();
  }

  #close(): void {
    if (this.#open === null) return;
    this.save();
    this.#cache.set(this.#open.first, this.#open);
    this.#open = null;
  }

  /** Goes by what is stored, after what was to be stored was not. */
  reload(): void {
    const { doneBelow } = this;
    this.clear();
    this.#load(doneBelow);
  }

  /** Knows nothing any more: everything is deleted. */
  clear(): void {
    this.#open = null;
    this.#cache.clear();
    this.#unsaved.clear();
    this.#pending.clear();
  }

  find = (id: string): Place | null => this.findMany([id])[0] ?? null;

  /** Those that are there; neighbours are found together. */
  findMany(ids: readonly string[]): Place[] {
    let block: Block | null = null;
    return ids.flatMap((id) => {
      if (block === null || !block.covers(id)) block = this.#covering(id);
      const at = block?.placeOf(id) ?? -1;
      return at < 0 ? [] : { block: block!, at };
    });
  }

  #covering(id: string): Block | null {
    if (this.#open?.covers(id)) return this.#open;
    const first = this.#rows.covering(id);
    return first === null ? null : this.at(first);
  }

  /** The block that begins with this message. */
  at(first: string): Block {
    const known = this.#known(first);
    if (known) return known;
    const row = this.#rows.at(first);
    if (row === undefined) throw new Error(`No block begins with ${first}.`);
    const block = Block.read(row);
    this.#cache.set(first, block);
    return block;
  }

  #known(first: string): Block | undefined {
    return this.#open?.first === first ? this.#open : (this.#unsaved.get(first) ?? this.#cache.get(first));
  }

  /** To be looked at only: what changes a block asks for it by `find` or `at`. */
  #read = (row: BlockRow): Block => this.#known(row.first) ?? Block.read(row);

  /** The blocks that messages from one to another are in. */
  between = (first: string, last: string): Block[] => this.#rows.between(first, last).map(this.#read);

  /**
   * Up to `limit` blocks in which messages beyond an id may be, the nearest first.
   *
   * @param beyond null for the beginning, or the end
   * @param texts of which one must stand in a block's heads, null for all blocks
   */
  walk = (order: Order, beyond: string | null, texts: readonly string[] | null, limit: number): Block[] =>
    this.#rows.walk(order, beyond, texts, limit).map(this.#read);

  /** The payload of each of these messages, null where it isn't in a row. */
  payloads(places: readonly Place[]): (string | null)[] {
    const texts = new Map<Block, string>();
    return places.map(({ block, at }) => {
      const head = block.heads[at]!;
      if (block.refOf(head) !== null) return null;
      const text = texts.get(block) ?? this.payloadsOf(block);
      texts.set(block, text);
      return text.slice(head.at, head.at + head.size);
    });
  }

  payloadsOf = ({ first }: Block): string => this.#rows.payloads(first);

  /** The payloads of these messages count as gone from now on, and leave their rows. */
  expire(places: readonly Place[], now: number): void {
    for (const [block, ofBlock] of Map.groupBy(places, ({ block }) => block)) {
      let payloads = block.segment === null ? this.payloadsOf(block) : "";
      for (const { at } of ofBlock) {
        const head = block.heads[at]!;
        head.expires = Math.min(head.expires, now);
        if (block.refOf(head) === null)
          payloads = payloads.slice(0, head.at) + " ".repeat(head.size) + payloads.slice(head.at + head.size);
      }
      this.#rows.rewrite(block, headsText(block.heads), payloads);
    }
  }

  /** Up to `limit` blocks that begin beyond a message and whose payloads are in their rows. */
  unpacked = (beyond: string, limit: number) => this.#rows.unpacked(beyond, limit);

  /** The payloads of a block lie at these places now, one for each of its messages; null where none is left. */
  pack(block: Block, refs: readonly PayloadRef[], segment: string | null): void {
    block.pack(refs, segment);
    this.#rows.rewrite(block, headsText(block.heads), "");
  }

  /** Up to `limit` messages whose fan-out isn't done, from an id on, and up to another. */
  pending(from: string, below: string | null, now: number, limit: number): Place[] {
    const found: Place[] = [];
    const firsts = [...this.#pending];
    const begin = Math.max(
      0,
      firsts.findLastIndex((first) => first <= from),
    );
    for (const first of firsts.slice(begin)) {
      if (found.length >= limit || (below !== null && first >= below)) break;
      const block = this.at(first);
      const places = block.pendingPlaces(now);
      // What has expired is never fanned out.
      if (places.length === 0) this.#pending.delete(first);
      for (const at of places) {
        const { id } = block.heads[at]!;
        if (id >= from && (below === null || id < below)) found.push({ block, at });
      }
    }
    return found.slice(0, limit);
  }

  /** All fan-outs of blocks that begin before this id are done; the latest block may still be added to. */
  get doneBelow(): string {
    for (const first of this.#pending) return first;
    return this.#latest.first;
  }

  /** Has a message come since (ms)? */
  hasSince = (since: number): boolean => this.#latest.last >= floor("message", since);

  /** When the first block was last added to (ms), null when there is none. */
  oldest = (): number | null => this.#rows.oldest();

  /** Deletes up to `limit` blocks in which all is from before (ms); answers the messages that they held. */
  forget(before: number, limit: number): Head[] {
    const old = this.#rows.before(before, limit);
    for (const { first, last } of old) {
      this.closeUpTo(last);
      this.#unsaved.delete(first);
      this.#cache.delete(first);
      this.#pending.delete(first);
      this.#rows.delete(first);
    }
    return old.flatMap((row) => Block.read(row).heads);
  }
}

const payloadsOf = (fresh: readonly Fresh[]) => fresh.map(({ payload }) => payload).join("");

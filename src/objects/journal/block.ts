import type { PayloadRef } from "../../store/payloads.ts";
import type { BlockRow } from "./block-rows.ts";
import { Results } from "./results.ts";

/** A message as its block keeps it; what is null is left out. */
export interface Head {
  id: string;
  type: string;
  /** When its payload expires (ms). */
  expires: number;
  /**
   * Where its payload stands among those of its block: in UTF-16 code units while they are in the row, in bytes once they
   * are in R2.
   */
  at: number;
  size: number;
  origin?: string | null;
  eventId?: string | null;
  key?: string | null;
  channels?: string[] | null;
  tags?: string[] | null;
  contentType?: string | null;
  deliverAt?: number | null;
  recipient?: string | null;
  /** Its payload lies in an R2 object that isn't its block's. */
  ref?: PayloadRef | null;
}

/** A message that is to be stored: its head without a place yet, and its payload, "" when that is in R2 already. */
export interface Fresh {
  head: Omit<Head, "at" | "size">;
  payload: string;
}

/** Heads one behind the other, so that more can be appended. */
export const headsText = (heads: readonly Head[]) => heads.map((head) => `${JSON.stringify(head)},`).join("");

/** Heads of messages whose payloads stand behind each other from this place on. */
export function placed(fresh: readonly Fresh[], from: number): Head[] {
  let at = from;
  return fresh.map(({ head, payload: { length: size } }) => {
    at += size;
    return { ...head, at: at - size, size };
  });
}

const hourMs = 3_600_000;
const hourOf = (at: number) => Math.floor(at / hourMs);

/**
 * How many of these go into a block that has `length` characters already, until it has `most`. What a block holds expires
 * within an hour: then R2 lets go of it together.
 */
export function fitting(fresh: readonly Fresh[], length: number, most: number, expiresAt: number): number {
  let total = length;
  const end = fresh.findIndex(({ head, payload }) => {
    const ends = total >= most || hourOf(head.expires) !== hourOf(expiresAt);
    total += JSON.stringify(head).length + payload.length;
    return ends;
  });
  return end < 0 ? fresh.length : end;
}

/** Messages that were stored together, or one shortly after the other, in the order of their ids. */
export class Block {
  readonly first: string;
  readonly heads: Head[];
  readonly results: Results;
  /** Of its payloads while they are in the row (UTF-16 code units). */
  size: number;
  /** Characters of its heads and payloads. */
  length: number;
  /** When the last of its payloads expires (ms). */
  expiresAt: number;
  /** The R2 object in which its payloads lie from `position` on (bytes), null while they are in the row. */
  segment: string | null = null;
  position = 0;

  constructor(heads: Head[], results: Results, size: number, length: number) {
    this.first = heads[0]!.id;
    this.heads = heads;
    this.results = results;
    this.size = size;
    this.length = length;
    this.expiresAt = latestExpiry(heads);
  }

  static read(row: BlockRow): Block {
    const heads = JSON.parse(`[${row.heads.slice(0, -1)}]`) as Head[];
    const block = new Block(heads, new Results(row.results), row.size, row.heads.length + row.size);
    block.expiresAt = row.expires_at;
    block.segment = row.segment;
    block.position = row.position ?? 0;
    return block;
  }

  /** @param size of their payloads @param length of them and their payloads */
  add(heads: readonly Head[], size: number, length: number): void {
    this.heads.push(...heads);
    this.size += size;
    this.length += length;
    this.expiresAt = Math.max(this.expiresAt, latestExpiry(heads));
  }

  /** See `Blocks.pack`. */
  pack(refs: readonly PayloadRef[], segment: string | null): void {
    this.segment = segment;
    this.position = refs[0]!.offset;
    this.size = 0;
    for (const [at, head] of this.heads.entries()) {
      const { offset, length } = refs[at]!;
      Object.assign(head, { at: offset - this.position, size: length });
    }
  }

  get last(): string {
    return this.heads.at(-1)!.id;
  }

  get pending(): number {
    return this.heads.length - this.results.known;
  }

  /** Places of the messages whose fan-out isn't done and that haven't expired. */
  pendingPlaces(now: number): number[] {
    return this.heads.flatMap(({ expires }, at) => (expires > now && !this.results.isKnown(at) ? [at] : []));
  }

  /** Would a message of this id be in this block? */
  covers(id: string): boolean {
    return this.first <= id && id <= this.last;
  }

  /** The place of a message, -1 when it is not in this block. */
  placeOf(id: string): number {
    let [low, high] = [0, this.heads.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.heads[middle]!.id < id) low = middle + 1;
      else high = middle;
    }
    return this.heads[low]!.id === id ? low : -1;
  }

  /** Where a payload lies in R2, null while it is in the row. */
  refOf({ ref, at, size }: Head): PayloadRef | null {
    if (ref) return ref;
    return this.segment === null ? null : { key: this.segment, offset: this.position + at, length: size };
  }
}

const latestExpiry = (heads: readonly Head[]) => Math.max(...heads.map(({ expires }) => expires));

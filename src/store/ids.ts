import { encodeTime, monotonicFactory } from "ulid";
import { type Kind, prefixes, timeOf } from "../core/ids.ts";

const pool = new Uint32Array(256);
let used = pool.length;

/** Uniform in [0, 1), from the platform's cryptographic source. */
export function random(): number {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  return pool[used++]! / 2 ** 32;
}

const nextUlid = monotonicFactory(random);

/** A new id; within an isolate each is greater than the one before. */
export const newId = (kind: Kind) => `${prefixes[kind]}_${nextUlid()}`;

/** A new id that is greater than another one, which may have been made where the clock was ahead. "" for none. */
export function newIdAfter(kind: Kind, last: string): string {
  const id = newId(kind);
  return id > last ? id : `${prefixes[kind]}_${encodeTime(timeOf(last) + 1, 10)}${id.slice(-16)}`;
}

export const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

import { monotonicFactory } from "ulid";
import { type Kind, prefixes } from "../core/ids.ts";

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

export const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

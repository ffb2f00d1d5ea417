import { newId } from "./ids.ts";

/** Where a payload lies in R2: `length` bytes from `offset` of the object `key`. */
export interface PayloadRef {
  key: string;
  offset: number;
  length: number;
}

type PayloadsEnv = Pick<Env, "PAYLOADS">;

/** A larger payload gets an object of its own instead of a place in a row and then in a segment (bytes). */
export const largePayload = 48_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Bytes of a payload; what is certainly small is not encoded to find out. */
export const sizeOf = (payload: string) =>
  payload.length * 3 <= largePayload ? payload.length : encoder.encode(payload).length;

export const folder = (app: string) => `payloads/${app}/`;

const put = (env: PayloadsEnv, key: string, body: ArrayBuffer | Uint8Array<ArrayBuffer>) =>
  env.PAYLOADS.put(key, body, { httpMetadata: { contentType: "application/octet-stream" } });

/** Lays payloads end to end; nothing is written yet. */
export function layOut(app: string, payloads: readonly string[]) {
  const key = `${folder(app)}${newId("segment")}`;
  const parts = payloads.map((payload) => encoder.encode(payload));
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  const refs = parts.map((part): PayloadRef => {
    const ref = { key, offset, length: part.length };
    body.set(part, offset);
    offset += part.length;
    return ref;
  });
  return { key, refs, body };
}

export const writeSegment = (env: PayloadsEnv, segment: { key: string; body: Uint8Array<ArrayBuffer> }) =>
  put(env, segment.key, segment.body);

/** One payload as an object of its own. */
export async function writeLarge(env: PayloadsEnv, app: string, payload: string): Promise<PayloadRef> {
  const { key, refs, body } = layOut(app, [payload]);
  await put(env, key, body);
  return refs[0]!;
}

/**
 * The payloads at these places, in order; null where the object is gone. Each object is asked once, for the range that
 * covers what is wanted of it.
 */
export async function read(env: PayloadsEnv, refs: readonly PayloadRef[]): Promise<(string | null)[]> {
  const ranges = new Map<string, { from: number; to: number }>();
  for (const { key, offset, length } of refs) {
    const range = ranges.get(key) ?? { from: offset, to: offset + length };
    ranges.set(key, { from: Math.min(range.from, offset), to: Math.max(range.to, offset + length) });
  }
  const bytes = new Map(
    await Promise.all(
      [...ranges].map(async ([key, { from, to }]) => {
        const object = await env.PAYLOADS.get(key, { range: { offset: from, length: to - from } });
        return [key, object && new Uint8Array(await object.arrayBuffer())] as const;
      }),
    ),
  );
  return refs.map(({ key, offset, length }) => {
    const body = bytes.get(key);
    if (!body) return null;
    const at = offset - ranges.get(key)!.from;
    return decoder.decode(body.subarray(at, at + length));
  });
}

/** Overwrites the bytes of payloads in their segment, leaving their neighbours where they are. */
export async function blank(env: PayloadsEnv, key: string, refs: readonly PayloadRef[]): Promise<void> {
  const object = await env.PAYLOADS.get(key);
  if (!object) return;
  const body = new Uint8Array(await object.arrayBuffer());
  for (const { offset, length } of refs) body.fill(0, offset, offset + length);
  await put(env, key, body);
}

/** R2 deletes up to 1,000 keys at once. */
const deleteLimit = 1_000;

export async function remove(env: PayloadsEnv, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += deleteLimit)
    await env.PAYLOADS.delete(keys.slice(at, at + deleteLimit) as string[]);
}

/** Keys of up to 1,000 objects of an application, by age, beyond one of them. */
export async function list(env: PayloadsEnv, app: string, beyond: string | null): Promise<string[]> {
  const startAfter = beyond === null ? {} : { startAfter: beyond };
  const { objects } = await env.PAYLOADS.list({ prefix: folder(app), limit: deleteLimit, ...startAfter });
  return objects.map(({ key }) => key);
}

/** Deletes what an application has in R2, at most so many thousands of objects. True when nothing is left. */
export async function removeAll(env: PayloadsEnv, app: string, mostThousands: number): Promise<boolean> {
  for (let round = 0; round < mostThousands; round++) {
    const { objects, truncated } = await env.PAYLOADS.list({ prefix: folder(app), limit: deleteLimit });
    await remove(
      env,
      objects.map(({ key }) => key),
    );
    if (!truncated) return true;
  }
  return false;
}

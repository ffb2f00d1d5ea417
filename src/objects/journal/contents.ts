import { blank, type PayloadRef } from "../../store/payloads.ts";
import type { Blocks, Place } from "./blocks.ts";
import * as segments from "./segments.ts";

/** Where a message's payload is: in the row, in R2, or gone for good (`null`). */
export interface LocatedContent {
  id: string;
  contentType: string | null;
  content: { payload: string } | { ref: PayloadRef } | null;
}

export function locate(blocks: Blocks, ids: string[], now: number): LocatedContent[] {
  const places = blocks.findMany(ids);
  const payloads = blocks.payloads(places);
  return places.map((place, index) => {
    const { id, contentType = null } = headOf(place);
    return { id, contentType, content: contentOf(place, payloads[index]!, now) };
  });
}

function contentOf(place: Place, payload: string | null, now: number): LocatedContent["content"] {
  if (headOf(place).expires <= now) return null;
  return payload === null ? { ref: refOf(place)! } : { payload };
}

const headOf = ({ block, at }: Place) => block.heads[at]!;

/** Null while the payload is in the row. */
export const refOf = ({ block, at }: Place): PayloadRef | null => block.refOf(block.heads[at]!);

/** The payloads count as gone from now on; answers where they lie in R2. */
export function expire(blocks: Blocks, ids: string[], now: number): PayloadRef[] {
  const places = blocks.findMany(ids);
  blocks.expire(places, now);
  return places.flatMap((place) => refOf(place) ?? []);
}

/** Deletes expired payloads from R2: their parts of a segment while something else in it is alive, or all of it. */
export async function erase(
  env: Env,
  sql: SqlStorage,
  blocks: Blocks,
  refs: readonly PayloadRef[],
  now: number,
): Promise<void> {
  const unused: string[] = [];
  for (const [key, ofSegment] of Map.groupBy(refs, ({ key }) => key)) {
    const segment = segments.find(sql, key);
    if (segment && anyAlive(blocks, segment, now)) await blank(env, key, ofSegment);
    else unused.push(key);
  }
  await segments.drop(env, sql, unused);
}

const anyAlive = (blocks: Blocks, { key, first, last }: segments.Segment, now: number): boolean =>
  blocks
    .between(first, last)
    .some((block) => block.heads.some((head) => head.expires > now && block.refOf(head)?.key === key));

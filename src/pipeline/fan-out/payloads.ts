import { layOut, type PayloadRef, writeSegment } from "../../store/payloads.ts";
import type { Group } from "./candidates.ts";

const hourMs = 3_600_000;

/**
 * Moves the payloads that travel with their messages into R2: one segment for all that expire in the same hour, usually
 * all of them.
 *
 * @returns where each payload lies, by message, and what the Journal keeps of the segments
 */
export async function storePayloads(env: Env, { app, messages }: Group) {
  const refs = new Map<string, PayloadRef>();
  const inline = messages.filter(({ payload }) => payload !== null);
  const groups = Map.groupBy(inline, ({ expiresAt }) => Math.floor(expiresAt / hourMs));
  const segments = await Promise.all(
    [...groups.values()].map(async (group) => {
      const segment = layOut(
        app,
        group.map(({ payload }) => payload!),
      );
      await writeSegment(env, segment);
      for (const [index, { id }] of group.entries()) refs.set(id, segment.refs[index]!);
      const ids = group.map(({ id }) => id).sort();
      return {
        key: segment.key,
        expiresAt: Math.max(...group.map(({ expiresAt }) => expiresAt)),
        first: ids[0]!,
        last: ids.at(-1)!,
      };
    }),
  );
  return { refs, segments };
}

import type { Content } from "../core/jobs.ts";
import type { Located } from "../objects/contents.ts";
import { type PayloadRef, read } from "../store/payloads.ts";

/** The payloads of these messages by id; without those that are gone. */
export async function readContents(env: Env, located: Located[]): Promise<Map<string, Content>> {
  const inR2 = located.flatMap(({ id, content }) =>
    content && "ref" in content ? [{ id, ref: content.ref }] : [],
  );
  const payloads = await read(
    env,
    inR2.map(({ ref }): PayloadRef => ref),
  );
  const fromR2 = new Map(inR2.map(({ id }, index) => [id, payloads[index] ?? null]));
  return new Map(
    located.flatMap(({ id, content, contentType }): [string, Content][] => {
      const payload = content && ("payload" in content ? content.payload : fromR2.get(id));
      return payload == null ? [] : [[id, { payload, contentType }]];
    }),
  );
}

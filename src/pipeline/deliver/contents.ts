import type { DeliveryJob } from "../../core/jobs.ts";
import type { Content } from "../../core/message.ts";
import type { LocatedContent } from "../../objects/journal/contents.ts";
import { largePayload, type PayloadRef, read } from "../../store/payloads.ts";

/** The payloads of these messages by id; without those that are gone. */
export async function readContents(env: Env, located: LocatedContent[]): Promise<Map<string, Content>> {
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

type Held = DeliveryJob["deliveries"][number];
/** Payloads of a delivery's messages by id; without those that are gone. */
export type ReadDelivery = (app: string, delivery: Held) => Promise<Map<string, Content>>;

/**
 * Payloads that didn't travel with their job. Small ones of single messages are read together, now; large ones and those
 * of batches when their turn comes, so that they never fill the memory together.
 */
export async function openContents(env: Env, jobs: readonly DeliveryJob[]): Promise<ReadDelivery> {
  const located = new Map((await locateSingles(env, jobs)).map((one) => [one.id, one]));
  const small = await readContents(
    env,
    [...located.values()].filter((one) => !isLarge(one)),
  );
  return async (app, { message, members, content }) => {
    const known = content ?? small.get(message);
    if (known) return new Map([[message, known]]);
    const found = members
      ? await env.JOURNAL.getByName(app).locate(members.map((member) => member.message))
      : [located.get(message)].filter((one) => one !== undefined);
    return readContents(
      env,
      found.filter((one) => members || isLarge(one)),
    );
  };
}

async function locateSingles(env: Env, jobs: readonly DeliveryJob[]): Promise<LocatedContent[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { app, deliveries } of jobs)
    for (const { message, members, content } of deliveries)
      if (content === null && !members) wanted.set(app, (wanted.get(app) ?? new Set()).add(message));
  const located = await Promise.all(
    [...wanted].map(([app, ids]) => env.JOURNAL.getByName(app).locate([...ids])),
  );
  return located.flat();
}

const isLarge = ({ content }: LocatedContent) =>
  content !== null && "ref" in content && content.ref.length > largePayload;

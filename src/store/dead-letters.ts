import { latestFirst, timeOfLatestFirst } from "../core/ids.ts";
import { deadLetters as limit } from "../core/limits.ts";
import { remove } from "./payloads.ts";

/** Dead letters in R2: an object each, by organisation, the latest first. */

/** A job that was given up, as it is kept in R2. */
export interface DeadLetter {
  id: string;
  queue: string;
  reason: string;
  tries: number;
  job: unknown;
  /** When it came into the dead-letter queue (ISO 8601). */
  queuedAt: string;
}

type LettersEnv = Pick<Env, "PAYLOADS">;

/** Where an organisation's letters stand; those without one have a folder of their own. */
export const folder = (org: string | null) => `dead-letters/${org ?? "-"}/`;
export const keyOf = (org: string | null, id: string) => `${folder(org)}${id}`;

/** @param app the application that its job is about, null when there is none */
export const put = (env: LettersEnv, org: string | null, letter: DeadLetter, app: string | null) =>
  env.PAYLOADS.put(keyOf(org, letter.id), JSON.stringify(letter, withBigInts), {
    httpMetadata: { contentType: "application/json" },
    customMetadata: { reason: letter.reason.slice(0, 500), ...(app === null ? {} : { app }) },
  });

/** JSON knows no such numbers; what another Worker queued may have some. */
const withBigInts = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

export async function find(
  env: LettersEnv,
  org: string,
  id: string,
): Promise<{ key: string; letter: DeadLetter } | null> {
  const key = keyOf(org, id);
  const object = await env.PAYLOADS.get(key);
  return object && { key, letter: await object.json<DeadLetter>() };
}

/** Deletes the letters whose time is over, and the oldest beyond the most that are kept. When the next one expires (ms), null when none is left. */
export async function tidy(env: LettersEnv, org: string | null, now: number): Promise<number | null> {
  const prefix = folder(org);
  const { objects } = await env.PAYLOADS.list({ prefix, limit: limit.most });
  const oldest = keyOf(org, latestFirst("deadLetter", now - limit.keptMs, new Uint8Array(16).fill(31)));
  const kept = objects.filter(({ key }) => key <= oldest);
  const last = kept.at(-1);
  const startAfter = last === undefined ? {} : { startAfter: last.key };
  for (let more = true; more; ) {
    const beyond = await env.PAYLOADS.list({ prefix, ...startAfter });
    await remove(
      env,
      beyond.objects.map(({ key }) => key),
    );
    more = beyond.truncated;
  }
  return last === undefined ? null : timeOfLatestFirst(last.key) + limit.keptMs;
}

/**
 * Deletes letters whose job is about an application.
 *
 * @param isMeant of the letters that it has; all when absent
 */
export async function removeOf(
  env: LettersEnv,
  org: string,
  app: string,
  isMeant?: (letter: DeadLetter) => boolean,
): Promise<void> {
  for (let cursor: string | undefined; ; ) {
    const page = await env.PAYLOADS.list({
      prefix: folder(org),
      include: ["customMetadata"],
      ...(cursor === undefined ? {} : { cursor }),
    });
    const its = page.objects.filter(({ customMetadata }) => customMetadata?.app === app);
    const meant: string[] = [];
    for (const { key } of its) if (!isMeant || (await isLetter(env, key, isMeant))) meant.push(key);
    await remove(env, meant);
    if (!page.truncated) return;
    cursor = page.cursor;
  }
}

async function isLetter(env: LettersEnv, key: string, isMeant: (letter: DeadLetter) => boolean) {
  const object = await env.PAYLOADS.get(key);
  return object !== null && isMeant(await object.json<DeadLetter>());
}

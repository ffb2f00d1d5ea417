import { PosthornError } from "../core/errors.ts";
import { isId, latestFirst, orgPattern } from "../core/ids.ts";
import { mainOrg } from "../core/operational.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { log } from "../store/log.ts";
import { eventProblem } from "./accept/queued-event.ts";

/** What the dead-letter queues carry when Posthorn itself gives a job up; the platform puts the bare job there. */
interface Buried {
  kind: "dead";
  queue: string;
  reason: string;
  tries: number;
  job: unknown;
}

export interface DeadLetter extends Omit<Buried, "kind"> {
  id: string;
  /** When it came into the dead-letter queue (ISO 8601). */
  queuedAt: string;
}

/** Moves a job to its dead-letter queue with the reason; if that fails, the platform tries the job again. */
export async function bury(dead: Queue, queue: string, message: Message, reason: string): Promise<void> {
  const buried: Buried = { kind: "dead", queue, reason, tries: message.attempts, job: message.body };
  try {
    await dead.send(buried, { contentType: "v8" });
    message.ack();
  } catch (error) {
    log("bury_failed", { queue, job: message.id, error: String(error) });
    message.retry();
  }
}

/** A letter without an organisation stands in a folder of its own. */
const folder = (org: string | null) => `dead-letters/${org ?? "-"}/`;
const keyOf = (org: string | null, id: string) => `${folder(org)}${id}`;

/** The organisation that a job names. */
function orgOf(job: unknown): string | null {
  const org = typeof job === "object" && job !== null && "org" in job ? job.org : null;
  return typeof org === "string" && orgPattern.test(mainOrg(org)) ? mainOrg(org) : null;
}

/** Keeps each dead letter as a JSON object in R2 and says so in the log. */
export async function keepDead(batch: MessageBatch, env: Env): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const letter = await deadLetter(batch.queue, message);
      try {
        await env.PAYLOADS.put(keyOf(orgOf(letter.job), letter.id), JSON.stringify(letter, withBigInts), {
          httpMetadata: { contentType: "application/json" },
          customMetadata: { reason: letter.reason.slice(0, 500) },
        });
        log("dead_letter", {
          queue: letter.queue,
          job: letter.id,
          reason: letter.reason,
          tries: letter.tries,
        });
        message.ack();
      } catch (error) {
        log("dead_letter_not_kept", { queue: letter.queue, job: letter.id, error: String(error) });
        message.retry();
      }
    }),
  );
}

const isBuried = (body: unknown): body is Buried =>
  typeof body === "object" && body !== null && "kind" in body && body.kind === "dead";

/** JSON knows no such numbers; what another Worker queued may have some. */
const withBigInts = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

async function deadLetter(queue: string, message: Message): Promise<DeadLetter> {
  const { body } = message;
  // The same when the platform brings it twice.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(message.id));
  const id = latestFirst("deadLetter", message.timestamp.getTime(), new Uint8Array(digest));
  const queuedAt = message.timestamp.toISOString();
  if (isBuried(body)) {
    const { kind, ...letter } = body;
    return { ...letter, id, queuedAt };
  }
  return {
    id,
    queuedAt,
    queue: queue.replace(/-dead$/, ""),
    reason: "The platform gave the job up after its last retry.",
    tries: message.attempts,
    job: body,
  };
}

/** Those of an organisation and those of none, the latest first. */
export async function listDead(env: Env, org: string, query: PageQuery): Promise<Page<DeadLetter>> {
  const { beyond, backwards, limit } = walk(query);
  const from = beyond !== null && isId("deadLetter", beyond) ? beyond : null;
  const ids = await Promise.all(
    [org, null].map((shelf) =>
      backwards ? idsBefore(env, shelf, from ?? "", limit) : idsAfter(env, shelf, from, limit),
    ),
  );
  const sorted = ids.flat().sort();
  const page = paginate((backwards ? sorted.reverse() : sorted).slice(0, limit), query, (id) => id);
  const letters = await Promise.all(page.data.map((id) => findDead(env, org, id)));
  return { ...page, data: letters.flatMap((found) => found?.letter ?? []) };
}

async function idsAfter(env: Env, org: string | null, id: string | null, limit: number): Promise<string[]> {
  const startAfter = id === null ? {} : { startAfter: keyOf(org, id) };
  const { objects } = await env.PAYLOADS.list({ prefix: folder(org), limit, ...startAfter });
  return objects.map(idOf);
}

/** R2 lists in one direction only, so the way back begins at the front. */
async function idsBefore(env: Env, org: string | null, id: string, limit: number): Promise<string[]> {
  const before: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const list = await env.PAYLOADS.list({ prefix: folder(org), ...(cursor ? { cursor } : {}) });
    const ids = list.objects.map(idOf);
    before.splice(0, before.length, ...[...before, ...ids.filter((one) => one < id)].slice(-limit));
    if (!list.truncated || ids.some((one) => one >= id)) return before;
    cursor = list.cursor;
  }
}

const idOf = ({ key }: R2Object) => key.slice(key.lastIndexOf("/") + 1);

async function findDead(
  env: Env,
  org: string,
  id: string,
): Promise<{ key: string; letter: DeadLetter } | null> {
  if (!isId("deadLetter", id)) return null;
  for (const key of [keyOf(org, id), keyOf(null, id)]) {
    const object = await env.PAYLOADS.get(key);
    if (object !== null) return { key, letter: await object.json<DeadLetter>() };
  }
  return null;
}

/**
 * Puts a job back into its queue and drops its letter. What has been done of it before is not done twice.
 *
 * @returns false when there is no such letter
 * @throws generic_error with the reason when the job would only end here again
 */
export async function retryDead(env: Env, org: string, id: string): Promise<boolean> {
  const found = await findDead(env, org, id);
  if (found === null) return false;
  const { queue, job } = found.letter;
  const isEvent = queue.endsWith("-events");
  const problem = isEvent ? await eventProblem(env, job) : deliveryProblem(job);
  if (problem !== null) throw new PosthornError("generic_error", `The job can't be tried again: ${problem}`);
  await (isEvent ? env.EVENTS : env.DELIVERIES).send(job, { contentType: "v8" });
  await env.PAYLOADS.delete(found.key);
  log("dead_letter_retried", { queue, job: id });
  return true;
}

const deliveryProblem = (job: unknown): string | null =>
  typeof job === "object" && job !== null && "kind" in job && job.kind === "deliveries"
    ? null
    : "not a delivery job of this version";

/** False when there is no such letter. */
export async function removeDead(env: Env, org: string, id: string): Promise<boolean> {
  const found = await findDead(env, org, id);
  if (found !== null) await env.PAYLOADS.delete(found.key);
  return found !== null;
}

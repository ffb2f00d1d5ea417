import { PosthornError } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import { isJob } from "../../core/jobs.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import type { DeadLetter } from "../../store/dead-letters.ts";
import * as letters from "../../store/dead-letters.ts";
import { log } from "../../store/log.ts";
import { eventProblem } from "../accept/queued-event.ts";

/** Those of an organisation, the latest first. */
export async function listDead(env: Env, org: string, query: PageQuery): Promise<Page<DeadLetter>> {
  const { beyond, backwards, limit } = walk(query);
  const from = beyond !== null && isId("deadLetter", beyond) ? beyond : null;
  const ids = backwards
    ? (await idsBefore(env, org, from ?? "", limit)).reverse()
    : await idsAfter(env, org, from, limit);
  const page = paginate(ids, query, (id) => id);
  const found = await Promise.all(page.data.map((id) => letters.find(env, org, id)));
  return { ...page, data: found.flatMap((one) => one?.letter ?? []) };
}

async function idsAfter(env: Env, org: string, id: string | null, limit: number): Promise<string[]> {
  const startAfter = id === null ? {} : { startAfter: letters.keyOf(org, id) };
  const { objects } = await env.PAYLOADS.list({ prefix: letters.folder(org), limit, ...startAfter });
  return objects.map(idOf);
}

/** R2 lists in one direction only, so the way back begins at the front. */
async function idsBefore(env: Env, org: string, id: string, limit: number): Promise<string[]> {
  const before: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const list = await env.PAYLOADS.list({ prefix: letters.folder(org), ...(cursor ? { cursor } : {}) });
    const ids = list.objects.map(idOf);
    before.splice(0, before.length, ...[...before, ...ids.filter((one) => one < id)].slice(-limit));
    if (!list.truncated || ids.some((one) => one >= id)) return before;
    cursor = list.cursor;
  }
}

const idOf = ({ key }: R2Object) => key.slice(key.lastIndexOf("/") + 1);

const findDead = async (env: Env, org: string, id: string) =>
  isId("deadLetter", id) ? letters.find(env, org, id) : null;

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
  if (problem !== null) throw new PosthornError("retry_useless", { why: problem });
  await (isEvent ? env.EVENTS : env.DELIVERIES).send(job, { contentType: "v8" });
  await env.PAYLOADS.delete(found.key);
  log("dead_letter_retried", { queue, job: id });
  return true;
}

const deliveryProblem = (job: unknown): string | null =>
  isJob(job, "deliveries") ? null : "not a delivery job of this version";

/** False when there is no such letter. */
export async function removeDead(env: Env, org: string, id: string): Promise<boolean> {
  const found = await findDead(env, org, id);
  if (found !== null) await env.PAYLOADS.delete(found.key);
  return found !== null;
}

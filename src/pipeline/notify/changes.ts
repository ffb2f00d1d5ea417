import { timeOf } from "../../core/ids.ts";
import type { ChangeJob } from "../../core/jobs.ts";
import { mainOrg } from "../../core/operational.ts";
import * as applications from "../../store/applications.ts";
import { isTaken } from "../../store/db.ts";
import * as deletions from "../../store/deletions.ts";
import * as endpoints from "../../store/endpoints.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import type { Application } from "../../store/schema.ts";
import { closeOutbox, tellOutbox, tellOutboxes } from "../tell-outbox.ts";
import { tellOfEndpoint } from "./operational.ts";

/** What wasn't made so long (ms) after it was noted never will be: who meant to make it was killed. */
const neverMadeMs = 3_600_000;

const organisation = (env: Env, { org }: ChangeJob) => env.ORGANISATION.getByName(mainOrg(org));

/**
 * Notes what is to follow from a change before it is made: who makes it may be killed at any moment, and then the alarm
 * sees to it.
 *
 * @param revision of what is changed, when it is
 */
export async function noteChange(
  env: Env,
  { org, id: app }: Pick<Application, "org" | "id">,
  revision: number,
  content: ChangeJob["content"],
): Promise<ChangeJob> {
  const job: ChangeJob = { v: 1, kind: "change", org, app, change: newId("job"), revision, content };
  await organisation(env, job).noteChange(job);
  return job;
}

/**
 * Makes a change that is noted. Nothing follows from one that is certainly not made: it answers undefined, or a name is
 * taken. Of other failures nobody knows whether they came before it or after.
 */
export async function makeChange<T>(
  env: Env,
  job: ChangeJob,
  make: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    const made = await make();
    if (made === undefined) await done(env, job);
    return made;
  } catch (error) {
    if (isTaken(error)) await done(env, job);
    throw error;
  }
}

/** Tells of a change of an endpoint that is made, and of which its Outbox knows. Never throws: what fails is seen to later. */
export async function tellOfChange(env: Env, job: ChangeJob): Promise<void> {
  try {
    if (job.content.kind === "endpoint") await tell(env, job, job.content);
    await organisation(env, job).changeDone(job.change);
  } catch (error) {
    log("operational_failed", { org: job.org, error: String(error) });
  }
}

const done = (env: Env, job: ChangeJob) =>
  organisation(env, job)
    .changeDone(job.change)
    .catch((error) => log("change_not_dropped", { org: job.org, error: String(error) }));

type Content<K> = Extract<ChangeJob["content"], { kind: K }>;

async function tell(env: Env, { org, revision }: ChangeJob, { event, subject }: Content<"endpoint">) {
  if (event !== null) await tellOfEndpoint(env, org, event, subject, revision);
}

/** Does what is to follow from a change, if it was made. May be repeated; throws when it is to be. */
export async function followChange(env: Env, job: ChangeJob): Promise<void> {
  const { content } = job;
  const isApplication = content.kind === "application";
  const made = await (isApplication ? isChanged(env, job) : isMade(env, job, content));
  if (!made && Date.now() < timeOf(job.change) + neverMadeMs) return;
  if (!made) return organisation(env, job).changeDone(job.change);
  if (isApplication) return spreadChange(env, job, content.after);
  await tellOutbox(env, content.subject.endpointId);
  await tell(env, job, content);
  await organisation(env, job).changeDone(job.change);
}

/** What waits for the application's endpoints goes by its settings from now on: at once for the first, then step by step. */
export async function spreadChange(env: Env, job: ChangeJob, after: string | null = null): Promise<void> {
  const last = await tellOutboxes(env, job.app, after);
  const noted = organisation(env, job);
  await (last === null ? noted.changeDone(job.change) : noted.changeReached(job.change, last));
}

async function isChanged(env: Env, { org, app, revision }: ChangeJob): Promise<boolean> {
  const found = await applications.find(env, org, app);
  return found === undefined || found.revision >= revision;
}

/** A deletion that was begun is made now. What is deleted meanwhile was made before. */
async function isMade(
  env: Env,
  { app, revision }: ChangeJob,
  { event, subject: { endpointId } }: Content<"endpoint">,
): Promise<boolean> {
  if (event === "endpoint.deleted") {
    await closeOutbox(env, app, endpointId);
    return true;
  }
  const found = await endpoints.find(env, app, endpointId);
  return found ? found.revision >= revision : deletions.isDeleted(env, endpointId);
}

import { timeOf } from "../../core/ids.ts";
import type { ChangeJob } from "../../core/jobs.ts";
import { mainOrg } from "../../core/operational.ts";
import { isTaken } from "../../store/db.ts";
import * as deletions from "../../store/deletions.ts";
import * as endpoints from "../../store/endpoints.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import type { Application } from "../../store/schema.ts";
import { tellOutbox } from "../tell-outbox.ts";
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
  { org, id: app }: Application,
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

/** Tells of a change that is made. Never throws: what fails is seen to later. */
export async function tellOfChange(env: Env, job: ChangeJob): Promise<void> {
  try {
    await tell(env, job);
    await organisation(env, job).changeDone(job.change);
  } catch (error) {
    log("operational_failed", { org: job.org, error: String(error) });
  }
}

const done = (env: Env, job: ChangeJob) =>
  organisation(env, job)
    .changeDone(job.change)
    .catch((error) => log("change_not_dropped", { org: job.org, error: String(error) }));

const tell = (env: Env, { org, revision, content: { event, subject } }: ChangeJob) =>
  tellOfEndpoint(env, org, event, subject, revision);

/** Does all that is to follow from a change, if it was made. May be repeated; throws when it is to be. */
export async function followChange(env: Env, job: ChangeJob): Promise<void> {
  if (await isMade(env, job)) {
    await tellOutbox(env, job.content.subject.endpointId);
    await tell(env, job);
  } else if (Date.now() < timeOf(job.change) + neverMadeMs) return;
  await organisation(env, job).changeDone(job.change);
}

/** A deletion that was begun is made now. What is deleted meanwhile was made before. */
async function isMade(env: Env, { app, revision, content: { event, subject } }: ChangeJob): Promise<boolean> {
  const { endpointId } = subject;
  if (event === "endpoint.deleted") {
    await env.OUTBOX.getByName(endpointId).close(endpointId);
    return true;
  }
  const found = await endpoints.find(env, app, endpointId);
  return found ? found.revision >= revision : deletions.isDeleted(env, endpointId);
}

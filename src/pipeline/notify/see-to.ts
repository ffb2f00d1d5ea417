import type { NoticeJob } from "../../core/jobs.ts";
import * as endpoints from "../../store/endpoints.ts";
import { log } from "../../store/log.ts";
import { tellOutbox } from "../tell-outbox.ts";
import { tellOfAttempts, tellOfDisabled } from "./operational.ts";

/** Does what an Outbox has noted, and tells it so. May be repeated; throws when it is to be. */
export async function seeTo(env: Env, job: NoticeJob): Promise<void> {
  const { content } = job;
  if (content.kind === "attempts") await tellOfAttempts(env, job, content.notices);
  else await disable(env, job, content);
  await env.OUTBOX.getByName(job.endpoint).seenTo(job.notice);
}

type Delinquent = Extract<NoticeJob["content"], { kind: "delinquent" }>;

/** Disables an endpoint, unless somebody has changed it since that was seen. */
async function disable(env: Env, job: NoticeJob, { version, failingSince }: Delinquent): Promise<void> {
  const { org, app, endpoint } = job;
  await endpoints.disable(env, endpoint, version);
  await tellOutbox(env, endpoint);
  const found = await endpoints.find(env, app, endpoint);
  if (!found?.disabled) return;
  log("endpoint_disabled", { org, app, endpoint });
  await tellOfDisabled(env, job, version, failingSince);
}

import { fanOutJobs } from "../../core/queue-limits.ts";
import { config } from "../../store/config.ts";
import { enqueue } from "../shared/enqueue.ts";
import type { JournalContext } from "./context.ts";
import * as expungeTask from "./expunge-task.ts";
import { sweep } from "./orphans.ts";
import { takeOverdue } from "./overdue.ts";
import * as requests from "./received-requests.ts";
import * as segments from "./segments.ts";

/** Does what is due of a kind; answers when more is (ms), null for never. */
type Step = (context: JournalContext, now: number) => Promise<number | null>;

/** Messages, R2 objects and blocks that one step takes up, so that it stays far from the time limit. */
const [mostOverdue, mostSegments, mostForgotten] = [1_000, 1_000, 100];

/** Queues again what no fan-out took up. */
const resend: Step = async ({ env, sql, values, blocks, fanOuts, owner }, now) => {
  if (owner === null) return null;
  const { resendMs } = config(env);
  const { overdue, next } = takeOverdue(sql, blocks, fanOuts.queued, resendMs, now, mostOverdue);
  // Where to look for the others, should this object end.
  if (blocks.doneBelow !== (values.get("fanned_out_below") ?? ""))
    values.set("fanned_out_below", blocks.doneBelow);
  await enqueue(env.EVENTS, fanOutJobs(owner.org, owner.app, overdue));
  await fanOuts.release(owner, now - resendMs, now);
  return next;
};

const pack: Step = async (context, now) => {
  const { packing, owner, erasure } = context;
  if (owner === null) return null;
  await packing.step(owner.app, () => erasure.begun, now);
  return packing.nextDue(now);
};

/** Deletes payloads whose time is over. */
const expire: Step = async ({ env, sql }, now) => {
  await segments.drop(env, sql, segments.expired(sql, now, mostSegments));
  return segments.nextExpiry(sql);
};

/** Deletes rows whose time is over. */
const forget: Step = async ({ env, sql, blocks, keys, retired }, now) => {
  const { logRetentionMs, payloadRetentionMs } = config(env);
  keys.forget(blocks.forget(now - logRetentionMs, mostForgotten));
  const block = blocks.oldest();
  const request = requests.forget(sql, now - payloadRetentionMs);
  const next = [
    block && block + logRetentionMs + 1,
    request && request + payloadRetentionMs + 1,
    retired.forget(now),
  ].filter((at) => at !== null);
  return next.length === 0 ? null : Math.min(...next);
};

const goOnExpunging: Step = async (context, now) =>
  context.owner && expungeTask.step(context, context.owner, now);

const sweepOrphans: Step = async ({ env, sql, values, blocks, owner }, now) =>
  owner && sweep(env, sql, values, blocks, owner.app, now);

/** All that a Journal does by its alarm, each by itself. */
export const upkeep: readonly Step[] = [resend, pack, expire, forget, goOnExpunging, sweepOrphans];

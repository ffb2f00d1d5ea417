import { statuses } from "../../core/delivery/attempt.ts";
import { triggers } from "../../core/delivery/delivery.ts";
import { floor } from "../../core/ids.ts";
import type { ReplayJob } from "../../core/jobs.ts";
import { newId } from "../../store/ids.ts";
import type { OutboxContext } from "./context.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import * as destinations from "./destinations.ts";
import type { EndpointSettings, HandOut } from "./dispatch.ts";
import { configure, type Offered, offer, toDelivery } from "./offer.ts";
import { recoverStep } from "./recover.ts";
import * as replays from "./replays.ts";

export interface ReplayResult {
  handOut: HandOut | null;
  /** The next step, for the events queue; null when there is none or the alarm takes it. */
  job: ReplayJob | null;
  done: boolean;
}

/** Between the steps of a replay (ms), and how many messages one goes through. */
const stepMs = 1_000;
const mostInStep = 1_000;
const mostSteps = 5;

/** One more attempt at a message, now, without retries; a failing endpoint doesn't hold it back, its rate does. */
export function resend(
  { sql, dispatch }: OutboxContext,
  settings: EndpointSettings,
  offered: Offered,
  now: number,
): HandOut | null {
  if (dispatch.stopped) return null;
  dispatch.configure(settings);
  const delivery: StoredDelivery = {
    ...toDelivery(offered),
    id: `${offered.message}/${newId("job")}`,
    trigger: triggers.manual,
  };
  const handOut = dispatch.expedite(delivery, now);
  deliveries.put(
    sql,
    delivery,
    handOut ? { status: statuses.sending, dueAt: null } : { status: statuses.pending, dueAt: 0 },
  );
  dispatch.scheduleAlarm(now);
  return handOut;
}

/** Begins to send again what was sent, or given up, in a window, or to ask for what never came. */
export function replay(
  context: OutboxContext,
  settings: EndpointSettings,
  replay: replays.Replay,
  now: number,
): ReplayResult {
  if (context.dispatch.stopped) return { handOut: null, job: null, done: true };
  const begun = { ...replay, after: null };
  replays.begin(context.sql, replay, now + context.config.resendMs, now);
  if (begun.kind !== "missing") takeStep(context.sql, begun, now);
  const handOut = configure(context, settings, now);
  wakeForReplays(context);
  const job = begun.kind === "missing" ? replays.jobOf(settings, begun) : null;
  return { handOut, job, done: replays.find(context.sql, replay.id) === null };
}

/** A step of a replay found these missing and came up to `last`, to its end with null. Repeated, it changes nothing. */
export function replayed(
  context: OutboxContext,
  settings: EndpointSettings,
  job: ReplayJob,
  missing: Offered[],
  last: string | null,
  now: number,
): Omit<ReplayResult, "done"> {
  if (replays.find(context.sql, job.replay)?.after !== job.after) return { handOut: null, job: null };
  const { handOut } = offer(context, settings, missing, now);
  const step = { last, sent: missing.length };
  replays.advance(context.sql, job.replay, step, now + context.config.resendMs, now);
  return { handOut, job: last === null ? null : { ...job, after: last } };
}

/** Goes on with the replays whose next step is due; answers the steps that others are to take. */
export function stepReplays({ sql, dispatch, config }: OutboxContext, now: number): ReplayJob[] {
  const { settings } = dispatch;
  if (settings === null) return [];
  return replays.takeDue(sql, now, mostSteps, now + config.resendMs).flatMap((replay) => {
    if (replay.kind === "missing") return [replays.jobOf(settings, replay)];
    takeStep(sql, replay, now);
    return [];
  });
}

/** Takes the next step of a replay of what is known here. */
function takeStep(sql: SqlStorage, replay: Known, now: number) {
  const step =
    replay.kind === "sent" ? resendSent(sql, replay, now) : recoverStep(sql, replay, mostInStep, now);
  replays.advance(sql, replay.id, step, now + stepMs, now);
}

type Known = Exclude<replays.ReplayProgress, { kind: "missing" }>;

function resendSent(sql: SqlStorage, replay: Extract<Known, { kind: "sent" }>, now: number): replays.Step {
  const { id, since, until, filter } = replay;
  const after = replay.after ?? floor("message", since);
  const { found, last } = destinations.sent(sql, after, floor("message", until), filter, mostInStep);
  for (const delivery of found)
    deliveries.put(
      sql,
      { ...delivery, id: `${delivery.message}/${id}` },
      { status: statuses.pending, dueAt: now },
    );
  return { last, sent: found.length };
}

export function wakeForReplays({ sql, alarm }: OutboxContext) {
  const at = replays.nextStep(sql);
  if (at !== null) alarm.wakeAt(at);
}

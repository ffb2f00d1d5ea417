import { type Attempt, statuses } from "../../core/delivery/attempt.ts";
import { type Delivery, isResend, triggers } from "../../core/delivery/delivery.ts";
import { postponedUntil, type Report, stateAfter } from "../../core/delivery/next-state.ts";
import { defaultWaits } from "../../core/delivery/retry.ts";
import { timeOf } from "../../core/ids.ts";
import type { NoticeJob } from "../../core/jobs.ts";
import { type AttemptNotice, failingAfter, type Notice, noticeOf } from "../../core/operational.ts";
import { newId, random } from "../../store/ids.ts";
import * as attempts from "./attempts.ts";
import * as batches from "./batches.ts";
import type { OutboxContext } from "./context.ts";
import * as counters from "./counters.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import * as destinations from "./destinations.ts";
import type { EndpointSettings, HandOut } from "./dispatch.ts";
import { noteAttempts, noteDelinquent } from "./notices.ts";

/** What became of a delivery that was handed out. */
export type Settlement = {
  lease: string;
  delivery: Delivery;
} & (
  | { kind: "attempted"; attempt: Attempt; retryAfter: number | null; final: boolean }
  /** Of what is configured no request can be made: in the log, final, and not counted against the receiver. */
  | { kind: "unmade"; attempt: Attempt }
  /** Through a fault of ours no request was made: goes again later, no attempt used up. */
  | { kind: "postponed" }
  /** Not begun in time, or the endpoint is disabled meanwhile: waits again, no attempt used up. */
  | { kind: "returned" }
  /** A batch that can not go as one: too large, or the endpoint no longer batches. */
  | { kind: "split" }
  /** There is nothing to send any more: payload or endpoint gone. */
  | { kind: "canceled" }
);

export interface SettleResult {
  handOut: HandOut | null;
  /** What is to follow from it; see `notices`. */
  notices: NoticeJob[];
}

/** A request counts for the rate from when it arrived: by its answer, or this long (ms) after it left. */
const longestTransit = 500;

/** Stores what came of deliveries, decides about retries, and answers what may go now that there is room. */
export function settle(
  context: OutboxContext,
  brought: EndpointSettings,
  settlements: Settlement[],
  now: number,
): SettleResult {
  const { sql, dispatch } = context;
  const settings = dispatch.configure(brought);
  const told: AttemptNotice[] = [];
  const fresh = settlements.filter((settlement) => settleOne(context, settings, settlement, told, now));
  counters.count(
    sql,
    fresh.flatMap((settlement) => attemptOf(settlement) ?? []),
  );
  const handOut = dispatch.handOutDue(now);
  dispatch.scheduleAlarm(now);
  const lost = fresh.some(endsSenders);
  return {
    handOut,
    notices: [...noteAttempts(context, told, now), ...delinquency(context, settings, lost, now)],
  };
}

/** The endpoint has only failed for so long, or ended so many senders, that it is to be disabled. */
function delinquency(
  context: OutboxContext,
  { disabled, version }: EndpointSettings,
  endedSenders: boolean,
  now: number,
): NoticeJob[] {
  const { dispatch } = context;
  if (disabled || !(endedSenders || dispatch.isDelinquent(now))) return [];
  return noteDelinquent(context, version, dispatch.failingSince, now);
}

/** False when this attempt was settled before. */
function settleOne(
  context: OutboxContext,
  settings: EndpointSettings,
  settlement: Settlement,
  told: AttemptNotice[],
  now: number,
): boolean {
  const { sql, dispatch } = context;
  const attempt = attemptOf(settlement);
  const replayCount = replayCountOf(sql, settlement.delivery);
  if (attempt !== null && !attempts.record(sql, { ...attempt, replayCount })) return false;
  if (attempt !== null && context.expunged.hasAny(attempt.messages ?? [attempt.message]))
    attempts.expunge(sql, [attempt.id]);

  const { delivery } = settlement;
  const sent = settlement.kind === "attempted" ? settlement.attempt : null;
  const made = sent && {
    success: sent.status === statuses.success,
    at: sent.at,
    duration: sent.duration,
    leftAt: sent.at + Math.min(sent.duration, longestTransit),
  };
  const held = dispatch.complete(settlement.lease, delivery.id, made, now);
  const current = held ?? { ...delivery, handOuts: 0 };
  if (settlement.kind === "split") {
    if (held !== null)
      batches.split(sql, { ...current, members: delivery.members }, now, () => newId("batch"));
    return true;
  }
  const notice = isResend(delivery)
    ? finishManual(context, current, settlement, made?.success ?? null, now)
    : finish(context, settings, current, settlement, held !== null, now);
  if (notice !== null && attempt !== null) told.push(...noticesOf(notice, attempt));
  return true;
}

/** See `LoggedAttempt`. */
function replayCountOf(sql: SqlStorage, { message, trigger }: Delivery): number {
  if (trigger !== triggers.manual) return 0;
  return attempts.countManual(sql, destinations.find(sql, message)?.attempts ?? []) + 1;
}

function finish(
  { sql, dispatch }: OutboxContext,
  settings: EndpointSettings,
  delivery: StoredDelivery,
  settlement: Unsplit,
  leased: boolean,
  now: number,
): Notice | null {
  const attempt = attemptOf(settlement);
  const report = reportOf(settlement);
  const delivered = report.kind === "attempted" && report.success;
  // Its lease ended, so it has been planned anew already; only a success changes that.
  if (!leased && !delivered) {
    if (attempt !== null) deliveries.addAttempt(sql, delivery.id, attempt.id);
    return null;
  }
  const circumstances = {
    attempt: delivery.attempt,
    handOuts: delivery.handOuts,
    since: timeOf(delivery.message),
    closed: dispatch.stopped,
    throttled: settings.throttleRate !== null,
    waits: settings.waits ?? defaultWaits,
    random: random(),
  };
  const next = stateAfter(report, circumstances, now);
  const givenUpBefore = wasGivenUp(sql, delivery);
  // Nothing came of planning it anew, so it stays what it was.
  if (next.status === statuses.canceled && givenUpBefore) next.status = statuses.fail;
  deliveries.put(sql, { ...delivery, ...next }, { ...next, attemptId: attempt?.id });
  if (delivered && givenUpBefore) return "message.attempt.recovered";
  return attempt && noticeOf(delivery.attempt, next.status);
}

/** It has more attempts behind it than those since it was planned. */
function wasGivenUp(sql: SqlStorage, { id, trigger, attempt }: StoredDelivery): boolean {
  return trigger === triggers.manual && (destinations.find(sql, id)?.attempts ?? []).length >= attempt;
}

/** A manual resend is one attempt; when it succeeds, the message is delivered and needs no retry any more. */
function finishManual(
  { sql, dispatch, collecting }: OutboxContext,
  delivery: StoredDelivery,
  settlement: Unsplit,
  success: boolean | null,
  now: number,
): Notice | null {
  const comesBack = settlement.kind === "returned" || settlement.kind === "postponed";
  if (comesBack && !dispatch.stopped) {
    const dueAt = settlement.kind === "returned" ? 0 : postponedUntil(random(), now);
    deliveries.put(sql, delivery, { status: statuses.pending, dueAt });
    return null;
  }
  deliveries.drop(sql, delivery.id);
  const attempt = attemptOf(settlement);
  if (attempt === null) return null;
  const known = destinations.find(sql, delivery.message);
  if (success) collecting.drop(delivery.message);
  if (success || known === null)
    deliveries.put(
      sql,
      { ...delivery, id: delivery.message, trigger: triggers.scheduled, handOuts: 0 },
      {
        status: success ? statuses.success : statuses.fail,
        dueAt: null,
        attemptId: attempt.id,
      },
    );
  else deliveries.addAttempt(sql, delivery.message, attempt.id);
  const wasFailing =
    known !== null &&
    (known.status === statuses.fail ||
      (known.status === statuses.pending && known.attempts.length >= failingAfter));
  return success && wasFailing ? "message.attempt.recovered" : null;
}

/** What became of one that went out as it was handed out. */
type Unsplit = Exclude<Settlement, { kind: "split" }>;

function reportOf(settlement: Unsplit): Report {
  if (settlement.kind === "unmade")
    return { kind: "attempted", success: false, retryAfter: null, final: true };
  if (settlement.kind !== "attempted") return { kind: settlement.kind };
  const { attempt, retryAfter, final } = settlement;
  return { kind: "attempted", success: attempt.status === statuses.success, retryAfter, final };
}

const endsSenders = (settlement: Settlement) => attemptOf(settlement)?.failure?.code === "sender_lost";

const attemptOf = (settlement: Settlement): Attempt | null =>
  "attempt" in settlement ? settlement.attempt : null;

/** Of a batch, one for each of its messages. */
const noticesOf = (notice: Notice, { id, at, code, message, messages }: Attempt): AttemptNotice[] =>
  (messages ?? [message]).map((one) => ({ notice, message: one, attempt: { id, at, code } }));

import { DurableObject } from "cloudflare:workers";
import { type Attempt, statuses } from "../core/attempt.ts";
import type { BatchingRule } from "../core/batch.ts";
import type * as gates from "../core/gate.ts";
import { floor, timeOf } from "../core/ids.ts";
import {
  type Delivery,
  type DeliveryJob,
  isResend,
  type ReplayJob,
  splitDeliveries,
  type Trigger,
  triggers,
} from "../core/jobs.ts";
import { failingAfter, type Notice, noticeOf } from "../core/operational.ts";
import type { Page, PageQuery } from "../core/page.ts";
import { defaultWaits } from "../core/retry.ts";
import { type HourCounts, hourMs, type Overview, overview, overviews } from "../core/series.ts";
import { type Report, settle } from "../core/settlement.ts";
import { config } from "../store/config.ts";
import { newId, random } from "../store/ids.ts";
import { Alarm } from "./alarm.ts";
import * as attempts from "./attempts.ts";
import * as backlog from "./backlog.ts";
import { Collecting, type Waiting } from "./collecting.ts";
import * as cooldowns from "./cooldowns.ts";
import * as counters from "./counters.ts";
import type { Held } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import { Dispatch, type EndpointSettings, type HandOut } from "./dispatch.ts";
import { Meta } from "./meta.ts";
import { enqueue } from "./queue.ts";
import * as replays from "./replays.ts";

/** A message that matched the endpoint. */
export interface Offered {
  message: string;
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  /** Not before this moment (ms), null for at once. */
  notBefore: number | null;
  /** As an element of a batch, for endpoints that batch. */
  bytes: number;
  /** What the endpoint's cooldown counts it under, and how long that is; null when it has none for this message. */
  cooldown: { key: string; seconds: number } | null;
  /** Absent: the schedule's. */
  trigger?: Trigger;
}

/** What became of a delivery that was handed out. */
export type Settlement = {
  lease: string;
  delivery: Delivery;
} & (
  | { kind: "attempted"; attempt: Attempt; retryAfter: number | null; final: boolean }
  /** Not begun in time, or the endpoint is disabled meanwhile: waits again, no attempt used up. */
  | { kind: "returned" }
  /** A batch that can not go as one: too large, or the endpoint no longer batches. */
  | { kind: "split" }
  /** There is nothing to send any more: payload or endpoint gone. */
  | { kind: "canceled" }
);

export type { EndpointSettings, HandOut };

export interface OfferAnswer {
  handOut: HandOut | null;
  /** Messages that a cooldown keeps back for good. */
  suppressed: string[];
}

export interface SettleAnswer {
  handOut: HandOut | null;
  /** The endpoint has only failed for so long that it is to be disabled. */
  delinquent: boolean;
  /** When the first of its failures in a row was seen (ms), null after a success. */
  failingSince: number | null;
  told: Told[];
}

/** What the operator is to be told of a message. */
export interface Told {
  notice: Notice;
  message: string;
  attempt: Pick<Attempt, "id" | "at" | "code">;
}

export interface ReplayAnswer {
  handOut: HandOut | null;
  /** The next step, for the events queue; null when there is none or the alarm takes it. */
  job: ReplayJob | null;
  done: boolean;
}

export interface OutboxStatus {
  waiting: number;
  sending: number;
  /** Why what is due waits, null when nothing holds it. */
  hold: gates.Hold | null;
  /** When the hold ends by itself (ms). */
  holdUntil: number | null;
  failures: number;
}

export interface OutboxSeries extends OutboxStatus {
  counts: Overview;
  /** Without those in which nothing happened. */
  hours: HourCounts[];
}

/** `closed`: the endpoint is deleted, its log stays; `wiped`: its application is. */
type State = "open" | "closed" | "wiped";

const chunk = 1_000;
/** A request counts for the rate from when it arrived: by its answer, or this long (ms) after it left. */
const longestTransit = 500;
/** Between the steps of a replay (ms), and how many messages one goes through. */
const stepMs = 1_000;
const mostInStep = 1_000;
const mostSteps = 5;
const longestOverview = overviews["28d"] * hourMs;

const schema =
  deliveries.deliveriesSchema +
  backlog.backlogSchema +
  attempts.attemptsSchema +
  counters.countersSchema +
  replays.replaysSchema +
  cooldowns.cooldownsSchema;

/** Decides when each delivery to one endpoint goes, and keeps what came of it. */
export class Outbox extends DurableObject<Env> {
  #sql: SqlStorage;
  #meta: Meta;
  #alarm: Alarm;
  #dispatch: Dispatch;
  #collecting: Collecting;
  #state: State;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(schema);
    this.#meta = new Meta(this.#sql);
    this.#alarm = new Alarm(ctx);
    this.#collecting = new Collecting(this.#meta);
    this.#dispatch = new Dispatch(this.#sql, this.#meta, this.#alarm, config(env));
    this.#state = this.#meta.get("state") ?? "open";
    if (this.#state !== "open") this.#dispatch.stop();
  }

  /**
   * Takes matched messages in. Answers what may go now; the rest waits here, but for what a cooldown suppresses. A
   * message that is known is not taken twice.
   */
  offer(settings: EndpointSettings, offered: Offered[]): OfferAnswer {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      this.#dispatch.configure(settings);
      if (this.#state !== "open") return { handOut: null, suppressed: [] };
      const ids = offered.map(({ message }) => message);
      const known = deliveries.known(this.#sql, ids).union(backlog.known(this.#sql, ids));
      const unknown = offered.filter(
        ({ message }) =>
          !known.has(message) && !this.#dispatch.leases.has(message) && !this.#collecting.has(message),
      );
      const suppressed = unknown.filter((one) => this.#isSuppressed(one, now));
      counters.countSuppressed(this.#sql, suppressed.length, now);
      const fresh = unknown.filter((one) => !suppressed.includes(one));
      const later = fresh.filter(({ notBefore }) => notBefore !== null && notBefore > now);
      for (const one of later)
        deliveries.put(this.#sql, toHeld(one), { status: statuses.pending, dueAt: one.notBefore });
      const due = fresh.filter((one) => !later.includes(one));
      const handOut =
        settings.batching === null
          ? this.#dispatch.take(due.map(toHeld), now)
          : this.#collect(
              due.map((one) => ({ ...toHeld(one), bytes: one.bytes, since: now })),
              settings.batching,
              now,
            );
      this.#dispatch.plan(now);
      return { handOut, suppressed: suppressed.map(({ message }) => message) };
    });
  }

  /** Adds to what waits for company; the batches that are full or have waited long enough are due. */
  #collect(fresh: Waiting[], rule: BatchingRule, now: number): HandOut | null {
    const { batches, dueAt } = this.#collecting.add(fresh, rule, now);
    for (const batch of batches) deliveries.putBatch(this.#sql, newId("batch"), batch, now);
    if (dueAt !== null) this.#alarm.wakeAt(dueAt);
    return this.#dispatch.release(now);
  }

  /** What has waited long enough goes, and all of it when the endpoint no longer batches. */
  #collected(now: number): HandOut | null {
    const { batching } = this.#dispatch;
    if (this.#collecting.size === 0) return this.#dispatch.release(now);
    return batching === null
      ? this.#dispatch.take(this.#collecting.release(), now)
      : this.#collect([], batching, now);
  }

  #isSuppressed({ message, cooldown }: Offered, now: number): boolean {
    return cooldown !== null && cooldowns.suppresses(this.#sql, cooldown.key, message, cooldown.seconds, now);
  }

  /** Stores what came of deliveries, decides about retries, and answers what may go now that there is room. */
  settle(settings: EndpointSettings, settlements: Settlement[]): SettleAnswer {
    const now = Date.now();
    if (this.#state === "wiped") return { handOut: null, delinquent: false, failingSince: null, told: [] };
    const told: Told[] = [];
    return this.ctx.storage.transactionSync(() => {
      const fresh = settlements.filter((settlement) => this.#settleOne(settings, settlement, told, now));
      counters.count(
        this.#sql,
        fresh.flatMap((settlement) => (settlement.kind === "attempted" ? [settlement.attempt] : [])),
      );
      this.#dispatch.configure(settings);
      const handOut = this.#dispatch.release(now);
      this.#dispatch.plan(now);
      const delinquent = !settings.disabled && this.#dispatch.isDelinquent(now);
      return { handOut, delinquent, failingSince: this.#dispatch.failingSince, told };
    });
  }

  /** False when this attempt was settled before. */
  #settleOne(settings: EndpointSettings, settlement: Settlement, told: Told[], now: number): boolean {
    const attempt = settlement.kind === "attempted" ? settlement.attempt : null;
    const replayCount = this.#replayCount(settlement.delivery);
    if (attempt !== null && !attempts.record(this.#sql, { ...attempt, replayCount })) return false;
    const success = attempt === null ? null : attempt.status === statuses.success;

    const { delivery } = settlement;
    const leftAt = attempt && attempt.at + Math.min(attempt.duration, longestTransit);
    const held = this.#dispatch.settle(settlement.lease, delivery.id, success, leftAt, now);
    const current = held ?? { ...delivery, handOuts: 0 };
    if (settlement.kind === "split") {
      if (held !== null)
        deliveries.split(this.#sql, { ...current, members: delivery.members }, now, () => newId("batch"));
      return true;
    }
    const notice = isResend(delivery)
      ? this.#finishManual(current, settlement, success)
      : this.#finish(settings, current, settlement, held !== null, now);
    if (notice !== null && attempt !== null) told.push(...toldOf(notice, attempt));
    return true;
  }

  /** See `LoggedAttempt`. */
  #replayCount({ message, trigger }: Delivery): number {
    if (trigger !== triggers.manual) return 0;
    return attempts.countManual(this.#sql, deliveries.find(this.#sql, message)?.attempts ?? []) + 1;
  }

  #finish(
    settings: EndpointSettings,
    delivery: Held,
    settlement: Outgone,
    leased: boolean,
    now: number,
  ): Notice | null {
    const attempt = settlement.kind === "attempted" ? settlement.attempt : null;
    const report = reportOf(settlement);
    const delivered = report.kind === "attempted" && report.success;
    // Its lease ended, so it has been planned anew already; only a success changes that.
    if (!leased && !delivered) {
      if (attempt !== null) deliveries.addAttempt(this.#sql, delivery.id, attempt.id);
      return null;
    }
    const circumstances = {
      attempt: delivery.attempt,
      handOuts: delivery.handOuts,
      since: timeOf(delivery.message),
      closed: this.#state !== "open",
      throttled: settings.throttleRate !== null,
      waits: settings.waits ?? defaultWaits,
      random: random(),
    };
    const standing = settle(report, circumstances, now);
    const wasGivenUp = this.#wasGivenUp(delivery);
    // Nothing came of planning it anew, so it stays what it was.
    if (standing.status === statuses.canceled && wasGivenUp) standing.status = statuses.fail;
    deliveries.put(this.#sql, { ...delivery, ...standing }, { ...standing, attemptId: attempt?.id });
    if (delivered && wasGivenUp) return "message.attempt.recovered";
    return attempt && noticeOf(delivery.attempt, standing.status);
  }

  /** It has more attempts behind it than those since it was planned. */
  #wasGivenUp({ id, trigger, attempt }: Held): boolean {
    return trigger === triggers.manual && (deliveries.find(this.#sql, id)?.attempts ?? []).length >= attempt;
  }

  /** A manual resend is one attempt; when it succeeds, the message is delivered and needs no retry any more. */
  #finishManual(delivery: Held, settlement: Outgone, success: boolean | null): Notice | null {
    if (settlement.kind === "returned" && this.#state === "open") {
      deliveries.put(this.#sql, delivery, { status: statuses.pending, dueAt: 0 });
      return null;
    }
    deliveries.drop(this.#sql, delivery.id);
    if (settlement.kind !== "attempted") return null;
    const known = deliveries.find(this.#sql, delivery.message);
    if (success || known === null)
      deliveries.put(
        this.#sql,
        { ...delivery, id: delivery.message, trigger: triggers.scheduled, handOuts: 0 },
        {
          status: success ? statuses.success : statuses.fail,
          dueAt: null,
          attemptId: settlement.attempt.id,
        },
      );
    else deliveries.addAttempt(this.#sql, delivery.message, settlement.attempt.id);
    const wasFailing =
      known !== null &&
      (known.status === statuses.fail ||
        (known.status === statuses.pending && known.attempts.length >= failingAfter));
    return success && wasFailing ? "message.attempt.recovered" : null;
  }

  /** One more attempt at a message, now, without retries; a failing endpoint doesn't hold it back, its rate does. */
  resend(settings: EndpointSettings, offered: Offered): HandOut | null {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      this.#dispatch.configure(settings);
      const delivery: Held = {
        ...toHeld(offered),
        id: `${offered.message}/${newId("job")}`,
        trigger: triggers.manual,
      };
      const handOut = this.#dispatch.urge(delivery, now);
      deliveries.put(
        this.#sql,
        delivery,
        handOut ? { status: statuses.sending, dueAt: null } : { status: statuses.pending, dueAt: 0 },
      );
      this.#dispatch.plan(now);
      return handOut;
    });
  }

  /** Plans anew, with all its retries, what was given up of the messages of [since, until) (ms). */
  recover(settings: EndpointSettings, since: number, until: number): HandOut | null {
    if (this.#state !== "open") return null;
    return this.ctx.storage.transactionSync(() => {
      deliveries.recover(this.#sql, since, until, Date.now());
      return this.configure(settings);
    });
  }

  /** Begins to send again what was sent in a window, or to ask for what never came. */
  replay(settings: EndpointSettings, replay: replays.Replay): ReplayAnswer {
    if (this.#state !== "open") return { handOut: null, job: null, done: true };
    return this.ctx.storage.transactionSync(() => {
      const now = Date.now();
      const begun = { ...replay, after: null };
      replays.begin(this.#sql, replay, now + config(this.env).resendMs);
      if (begun.kind === "sent") this.#resendSent(begun, now);
      const handOut = this.configure(settings);
      this.#wakeForReplays();
      const job = begun.kind === "missing" ? replays.jobOf(settings, begun) : null;
      return { handOut, job, done: replays.find(this.#sql, replay.id) === null };
    });
  }

  /** A step of a replay found these missing and came up to `last`, to its end with null. Repeated, it changes nothing. */
  replayed(
    settings: EndpointSettings,
    job: ReplayJob,
    missing: Offered[],
    last: string | null,
  ): Omit<ReplayAnswer, "done"> {
    return this.ctx.storage.transactionSync(() => {
      if (replays.find(this.#sql, job.replay)?.after !== job.after) return { handOut: null, job: null };
      const { handOut } = this.offer(settings, missing);
      replays.advance(this.#sql, job.replay, last, Date.now() + config(this.env).resendMs);
      return { handOut, job: last === null ? null : { ...job, after: last } };
    });
  }

  #resendSent(replay: Extract<replays.Standing, { kind: "sent" }>, now: number) {
    const { id, since, until, filter } = replay;
    const after = replay.after ?? floor("message", since);
    const { found, last } = deliveries.sent(this.#sql, after, floor("message", until), filter, mostInStep);
    for (const delivery of found)
      deliveries.put(
        this.#sql,
        { ...delivery, id: `${delivery.message}/${id}` },
        { status: statuses.pending, dueAt: now },
      );
    replays.advance(this.#sql, id, last, now + stepMs);
  }

  /** Goes on with the replays whose next step is due; answers the steps that others are to take. */
  #stepReplays(now: number): ReplayJob[] {
    const { settings } = this.#dispatch;
    if (settings === null) return [];
    return replays.takeDue(this.#sql, now, mostSteps, now + config(this.env).resendMs).flatMap((replay) => {
      if (replay.kind === "missing") return [replays.jobOf(settings, replay)];
      this.#resendSent(replay, now);
      return [];
    });
  }

  #wakeForReplays() {
    const at = replays.nextStep(this.#sql);
    if (at !== null) this.#alarm.wakeAt(at);
  }

  /** The endpoint was changed: what waits goes by its new settings from now on. */
  configure(settings: EndpointSettings): HandOut | null {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      this.#dispatch.configure(settings);
      const handOut = this.#collected(now);
      this.#dispatch.plan(now);
      return handOut;
    });
  }

  /** The endpoint is deleted: nothing goes out any more; the log stays until it expires. */
  close(): void {
    this.#enter("closed");
    deliveries.cancelWaiting(this.#sql);
    backlog.clear(this.#sql);
    this.#collecting.release();
    replays.clear(this.#sql);
  }

  /** The application is deleted: nothing is kept. */
  async wipe(): Promise<void> {
    this.#enter("wiped");
    this.#dispatch.leases.clear();
    this.#collecting.release();
    this.#sql.exec(
      "DELETE FROM deliveries; DELETE FROM backlog; DELETE FROM cooldowns; DELETE FROM attempts; DELETE FROM counters; DELETE FROM replays",
    );
    await this.#alarm.clear();
  }

  #enter(state: State) {
    this.#state = state;
    this.#dispatch.stop();
    this.#meta.set("state", state);
  }

  /** Plans again what a lost job left behind, hands out what is due, deletes rows whose time is over. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const { handOut, steps } = this.ctx.storage.transactionSync(() => {
      this.#dispatch.expireLeases(now);
      const steps = this.#stepReplays(now);
      const handOut = this.#collected(now);
      for (const at of [this.#forget(now), this.#dispatch.leases.nextExpiry()])
        if (at !== null) this.#alarm.wakeAt(at);
      this.#wakeForReplays();
      this.#dispatch.plan(now);
      return { handOut, steps };
    });
    await enqueue(this.env.EVENTS, steps);
    if (handOut === null) return;
    const job: DeliveryJob = {
      ...handOut,
      deliveries: handOut.deliveries.map((delivery) => ({ ...delivery, content: null })),
    };
    await enqueue(this.env.DELIVERIES, splitDeliveries(job));
  }

  status(): OutboxStatus {
    const now = Date.now();
    const due = this.#dispatch.nextDue();
    const { hold, at } = due !== null && due <= now ? this.#dispatch.hold(now) : { hold: null, at: null };
    return {
      waiting: this.#waiting(),
      sending: this.#dispatch.leases.size,
      hold,
      holdUntil: at,
      failures: this.#dispatch.failures,
    };
  }

  #waiting(): number {
    return deliveries.waiting(this.#sql) + backlog.size(this.#sql) + this.#collecting.size;
  }

  stats(since: number, until: number) {
    return {
      ...counters.countBetween(this.#sql, since, until),
      pending: this.#waiting(),
      sending: this.#dispatch.leases.size,
    };
  }

  /** How it is doing now, what the latest windows brought, and the hours that touch [since, until] (ms). */
  series(since: number, until: number): OutboxSeries {
    const now = Date.now();
    const recent = counters.hoursBetween(this.#sql, now - longestOverview, now);
    return {
      ...this.status(),
      counts: overview(recent, now),
      hours: counters.hoursBetween(this.#sql, since, until),
    };
  }

  /** Where messages stand here; null for one that never came. */
  states(messages: string[]): (deliveries.DeliveryState | null)[] {
    const { hold, at } = this.#dispatch.hold(Date.now());
    return messages.map((message) => {
      const known = deliveries.find(this.#sql, message);
      if (this.#dispatch.leases.has(known?.batch ?? message)) {
        const unknown = { message, batch: null, eventType: "", nextAttempt: null, attempts: [] };
        return { ...(known ?? unknown), status: statuses.sending };
      }
      if (known === null && this.#state !== "open") return canceled(message);
      if (known === null || known.nextAttempt === null || hold === null) return known;
      return { ...known, nextAttempt: Math.max(known.nextAttempt, at ?? 0) };
    });
  }

  messages(filter: deliveries.DeliveryFilter, query: PageQuery): Page<deliveries.DeliveryState> {
    return deliveries.list(this.#sql, filter, query);
  }

  /** @param message only of this one, null for all */
  attempts(
    message: string | null,
    filter: attempts.AttemptFilter,
    query: PageQuery,
  ): Page<attempts.LoggedAttempt> {
    const ids = message === null ? null : (deliveries.find(this.#sql, message)?.attempts ?? []);
    return attempts.list(this.#sql, ids, filter, query);
  }

  attempt(id: string): attempts.LoggedAttempt | null {
    return attempts.find(this.#sql, id);
  }

  expungeAttempt(id: string): boolean {
    return attempts.expunge(this.#sql, id);
  }

  #forget(now: number): number | null {
    const { logRetentionMs } = config(this.env);
    cooldowns.forget(this.#sql, now);
    counters.forget(this.#sql, now - logRetentionMs);
    const oldest = [
      attempts.forget(this.#sql, now - logRetentionMs, chunk),
      deliveries.forget(this.#sql, now - logRetentionMs, chunk),
    ].filter((at) => at !== null);
    return oldest.length === 0 ? null : Math.max(Math.min(...oldest) + logRetentionMs + 1, now + 1_000);
  }
}

/** What became of one that went out as it was handed out. */
type Outgone = Exclude<Settlement, { kind: "split" }>;

const reportOf = (settlement: Outgone): Report =>
  settlement.kind === "attempted"
    ? {
        kind: "attempted",
        success: settlement.attempt.status === statuses.success,
        retryAfter: settlement.retryAfter,
        final: settlement.final,
      }
    : { kind: settlement.kind };

/** Of a batch, one for each of its messages. */
const toldOf = (notice: Notice, { id, at, code, message, messages }: Attempt): Told[] =>
  (messages ?? [message]).map((one) => ({ notice, message: one, attempt: { id, at, code } }));

const canceled = (message: string): deliveries.DeliveryState => ({
  message,
  batch: null,
  eventType: "",
  status: statuses.canceled,
  nextAttempt: null,
  attempts: [],
});

const toHeld = ({ message, eventType, channels, tags, trigger }: Offered): Held => ({
  id: message,
  message,
  members: null,
  eventType,
  channels,
  tags,
  attempt: 1,
  trigger: trigger ?? triggers.scheduled,
  handOuts: 0,
});

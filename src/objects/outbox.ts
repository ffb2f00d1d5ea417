import { DurableObject } from "cloudflare:workers";
import { type Attempt, statuses } from "../core/attempt.ts";
import { type Breaker, closed, isDelinquent } from "../core/breaker.ts";
import * as gates from "../core/gate.ts";
import { timeOf } from "../core/ids.ts";
import { type Delivery, type DeliveryJob, splitDeliveries, triggers } from "../core/jobs.ts";
import type { Page, PageQuery } from "../core/page.ts";
import { afterRestart, idle, leaveWithin } from "../core/rate.ts";
import { defaultWaits } from "../core/retry.ts";
import { type Report, settle } from "../core/settlement.ts";
import { config } from "../store/config.ts";
import { newId, random } from "../store/ids.ts";
import { Alarm } from "./alarm.ts";
import * as attempts from "./attempts.ts";
import * as backlog from "./backlog.ts";
import * as cooldowns from "./cooldowns.ts";
import type { Held } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import { Leases } from "./leases.ts";
import { Meta } from "./meta.ts";
import { enqueue } from "./queue.ts";

/** What an Outbox must know of its endpoint; every caller brings it fresh from D1. */
export interface EndpointSettings {
  org: string;
  app: string;
  endpoint: string;
  throttleRate: number | null;
  disabled: boolean;
  /** Seconds after each attempt; null for the default schedule. */
  waits: number[] | null;
}

/** A message that matched the endpoint. */
export interface Offered {
  message: string;
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  /** Not before this moment (ms), null for at once. */
  notBefore: number | null;
  /** What the endpoint's cooldown counts it under, and how long that is; null when it has none for this message. */
  cooldown: { key: string; seconds: number } | null;
}

/** What became of a delivery that was handed out. */
export type Settlement = {
  lease: string;
  delivery: Delivery;
} & (
  | { kind: "attempted"; attempt: Attempt; retryAfter: number | null; final: boolean }
  /** Not begun in time, or the endpoint is disabled meanwhile: waits again, no attempt used up. */
  | { kind: "returned" }
  /** There is nothing to send any more: payload or endpoint gone. */
  | { kind: "canceled" }
);

/** What goes now; the caller puts it into the deliveries queue. */
export type HandOut = Omit<DeliveryJob, "deliveries"> & { deliveries: Delivery[] };

export interface OfferAnswer {
  handOut: HandOut | null;
  /** Messages that a cooldown keeps back for good. */
  suppressed: string[];
}

export interface SettleAnswer {
  handOut: HandOut | null;
  /** The endpoint has only failed for so long that it is to be disabled. */
  delinquent: boolean;
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

/** `closed`: the endpoint is deleted, its log stays; `wiped`: its application is. */
type State = "open" | "closed" | "wiped";

const noHold = { hold: null, at: null };

const mostDoublings = 6;
/** After the last moment to begin: for the answer to be stored. */
const settleMs = 5_000;
/** So that the row of a lease stays far from the largest that a row may be. */
const mostInHandOut = 1_000;
const chunk = 1_000;
/** A request counts for the rate from when it arrived: by its answer, or this long (ms) after it left. */
const longestTransit = 500;

const schema =
  deliveries.deliveriesSchema + backlog.backlogSchema + attempts.attemptsSchema + cooldowns.cooldownsSchema;

/** Decides when each delivery to one endpoint goes, and keeps what came of it. */
export class Outbox extends DurableObject<Env> {
  #sql: SqlStorage;
  #meta: Meta;
  #alarm: Alarm;
  #leases: Leases;
  #settings: EndpointSettings | null;
  #gate: gates.Gate;
  #state: State;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(schema);
    this.#meta = new Meta(this.#sql);
    this.#alarm = new Alarm(ctx);
    this.#leases = new Leases(this.#sql);
    this.#settings = this.#meta.get("settings");
    this.#state = this.#meta.get("state") ?? "open";
    const rate = this.#settings?.throttleRate ?? null;
    this.#gate = {
      ...gates.openGate,
      breaker: this.#meta.get<Breaker>("breaker") ?? closed,
      inFlight: this.#leases.size,
      rate: rate === null ? idle : afterRestart(rate, attempts.lastLeft(this.#sql), this.#leases.open()),
    };
  }

  /**
   * Takes matched messages in. Answers what may go now; the rest waits here, but for what a cooldown suppresses. A
   * message that is known is not taken twice.
   */
  offer(settings: EndpointSettings, offered: Offered[]): OfferAnswer {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      this.#configure(settings);
      if (this.#state !== "open") return { handOut: null, suppressed: [] };
      const ids = offered.map(({ message }) => message);
      const known = deliveries.known(this.#sql, ids).union(backlog.known(this.#sql, ids));
      const unknown = offered.filter(({ message }) => !this.#leases.has(message) && !known.has(message));
      const suppressed = unknown.filter((one) => this.#isSuppressed(one, now));
      const fresh = unknown.filter((one) => !suppressed.includes(one));
      const later = fresh.filter(({ notBefore }) => notBefore !== null && notBefore > now);
      for (const one of later)
        deliveries.put(this.#sql, toHeld(one), { status: statuses.pending, dueAt: one.notBefore });
      const due = fresh.filter((one) => !later.includes(one)).map(toHeld);
      const inOrder = this.#nextDue() === null || this.#nextDue()! > now;
      const room = inOrder ? this.#room(now) : 0;
      backlog.push(this.#sql, due.slice(room));
      const handOut = inOrder ? this.#handOut(settings, due.slice(0, room), now) : this.#release(now);
      this.#plan(now);
      return { handOut, suppressed: suppressed.map(({ message }) => message) };
    });
  }

  #isSuppressed({ message, cooldown }: Offered, now: number): boolean {
    return cooldown !== null && cooldowns.suppresses(this.#sql, cooldown.key, message, cooldown.seconds, now);
  }

  /** Stores what came of deliveries, decides about retries, and answers what may go now that there is room. */
  settle(settings: EndpointSettings, settlements: Settlement[]): SettleAnswer {
    const now = Date.now();
    if (this.#state === "wiped") return { handOut: null, delinquent: false };
    return this.ctx.storage.transactionSync(() => {
      const before = this.#gate.breaker;
      const fresh = settlements.filter((settlement) => this.#settleOne(settings, settlement, now));
      attempts.count(
        this.#sql,
        fresh.flatMap((settlement) => (settlement.kind === "attempted" ? [settlement.attempt] : [])),
      );
      if (this.#gate.breaker !== before) this.#meta.set("breaker", this.#gate.breaker);
      this.#configure(settings);
      const handOut = this.#release(now);
      this.#plan(now);
      return { handOut, delinquent: !settings.disabled && isDelinquent(this.#gate.breaker, now) };
    });
  }

  /** False when this attempt was settled before. */
  #settleOne(settings: EndpointSettings, settlement: Settlement, now: number): boolean {
    const attempt = settlement.kind === "attempted" ? settlement.attempt : null;
    if (attempt !== null && !attempts.record(this.#sql, attempt)) return false;
    const success = attempt === null ? null : attempt.status === statuses.success;

    const { delivery } = settlement;
    const held = this.#leases.settle(settlement.lease, delivery.id);
    if (held !== null)
      this.#gate = gates.settle(
        this.#gate,
        this.#gateSettings(settings),
        {
          lease: settlement.lease,
          success,
          leftAt: attempt && attempt.at + Math.min(attempt.duration, longestTransit),
        },
        now,
      );
    const current = held ?? { ...delivery, handOuts: 0 };
    if (delivery.trigger === triggers.manual) this.#finishManual(current, settlement, success);
    else this.#finish(settings, current, settlement, held !== null, now);
    return true;
  }

  #finish(settings: EndpointSettings, delivery: Held, settlement: Settlement, leased: boolean, now: number) {
    const attempt = settlement.kind === "attempted" ? settlement.attempt : null;
    const report = reportOf(settlement);
    const delivered = report.kind === "attempted" && report.success;
    // Its lease ended, so it has been planned anew already; only a success changes that.
    if (!leased && !delivered) {
      if (attempt !== null) deliveries.addAttempt(this.#sql, delivery.id, attempt.id);
      return;
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
    deliveries.put(this.#sql, { ...delivery, ...standing }, { ...standing, attemptId: attempt?.id });
  }

  /** A manual resend is one attempt; when it succeeds, the message is delivered and needs no retry any more. */
  #finishManual(delivery: Held, settlement: Settlement, success: boolean | null) {
    if (settlement.kind === "returned" && this.#state === "open") {
      deliveries.put(this.#sql, delivery, { status: statuses.pending, dueAt: 0 });
      return;
    }
    deliveries.drop(this.#sql, delivery.id);
    if (settlement.kind !== "attempted") return;
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
  }

  /** One more attempt at a message, now, without retries; a failing endpoint doesn't hold it back, its rate does. */
  resend(settings: EndpointSettings, offered: Offered): HandOut | null {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      this.#configure(settings);
      const delivery: Held = {
        ...toHeld(offered),
        id: `${offered.message}/${newId("job")}`,
        trigger: triggers.manual,
      };
      const gate = { ...this.#gate, breaker: closed };
      const goes = gates.allowance(gate, this.#gateSettings(settings), now).count > 0;
      deliveries.put(
        this.#sql,
        delivery,
        goes ? { status: statuses.sending, dueAt: null } : { status: statuses.pending, dueAt: 0 },
      );
      const handOut = goes ? this.#handOut(settings, [delivery], now) : null;
      this.#plan(now);
      return handOut;
    });
  }

  /** The endpoint was changed: what waits goes by its new settings from now on. */
  configure(settings: EndpointSettings): HandOut | null {
    const now = Date.now();
    return this.ctx.storage.transactionSync(() => {
      const enabled = this.#settings?.disabled === true && !settings.disabled;
      this.#configure(settings);
      if (enabled) {
        this.#gate.breaker = closed;
        this.#meta.set("breaker", closed);
      }
      const handOut = this.#release(now);
      this.#plan(now);
      return handOut;
    });
  }

  /** The endpoint is deleted: nothing goes out any more; the log stays until it expires. */
  close(): void {
    this.#enter("closed");
    deliveries.cancelWaiting(this.#sql);
    backlog.clear(this.#sql);
  }

  /** The application is deleted: nothing is kept. */
  async wipe(): Promise<void> {
    this.#enter("wiped");
    this.#leases.clear();
    this.#gate = gates.openGate;
    this.#sql.exec(
      "DELETE FROM deliveries; DELETE FROM backlog; DELETE FROM cooldowns; DELETE FROM attempts; DELETE FROM counters",
    );
    await this.#alarm.clear();
  }

  #enter(state: State) {
    this.#state = state;
    this.#meta.set("state", state);
  }

  /** Plans again what a lost job left behind, hands out what is due, deletes rows whose time is over. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const handOut = this.ctx.storage.transactionSync(() => {
      this.#expireLeases(now);
      const handOut = this.#release(now);
      for (const at of [this.#forget(now), this.#leases.nextExpiry()])
        if (at !== null) this.#alarm.wakeAt(at);
      this.#plan(now);
      return handOut;
    });
    if (handOut === null) return;
    const job: DeliveryJob = {
      ...handOut,
      deliveries: handOut.deliveries.map((delivery) => ({ ...delivery, content: null })),
    };
    await enqueue(this.env.DELIVERIES, splitDeliveries(job));
  }

  status(): OutboxStatus {
    const now = Date.now();
    const due = this.#nextDue();
    const { hold, at } = due !== null && due <= now ? this.#hold(now) : noHold;
    return {
      waiting: deliveries.waiting(this.#sql) + backlog.size(this.#sql),
      sending: this.#leases.size,
      hold,
      holdUntil: at,
      failures: this.#gate.breaker.failures,
    };
  }

  #hold(now: number): Pick<gates.Allowance, "hold" | "at"> {
    return this.#settings === null
      ? noHold
      : gates.allowance(this.#gate, this.#gateSettings(this.#settings), now);
  }

  stats(since: number, until: number) {
    return {
      ...attempts.countBetween(this.#sql, since, until),
      pending: deliveries.waiting(this.#sql) + backlog.size(this.#sql),
      sending: this.#leases.size,
    };
  }

  /** Where messages stand here; null for one that never came. */
  states(messages: string[]): (deliveries.DeliveryState | null)[] {
    const { hold, at } = this.#hold(Date.now());
    return messages.map((message) => {
      const known = deliveries.find(this.#sql, message);
      if (this.#leases.has(message)) {
        const unknown = { message, eventType: "", nextAttempt: null, attempts: [] };
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
  attempts(message: string | null, filter: attempts.AttemptFilter, query: PageQuery): Page<Attempt> {
    const ids = message === null ? null : (deliveries.find(this.#sql, message)?.attempts ?? []);
    return attempts.list(this.#sql, ids, filter, query);
  }

  attempt(id: string): Attempt | null {
    return attempts.find(this.#sql, id);
  }

  expungeAttempt(id: string): boolean {
    return attempts.expunge(this.#sql, id);
  }

  #release(now: number): HandOut | null {
    if (this.#settings === null || this.#state !== "open") return null;
    const room = this.#room(now);
    if (room === 0) return null;
    const due = deliveries.takeDue(this.#sql, now, room);
    const going = [...due, ...backlog.take(this.#sql, room - due.length)];
    return this.#handOut(this.#settings, going, now);
  }

  /** How many may be handed out now. */
  #room(now: number): number {
    const { count } = gates.allowance(this.#gate, this.#gateSettings(this.#settings!), now);
    return Math.min(count, mostInHandOut);
  }

  /** When the first of what waits is due (ms): what waits for nothing but room, always; null when nothing waits. */
  #nextDue(): number | null {
    return backlog.isEmpty(this.#sql) ? deliveries.nextDue(this.#sql) : 0;
  }

  #handOut(settings: EndpointSettings, going: Held[], now: number): HandOut | null {
    if (going.length === 0) return null;
    const { leaseMs, timeoutMs } = config(this.env);
    const doublings = Math.min(Math.max(...going.map(({ handOuts }) => handOuts - 1), 0), mostDoublings);
    const sendBefore = now + (settings.throttleRate === null ? leaseMs * 2 ** doublings : leaveWithin);
    const expiresAt = now + leaseMs * 2 ** doublings + timeoutMs + settleMs;
    const id = newId("lease");
    this.#leases.grant(id, expiresAt, going);
    this.#gate = gates.handOut(this.#gate, this.#gateSettings(settings), id, going.length, now);
    this.#alarm.wakeAt(expiresAt);
    return {
      v: 1,
      kind: "deliveries",
      org: settings.org,
      app: settings.app,
      endpoint: settings.endpoint,
      lease: id,
      sendBefore,
      deliveries: going.map(({ handOuts, ...delivery }) => delivery),
    };
  }

  #expireLeases(now: number) {
    const lost = this.#leases.expire(now);
    for (const delivery of lost)
      deliveries.put(
        this.#sql,
        { ...delivery, handOuts: delivery.handOuts + 1 },
        { status: statuses.pending, dueAt: now },
      );
    this.#gate = gates.release(this.#gate, lost.length);
  }

  #forget(now: number): number | null {
    const { logRetentionMs } = config(this.env);
    cooldowns.forget(this.#sql, now);
    const oldest = [
      attempts.forget(this.#sql, now - logRetentionMs, chunk),
      deliveries.forget(this.#sql, now - logRetentionMs, chunk),
    ].filter((at) => at !== null);
    return oldest.length === 0 ? null : Math.max(Math.min(...oldest) + logRetentionMs + 1, now + 1_000);
  }

  /** Sets the alarm for what comes next: a delivery that falls due, a hold that ends. */
  #plan(now: number) {
    const due = this.#nextDue();
    if (due === null || this.#settings === null || this.#state !== "open") return;
    if (due > now) return this.#alarm.wakeAt(due);
    const { count, at } = gates.allowance(this.#gate, this.#gateSettings(this.#settings), now);
    if (count > 0) this.#alarm.wakeAt(now);
    else if (at !== null) this.#alarm.wakeAt(at);
  }

  #configure(settings: EndpointSettings) {
    const known = this.#settings;
    const changed =
      known === null ||
      known.throttleRate !== settings.throttleRate ||
      known.disabled !== settings.disabled ||
      known.app !== settings.app;
    if (!changed) return;
    // What left without a limit counts as a full second's worth.
    if (known?.throttleRate === null && settings.throttleRate !== null)
      this.#gate.rate = afterRestart(settings.throttleRate, Date.now());
    this.#settings = settings;
    this.#meta.set("settings", settings);
  }

  #gateSettings({ throttleRate, disabled }: EndpointSettings): gates.GateSettings {
    return { throttleRate, disabled, maxInFlight: config(this.env).maxInFlight };
  }
}

const reportOf = (settlement: Settlement): Report =>
  settlement.kind === "attempted"
    ? {
        kind: "attempted",
        success: settlement.attempt.status === statuses.success,
        retryAfter: settlement.retryAfter,
        final: settlement.final,
      }
    : { kind: settlement.kind };

const canceled = (message: string): deliveries.DeliveryState => ({
  message,
  eventType: "",
  status: statuses.canceled,
  nextAttempt: null,
  attempts: [],
});

const toHeld = ({ message, eventType, channels, tags }: Offered): Held => ({
  id: message,
  message,
  eventType,
  channels,
  tags,
  attempt: 1,
  trigger: triggers.scheduled,
  handOuts: 0,
});

import { dequal } from "dequal/lite";
import * as admissions from "../../core/delivery/admission.ts";
import { statuses } from "../../core/delivery/attempt.ts";
import type { BatchingRule } from "../../core/delivery/batching.ts";
import { type Breaker, closed, isDelinquent } from "../../core/delivery/breaker.ts";
import { type HandedOut, suspectAfter } from "../../core/delivery/delivery.ts";
import { goesDirectly, isQuick } from "../../core/delivery/direct.ts";
import { leaveWithin, Rate } from "../../core/delivery/rate.ts";
import { timeOf } from "../../core/ids.ts";
import type { DeliveryJob } from "../../core/jobs.ts";
import type { Config } from "../../store/config.ts";
import { newId } from "../../store/ids.ts";
import type { Alarm } from "../shared/alarm.ts";
import type { KeyValue } from "../shared/key-value.ts";
import * as backlog from "./backlog.ts";
import * as counters from "./counters.ts";
import type { StoredDelivery } from "./deliveries.ts";
import * as deliveries from "./deliveries.ts";
import { Leases } from "./leases.ts";

/** What an Outbox must know of its endpoint; every caller brings it as it has read it in D1. */
export interface EndpointSettings {
  org: string;
  app: string;
  endpoint: string;
  /** Greater with every change: what was read earlier and comes later is no news. */
  version: number;
  throttleRate: number | null;
  disabled: boolean;
  /** Seconds after each attempt; null for the default schedule. */
  waits: number[] | null;
  /** Null when every message goes by itself. */
  batching: BatchingRule | null;
}

/** What goes now; the caller puts it into the deliveries queue. */
export type HandOut = Omit<DeliveryJob, "deliveries"> & { deliveries: HandedOut[] };

const noHold = { hold: null, at: null };
const mostDoublings = 6;
/** After the last moment to begin: for the answer to be stored. */
const settleMs = 5_000;
/** So that the row of a lease stays far from the largest that a row may be. */
const mostInHandOut = 1_000;

/** Hands an endpoint's deliveries out: in order, as many as its admission lets through, each covered by a lease. */
export class Dispatch {
  readonly leases: Leases;
  #sql: SqlStorage;
  #values: KeyValue;
  #alarm: Alarm;
  #config: Config;
  #settings: EndpointSettings | null;
  #admission: admissions.Admission;
  /** See `goesDirectly`. */
  #quick: boolean;
  #stopped = false;

  constructor(sql: SqlStorage, values: KeyValue, alarm: Alarm, config: Config) {
    this.#sql = sql;
    this.#values = values;
    this.#alarm = alarm;
    this.#config = config;
    this.leases = new Leases(sql);
    this.#settings = values.get("settings");
    const rate = this.#settings?.throttleRate ?? null;
    const latest = counters.latestHour(sql);
    this.#quick = latest !== null && latest.fail === 0 && isQuick(average(latest));
    this.#admission = {
      ...admissions.initialAdmission(),
      breaker: values.get<Breaker>("breaker") ?? closed,
      inFlight: this.leases.size,
      rate: rate === null ? new Rate() : Rate.afterRestart(rate, latest?.lastLeft ?? 0, this.leases.open()),
    };
  }

  get settings(): EndpointSettings | null {
    return this.#settings;
  }

  get batching(): BatchingRule | null {
    return this.#settings?.batching ?? null;
  }

  get failures(): number {
    return this.#admission.breaker.failures;
  }

  /** When the first of these failures was seen (ms), null after a success. */
  get failingSince(): number | null {
    return this.#admission.breaker.failingSince;
  }

  isDelinquent(now: number): boolean {
    return isDelinquent(this.#admission.breaker, now);
  }

  /** Goes by these settings from now on, unless it knows later ones; answers those that hold. */
  configure(settings: EndpointSettings): EndpointSettings {
    const known = this.#settings;
    if (known !== null && settings.version < known.version) return known;
    if (dequal(known, settings)) return settings;
    // What left without a limit counts as a full second's worth.
    if (known?.throttleRate === null && settings.throttleRate !== null)
      this.#admission.rate = Rate.afterRestart(settings.throttleRate, Date.now());
    const enabled = known?.disabled === true && !settings.disabled;
    this.#settings = settings;
    this.#values.set("settings", settings);
    if (enabled) this.#setBreaker(closed);
    return settings;
  }

  /** Nothing is handed out any more. */
  stop(): void {
    this.#stopped = true;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Lets new deliveries in: what there is room for goes, the rest queues behind what waits already. */
  admit(fresh: StoredDelivery[], now: number): HandOut | null {
    const due = this.nextDue();
    const inOrder = due === null || due > now;
    const room = inOrder ? this.#room(now) : 0;
    backlog.push(this.#sql, fresh.slice(room));
    return inOrder ? this.#handOut(fresh.slice(0, room), now) : this.handOutDue(now);
  }

  /** Hands out what is due and there is room for. */
  handOutDue(now: number): HandOut | null {
    const room = this.#room(now);
    if (room === 0) return null;
    const due = deliveries.takeDue(this.#sql, now, room);
    return this.#handOut([...due, ...backlog.take(this.#sql, room - due.length)], now);
  }

  /** Hands one delivery out past a failing endpoint's hold, not past its rate. */
  expedite(delivery: StoredDelivery, now: number): HandOut | null {
    const settings = this.#admissionSettings();
    const goes =
      settings && admissions.allowance({ ...this.#admission, breaker: closed }, settings, now).count > 0;
    return goes ? this.#handOut([delivery], now) : null;
  }

  /** Does the caller send this itself? Then the lease knows. */
  sendsDirectly({ lease, deliveries }: HandOut): boolean {
    const throttled = this.#settings?.throttleRate !== null;
    const direct = goesDirectly({ deliveries, quick: this.#quick, failures: this.failures, throttled });
    if (direct) this.leases.markDirect(lease);
    return direct;
  }

  /** A delivery is settled, with an attempt or without; answers it as it was handed out, null when its lease has ended already. */
  complete(
    lease: string,
    deliveryId: string,
    attempt: { success: boolean; at: number; duration: number; leftAt: number } | null,
    now: number,
  ): StoredDelivery | null {
    if (attempt !== null) this.#quick = isQuick(attempt);
    const direct = this.leases.isDirect(lease);
    const held = this.leases.release(lease, deliveryId);
    const settings = this.#admissionSettings();
    if (held === null || settings === null) return held;
    const { breaker } = this.#admission;
    const completion =
      attempt === null
        ? { lease, success: null, delay: null, leftAt: null }
        : { lease, ...attempt, delay: direct ? null : attempt.at - timeOf(lease) };
    this.#admission = admissions.complete(this.#admission, settings, completion, now);
    if (this.#admission.breaker !== breaker) this.#setBreaker(this.#admission.breaker);
    return held;
  }

  /** What was handed out and not settled in its time waits again. */
  expireLeases(now: number): void {
    const lost = this.leases.expire(now);
    for (const delivery of lost)
      deliveries.put(
        this.#sql,
        { ...delivery, handOuts: delivery.handOuts + 1 },
        { status: statuses.pending, dueAt: now },
      );
    this.#admission = admissions.release(this.#admission, lost.length);
  }

  /** Sets the alarm for what comes next: a delivery that falls due, a hold that ends. */
  scheduleAlarm(now: number): void {
    const due = this.nextDue();
    const settings = this.#admissionSettings();
    if (due === null || settings === null) return;
    const { count, at } = admissions.allowance(this.#admission, settings, now);
    const next = due > now ? due : count > 0 ? now : at;
    if (next !== null) this.#alarm.wakeAt(next);
  }

  /** Why what is due waits, and until when (ms). */
  hold(now: number): Pick<admissions.Allowance, "hold" | "at"> {
    const settings = this.#admissionSettings();
    return settings === null ? noHold : admissions.allowance(this.#admission, settings, now);
  }

  /** When the first of what waits is due (ms): what waits for nothing but room, always; null when nothing waits. */
  nextDue(): number | null {
    return backlog.isEmpty(this.#sql) ? deliveries.nextDue(this.#sql) : 0;
  }

  #room(now: number): number {
    const settings = this.#admissionSettings();
    return settings === null
      ? 0
      : Math.min(admissions.allowance(this.#admission, settings, now).count, mostInHandOut);
  }

  #handOut(going: StoredDelivery[], now: number): HandOut | null {
    const settings = this.#settings;
    const admissionSettings = this.#admissionSettings();
    if (going.length === 0 || settings === null || admissionSettings === null) return null;
    const { leaseMs, timeoutMs } = this.#config;
    const doublings = Math.min(Math.max(...going.map(({ handOuts }) => handOuts)), mostDoublings);
    const sendBefore = now + (settings.throttleRate === null ? leaseMs * 2 ** doublings : leaveWithin);
    const expiresAt = now + leaseMs * 2 ** doublings + timeoutMs + settleMs;
    const lease = newId("lease");
    this.leases.grant(lease, expiresAt, going);
    this.#admission = admissions.handOut(this.#admission, admissionSettings, lease, going.length, now);
    this.#alarm.wakeAt(expiresAt);
    const { org, app, endpoint } = settings;
    const handedOut = going.map(({ handOuts, ...delivery }) => ({
      ...delivery,
      suspect: handOuts >= suspectAfter,
    }));
    return { v: 1, kind: "deliveries", org, app, endpoint, lease, sendBefore, deliveries: handedOut };
  }

  #setBreaker(breaker: Breaker) {
    this.#admission = { ...this.#admission, breaker };
    this.#values.set("breaker", breaker);
  }

  /** Null while nothing may go, whatever the admission says. */
  #admissionSettings(): admissions.AdmissionSettings | null {
    if (this.#settings === null || this.#stopped) return null;
    const { throttleRate, disabled } = this.#settings;
    return { throttleRate, disabled, maxInFlight: this.#config.maxInFlight };
  }
}

const average = ({ success, duration }: counters.Change) => ({
  success: success > 0,
  duration: duration / success,
});

import { DurableObject } from "cloudflare:workers";
import type { DeliveryJob, Job, ReplayJob } from "../../core/jobs.ts";
import { mainOrg } from "../../core/operational.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import { splitDeliveries } from "../../core/queue-limits.ts";
import { config } from "../../store/config.ts";
import { log } from "../../store/log.ts";
import { Alarm } from "../shared/alarm.ts";
import { enqueue } from "../shared/enqueue.ts";
import { KeyValue } from "../shared/key-value.ts";
import { migrate } from "../shared/migrations.ts";
import * as attempts from "./attempts.ts";
import * as backlog from "./backlog.ts";
import { Collecting } from "./collecting.ts";
import type { OutboxContext } from "./context.ts";
import * as cooldowns from "./cooldowns.ts";
import * as counters from "./counters.ts";
import * as deliveries from "./deliveries.ts";
import * as destinations from "./destinations.ts";
import { Dispatch, type EndpointSettings, type HandOut } from "./dispatch.ts";
import { Ending } from "./ending.ts";
import * as endpointStatus from "./endpoint-status.ts";
import { expunge } from "./expunge.ts";
import { Expunged } from "./expunged.ts";
import { findDestinations } from "./message-status.ts";
import * as notices from "./notices.ts";
import { configure, handOutDue, type Offered, type OfferResult, offer } from "./offer.ts";
import * as repair from "./repair.ts";
import * as replays from "./replays.ts";
import { migrations } from "./schema.ts";
import { type Settlement, type SettleResult, settle } from "./settle.ts";

const chunk = 1_000;

/** Decides when each delivery to one endpoint goes, and keeps what came of it. */
export class Outbox extends DurableObject<Env> {
  #sql: SqlStorage;
  #values: KeyValue;
  #context: OutboxContext;
  #ending: Ending;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#sql = ctx.storage.sql;
    this.#values = new KeyValue(this.#sql);
    const alarm = new Alarm(ctx);
    this.#context = {
      sql: this.#sql,
      alarm,
      config: config(env),
      dispatch: new Dispatch(this.#sql, this.#values, alarm, config(env)),
      collecting: new Collecting(this.#values),
      expunged: new Expunged(this.#values),
    };
    this.#ending = new Ending(ctx.storage, this.#values, env);
    if (this.#ending.state !== "open") this.#context.dispatch.stop();
  }

  /** All of a step is stored, or nothing. */
  #atOnce<T>(step: (now: number) => T): T {
    return this.ctx.storage.transactionSync(() => step(Date.now()));
  }

  /** The same, but in an Outbox of which nothing is to be left. */
  #unlessWiped<T>(otherwise: T, step: (now: number) => T): T {
    return this.#ending.state === "wiped" ? otherwise : this.#atOnce(step);
  }

  /**
   * Takes matched messages in. Answers what may go now; the rest waits here, but for what a cooldown suppresses. A
   * message that is known is not taken twice.
   */
  offer(settings: EndpointSettings, offered: Offered[]): OfferResult {
    return this.#unlessWiped({ handOut: null, direct: false, suppressed: [] }, (now) =>
      offer(this.#context, settings, offered, now),
    );
  }

  /** Stores what came of deliveries, decides about retries, and answers what may go now that there is room. */
  settle(settings: EndpointSettings, settlements: Settlement[]): SettleResult {
    return this.#unlessWiped<SettleResult>({ handOut: null, notices: [] }, (now) =>
      settle(this.#context, settings, settlements, now),
    );
  }

  /** A suspect delivery is about to be sent. See `deliveries.begin`. */
  begin(id: string): number {
    return this.#unlessWiped(1, () => deliveries.begin(this.#sql, id));
  }

  /** What was noted under this id is done. */
  seenTo(notice: string): void {
    this.#unlessWiped(undefined, () => notices.done(this.#sql, notice));
  }

  /** The endpoint was changed: what waits goes by its new settings from now on. */
  configure(settings: EndpointSettings): HandOut | null {
    return this.#unlessWiped(null, (now) => configure(this.#context, settings, now));
  }

  /** One more attempt at a message, now, without retries; a failing endpoint doesn't hold it back, its rate does. */
  resend(settings: EndpointSettings, offered: Offered): HandOut | null {
    return this.#unlessWiped(null, (now) => repair.resend(this.#context, settings, offered, now));
  }

  /** Begins to send again what was sent, or given up, in a window, or to ask for what never came. */
  async replay(settings: EndpointSettings, replay: replays.Replay): Promise<repair.ReplayResult> {
    const result = this.#unlessWiped<repair.ReplayResult>({ handOut: null, job: null, done: true }, (now) =>
      repair.replay(this.#context, settings, replay, now),
    );
    await this.#tellOfReplays();
    return result;
  }

  /** A step of a replay found these missing and came up to `last`, to its end with null. Repeated, it changes nothing. */
  async replayed(
    settings: EndpointSettings,
    job: ReplayJob,
    missing: Offered[],
    last: string | null,
  ): Promise<Omit<repair.ReplayResult, "done">> {
    const result = this.#unlessWiped({ handOut: null, job: null }, (now) =>
      repair.replayed(this.#context, settings, job, missing, last, now),
    );
    await this.#tellOfReplays();
    return result;
  }

  /** Of what can't be told now, the alarm tells. */
  async #tellOfReplays(): Promise<void> {
    const { sql, dispatch } = this.#context;
    const { settings } = dispatch;
    if (settings === null || this.#ending.state === "wiped") return;
    try {
      for (const task of replays.untold(sql, settings)) {
        await this.env.ORGANISATION.getByName(mainOrg(settings.org)).reportTask(task);
        replays.told(sql, task);
      }
    } catch (error) {
      log("replay_not_told", { endpoint: settings.endpoint, error: String(error) });
    }
  }

  /**
   * The endpoint is deleted: nothing goes out any more, and what waits counts as canceled, which the alarm makes it step
   * by step; the log stays until it expires, and then the Outbox goes.
   */
  async close(endpoint: string): Promise<void> {
    this.#end("closed", endpoint);
    this.#unlessWiped(undefined, (now) => {
      this.#context.collecting.takeAll();
      replays.breakOff(this.#sql, now);
      this.#cancel(now);
    });
    await this.#tellOfReplays();
    await this.#goOnEnding();
  }

  /** A step of it: no more rows than the object can write at once without keeping others waiting. */
  #cancel(now: number): void {
    const canceled = deliveries.cancelWaiting(this.#sql, chunk);
    const dropped = backlog.drop(this.#sql, chunk - canceled);
    if (canceled + dropped === chunk) this.#context.alarm.wakeAt(now);
  }

  /** The application is deleted: nothing is kept. What this call doesn't come to, the alarm does. */
  async wipe(endpoint: string): Promise<void> {
    this.#unlessWiped(undefined, () => {
      this.#context.dispatch.leases.clear();
      this.#context.collecting.takeAll();
    });
    this.#end("wiped", endpoint);
    await this.#goOnEnding();
  }

  #end(state: "closed" | "wiped", endpoint: string) {
    const { alarm, config, dispatch } = this.#context;
    const now = Date.now();
    dispatch.stop();
    this.#ending.begin(state, endpoint, now);
    alarm.wakeAt(now + config.resendMs);
  }

  async #goOnEnding(): Promise<void> {
    const { alarm, dispatch } = this.#context;
    const hasLog = () =>
      dispatch.leases.size > 0 || !deliveries.isEmpty(this.#sql) || !attempts.isEmpty(this.#sql);
    const next = await this.#ending.step(hasLog, Date.now());
    if (next !== null) alarm.wakeAt(next);
  }

  /** Plans again what a lost job left behind, hands out and sees to what is due, deletes rows whose time is over. */
  override async alarm(): Promise<void> {
    const { alarm, config } = this.#context;
    alarm.rang();
    if (this.#ending.state !== "wiped") await this.#goOn();
    await this.#goOnEnding().catch((error) => {
      log("ending_failed", { error: String(error) });
      alarm.wakeAt(Date.now() + config.resendMs);
    });
  }

  async #goOn(): Promise<void> {
    const { alarm, dispatch } = this.#context;
    const { handOut, steps } = this.#atOnce((now) => {
      dispatch.expireLeases(now);
      if (dispatch.stopped) this.#cancel(now);
      const steps = [...repair.stepReplays(this.#context, now), ...notices.takeDue(this.#context, now)];
      const handOut = handOutDue(this.#context, now);
      for (const at of [this.#forget(now), dispatch.leases.nextExpiry(), notices.nextDue(this.#sql)])
        if (at !== null) alarm.wakeAt(at);
      repair.wakeForReplays(this.#context);
      dispatch.scheduleAlarm(now);
      return { handOut, steps };
    });
    await this.#queue(this.env.EVENTS, steps);
    await this.#tellOfReplays();
    if (handOut === null) return;
    const job: DeliveryJob = {
      ...handOut,
      deliveries: handOut.deliveries.map((delivery) => ({ ...delivery, content: null })),
    };
    await this.#queue(this.env.DELIVERIES, splitDeliveries(job));
  }

  /** One queue's refusal keeps nothing from the other; what it refused comes again, as if it were lost. */
  async #queue(queue: Queue, jobs: Job[]): Promise<void> {
    await enqueue(queue, jobs).catch((error) =>
      log("outbox_queue_refused", {
        endpoint: this.#context.dispatch.settings?.endpoint,
        error: String(error),
      }),
    );
  }

  #forget(now: number): number | null {
    const { logRetentionMs } = this.#context.config;
    cooldowns.forget(this.#sql, now);
    this.#context.expunged.forget(now);
    counters.forget(this.#sql, now - logRetentionMs);
    notices.forget(this.#sql, now - logRetentionMs);
    const oldest = [
      attempts.forget(this.#sql, now - logRetentionMs, chunk),
      deliveries.forget(this.#sql, now - logRetentionMs, chunk),
    ].filter((at) => at !== null);
    return oldest.length === 0 ? null : Math.max(Math.min(...oldest) + logRetentionMs + 1, now + 1_000);
  }

  status(): endpointStatus.EndpointStatus {
    return endpointStatus.status(this.#context, Date.now());
  }

  stats(since: number, until: number) {
    return endpointStatus.stats(this.#context, since, until);
  }

  /** How it is doing now, what the latest windows brought, and the hours that touch [since, until] (ms). */
  series(since: number, until: number): endpointStatus.EndpointSeries {
    return endpointStatus.series(this.#context, since, until, Date.now());
  }

  /** Where messages stand here; null for one that never came. */
  findDestinations(messages: string[]): (destinations.Destination | null)[] {
    return findDestinations(this.#context, messages, Date.now());
  }

  listDestinations(filter: destinations.DestinationFilter, query: PageQuery): Page<destinations.Destination> {
    return destinations.list(this.#sql, filter, query);
  }

  /** @param message only of this one, null for all */
  attempts(
    message: string | null,
    filter: attempts.AttemptFilter,
    query: PageQuery,
  ): Page<attempts.LoggedAttempt> {
    const ids = message === null ? null : (destinations.find(this.#sql, message)?.attempts ?? []);
    return attempts.list(this.#sql, ids, filter, query);
  }

  attempt(id: string): attempts.LoggedAttempt | null {
    return attempts.find(this.#sql, id);
  }

  expungeAttempt(id: string): boolean {
    return this.#unlessWiped(false, () => attempts.expungeAnswer(this.#sql, id));
  }

  /** The contents of messages are deleted: nothing is kept of requests with them, nor of the answers. */
  expunge(messages: string[]): void {
    this.#unlessWiped(undefined, (now) => expunge(this.#context, messages, now));
  }
}

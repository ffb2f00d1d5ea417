import { DurableObject } from "cloudflare:workers";
import type { Page, PageQuery } from "../../core/page.ts";
import { fanOutJobs } from "../../core/queue-limits.ts";
import { type Quota, spend } from "../../core/quota.ts";
import { config } from "../../store/config.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import { remove } from "../../store/payloads.ts";
import { Alarm } from "../shared/alarm.ts";
import { enqueue } from "../shared/enqueue.ts";
import { KeyValue } from "../shared/key-value.ts";
import type { LogFilter } from "../shared/log-rows.ts";
import { migrate } from "../shared/migrations.ts";
import { accept, type MessageAcceptance } from "./accept.ts";
import * as contents from "./contents.ts";
import { Erasure } from "./erasure.ts";
import { dropUnkept, expunge, expungeLetters } from "./expunge.ts";
import * as expungeTask from "./expunge-task.ts";
import { FanOutQueue } from "./fan-out-queue.ts";
import type { IncomingMessage, StoredMessage } from "./messages.ts";
import * as messages from "./messages.ts";
import { sweep } from "./orphans.ts";
import { takeOverdue } from "./overdue.ts";
import type { Owner } from "./owner.ts";
import * as requests from "./received-requests.ts";
import { RetiredNames } from "./retired-names.ts";
import { migrations } from "./schema.ts";
import * as segments from "./segments.ts";
import * as verdicts from "./verdicts.ts";

export type AcceptResult =
  /** The application doesn't go by this name any more, or is deleted. */
  | { status: "unknown" }
  /** `unavailable`: durable, but the queue didn't take it, so the alarm sends it later. */
  | { status: "accepted" | "unavailable"; acceptances: MessageAcceptance[] };

/** Rows that one run of the alarm takes up, so that it stays far from the time limit. */
const chunk = 1_000;

/** The log of one application: durable from the moment a message is accepted until its row expires. */
export class Journal extends DurableObject<Env> {
  #sql: SqlStorage;
  #values: KeyValue;
  #alarm: Alarm;
  #retired: RetiredNames;
  #erasure: Erasure;
  /** Whose journal this is, for the alarm, which nobody tells. */
  #owner: Owner | null;
  #fanOuts: FanOutQueue;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#sql = ctx.storage.sql;
    this.#values = new KeyValue(this.#sql);
    this.#alarm = new Alarm(ctx);
    this.#fanOuts = new FanOutQueue(this.#sql, env.EVENTS);
    this.#retired = new RetiredNames(this.#values);
    this.#erasure = new Erasure(ctx.storage, this.#values, env);
    this.#owner = this.#values.get("owner");
  }

  /**
   * Makes messages durable and queues them for the fan-out. Repeats nothing: a known idempotency key answers with its
   * first message, a known `eventId` is refused.
   *
   * @param name what the caller called the application, id or uid
   * @param queued the messages are in the events queue already
   */
  async accept(
    org: string,
    app: string,
    name: string,
    incoming: IncomingMessage[],
    queued: boolean,
  ): Promise<AcceptResult> {
    if (this.#erasure.begun || this.#retired.has(name)) return { status: "unknown" };
    const now = Date.now();
    const { payloadRetentionMs, resendMs } = config(this.env);
    const acceptances = this.ctx.storage.transactionSync(() =>
      incoming.map((message) => accept(this.#sql, message, payloadRetentionMs, now)),
    );
    const fresh = acceptances.flatMap((one, index) =>
      one.ok && !one.repeated
        ? [{ ...messages.toQueued(one.message), payload: incoming[index]!.payload }]
        : [],
    );
    if (fresh.length === 0) return { status: "accepted", acceptances };
    const owner = this.#setOwner({ org, app });
    this.#alarm.wakeAt(now + resendMs);
    if (queued) return { status: "accepted", acceptances };
    const sent = await this.#fanOuts.add(owner, fresh, now);
    return { status: sent ? "accepted" : "unavailable", acceptances };
  }

  #setOwner(owner: Owner): Owner {
    if (this.#owner !== null) return this.#owner;
    this.#owner = owner;
    this.#values.set("owner", owner);
    return owner;
  }

  /**
   * Keeps the results of a fan-out and moves the payloads out of the rows. Repeating it changes nothing.
   *
   * @param written the R2 objects that now hold the payloads
   * @param begunAt when the fan-out took the messages up (ms)
   */
  async finishFanOut(
    results: verdicts.FanOutResult[],
    written: segments.Segment[],
    begunAt: number,
  ): Promise<void> {
    // Fanned out while it was deleted: what was brought is nobody's.
    if (this.#erasure.begun)
      return remove(
        this.env,
        written.map(({ key }) => key),
      );
    const now = Date.now();
    const unkept = this.ctx.storage.transactionSync(() => {
      for (const segment of written) segments.keep(this.#sql, segment);
      return results.filter((result) => !verdicts.keep(this.#sql, result, now));
    });
    for (const { expiresAt } of written) this.#alarm.wakeAt(expiresAt);
    await dropUnkept(this.env, this.#sql, unkept, now);
    const ids = results.map(({ id }) => id);
    if (this.#owner !== null) this.ctx.waitUntil(this.#fanOuts.finish(this.#owner, ids, begunAt, now));
  }

  /** Somebody sends messages by hand to an endpoint that they may not have matched. */
  addManualVerdict(ids: string[], endpoint: string): void {
    for (const id of ids) verdicts.addManual(this.#sql, id, endpoint);
  }

  /** Which of these R2 objects hold nothing of this Journal's. */
  unowned(keys: string[]): string[] {
    return segments.unknown(this.#sql, keys);
  }

  locate(ids: string[]): contents.LocatedContent[] {
    return contents.locate(this.#sql, ids, Date.now());
  }

  /** By id or `eventId`. */
  find(name: string): StoredMessage | null {
    return messages.find(this.#sql, name);
  }

  findMany(ids: string[]): StoredMessage[] {
    return messages.findMany(this.#sql, ids);
  }

  list(filter: LogFilter, query: PageQuery): Page<StoredMessage> {
    return messages.list(this.#sql, filter, query);
  }

  /**
   * Deletes for good what messages hold: their payloads, and what was kept of requests with them and of the answers.
   *
   * @param names ids or `eventId`s; answers those that are there
   */
  async expunge(names: string[]): Promise<string[]> {
    const found = names.flatMap((name) => {
      const message = messages.find(this.#sql, name);
      return message ? [{ name, id: message.id }] : [];
    });
    const ids = found.map(({ id }) => id);
    await expunge(this.env, this.#sql, ids, Date.now());
    if (this.#owner !== null && ids.length > 0) await expungeLetters(this.env, this.#owner, ids);
    return found.map(({ name }) => name);
  }

  /** The same for all messages, or those that hold a value, as a background task. False when there are too many of these. */
  async beginExpunge(owner: Owner, id: string, held: expungeTask.HeldValue | null): Promise<boolean> {
    const now = Date.now();
    if (this.#erasure.begun || !expungeTask.begin(this.#sql, id, held, now)) return false;
    this.#setOwner(owner);
    this.#alarm.wakeAt(now);
    await expungeTask.report(this.env, owner, { id, checked: 0, deleted: 0 }, false, now);
    return true;
  }

  /** Counts a use of what is limited for the application; false when it is used up. */
  spendQuota(what: string, quota: Quota): boolean {
    if (this.#erasure.begun) return false;
    const key = `uses_${what}`;
    const { admitted, uses } = spend(this.#values.get<number[]>(key) ?? [], quota, Date.now());
    if (admitted) this.#values.set(key, uses);
    return admitted;
  }

  /** A request came to the application's test receiver. False when the application is deleted. */
  keepReceivedRequest(request: requests.ReceivedRequest): boolean {
    if (this.#erasure.begun) return false;
    this.ctx.storage.transactionSync(() => requests.keep(this.#sql, { ...request, id: newId("request") }));
    this.#alarm.wakeAt(Date.now() + config(this.env).payloadRetentionMs);
    return true;
  }

  /** The newest first. */
  receivedRequests(): requests.KeptRequest[] {
    return requests.list(this.#sql);
  }

  clearReceivedRequests(): void {
    requests.clear(this.#sql);
  }

  /** The application gave these names up; `regained` ones are its own again. */
  rename(given: string[], regained: string[]): void {
    if (this.#erasure.begun) return;
    const next = this.#retired.change(given, regained, Date.now());
    if (next !== null) this.#alarm.wakeAt(next);
  }

  /**
   * The application is deleted: from here on there is none of this name, and everything of it goes. What this call
   * doesn't come to, the alarm does.
   */
  async erase(org: string, app: string): Promise<void> {
    const now = Date.now();
    this.#erasure.begin({ org, app }, now);
    this.#owner = null;
    this.#alarm.wakeAt(now + config(this.env).resendMs);
    await this.#goOnErasing(now);
  }

  async #goOnErasing(now: number): Promise<void> {
    const next = await this.#erasure.step(now);
    if (next !== null) this.#alarm.wakeAt(next);
  }

  /** Queues again what no consumer took up, deletes payloads whose time is over, and rows long after. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const { resendMs } = config(this.env);
    if (this.#erasure.begun)
      return this.#goOnErasing(now).catch((error) => {
        log("erasure_failed", { error: String(error) });
        this.#alarm.wakeAt(now + resendMs);
      });
    const steps = [this.#resend, this.#expire, this.#forget, this.#goOnExpunging, this.#sweep].map((step) =>
      // One that fails keeps no other from its turn, and is tried again.
      step.call(this, now).catch((error) => {
        log("journal_alarm_failed", { app: this.#owner?.app, error: String(error) });
        return now + resendMs;
      }),
    );
    for (const at of await Promise.all(steps)) if (at !== null) this.#alarm.wakeAt(Math.max(at, now));
  }

  async #resend(now: number): Promise<number | null> {
    if (this.#owner === null) return null;
    const { org, app } = this.#owner;
    const { resendMs } = config(this.env);
    const { overdue, next } = takeOverdue(
      this.#sql,
      this.#values,
      this.#fanOuts.queued,
      resendMs,
      now,
      chunk,
    );
    await enqueue(this.env.EVENTS, fanOutJobs(org, app, overdue));
    await this.#fanOuts.release(this.#owner, now - resendMs, now);
    return next;
  }

  async #goOnExpunging(now: number): Promise<number | null> {
    return this.#owner && expungeTask.step(this.env, this.#sql, this.#owner, now);
  }

  async #sweep(now: number): Promise<number | null> {
    return this.#owner && sweep(this.env, this.#sql, this.#values, this.#owner.app, now);
  }

  async #expire(now: number): Promise<number | null> {
    await segments.drop(this.env, this.#sql, segments.expired(this.#sql, now, chunk));
    return segments.nextExpiry(this.#sql);
  }

  async #forget(now: number): Promise<number | null> {
    const { logRetentionMs, payloadRetentionMs } = config(this.env);
    const message = messages.forget(this.#sql, now - logRetentionMs, chunk);
    const request = requests.forget(this.#sql, now - payloadRetentionMs);
    const next = [
      message && message + logRetentionMs + 1,
      request && request + payloadRetentionMs + 1,
      this.#retired.forget(now),
    ].filter((at) => at !== null);
    return next.length === 0 ? null : Math.min(...next);
  }
}

import { DurableObject } from "cloudflare:workers";
import { isId } from "../../core/ids.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import { type Quota, spend } from "../../core/quota.ts";
import { config } from "../../store/config.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import { Alarm } from "../shared/alarm.ts";
import { KeyValue } from "../shared/key-value.ts";
import type { LogFilter } from "../shared/log-rows.ts";
import { migrate } from "../shared/migrations.ts";
import { accept, type MessageAcceptance } from "./accept.ts";
import { Blocks } from "./blocks.ts";
import * as contents from "./contents.ts";
import type { JournalContext } from "./context.ts";
import { Erasure } from "./erasure.ts";
import { expunge, expungeGone, expungeLetters } from "./expunge.ts";
import * as expungeTask from "./expunge-task.ts";
import { FanOutQueue } from "./fan-out-queue.ts";
import { MessageKeys } from "./message-keys.ts";
import type { IncomingMessage, StoredMessage } from "./messages.ts";
import * as messages from "./messages.ts";
import type { Owner } from "./owner.ts";
import { Packing } from "./packing.ts";
import * as requests from "./received-requests.ts";
import { type Rename, RetiredNames } from "./retired-names.ts";
import { migrations } from "./schema.ts";
import * as segments from "./segments.ts";
import { upkeep } from "./upkeep.ts";
import * as verdicts from "./verdicts.ts";

export type AcceptResult =
  /** The application doesn't go by this name any more, or is deleted. */
  | { status: "unknown" }
  /** `unavailable`: durable, but the queue didn't take it, so the alarm sends it later. */
  | { status: "accepted" | "unavailable"; acceptances: MessageAcceptance[] };

/** Results of fan-outs are written with the next messages, or after so long (ms): before an idle object is let go of. */
const saveAfterMs = 1_000;

/** The log of one application: durable from the moment a message is accepted until its block expires. */
export class Journal extends DurableObject<Env> {
  #context: JournalContext;
  #alarm: Alarm;
  #willSave = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#alarm = new Alarm(ctx);
    const { sql } = ctx.storage;
    const values = new KeyValue(sql);
    const blocks = new Blocks(sql, values.get("fanned_out_below") ?? "");
    this.#context = {
      ...{ env, sql, values, blocks, owner: values.get("owner") },
      keys: new MessageKeys(sql, blocks),
      packing: new Packing(ctx.storage, values, env, blocks),
      fanOuts: new FanOutQueue(blocks, env.EVENTS),
      retired: new RetiredNames(values),
      erasure: new Erasure(ctx.storage, values, env),
    };
  }

  get #isErased(): boolean {
    return this.#context.erasure.begun;
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
    if (this.#isErased || this.#context.retired.has(name)) return { status: "unknown" };
    const now = Date.now();
    const { payloadRetentionMs, resendMs } = config(this.env);
    const acceptances = this.#atOnce(() => accept(this.#context, incoming, payloadRetentionMs, now));
    const fresh = acceptances.flatMap((one, index) =>
      one.ok && !one.repeated
        ? [{ ...messages.toQueued(one.message), payload: incoming[index]!.payload }]
        : [],
    );
    if (fresh.length === 0) return { status: "accepted", acceptances };
    const owner = this.#setOwner({ org, app });
    const length = fresh.reduce((sum, { payload }) => sum + (payload?.length ?? 0), 0);
    this.#alarm.wakeAt(this.#context.packing.added(length) ? now : now + resendMs);
    if (queued) return { status: "accepted", acceptances };
    const sent = await this.#context.fanOuts.add(owner, fresh, now);
    return { status: sent ? "accepted" : "unavailable", acceptances };
  }

  /** All of a step is stored, or nothing: then what is known in memory goes by that again. */
  #atOnce<T>(step: () => T): T {
    try {
      return this.ctx.storage.transactionSync(step);
    } catch (error) {
      this.#context.blocks.reload();
      this.#context.keys.reload();
      throw error;
    }
  }

  #setOwner(owner: Owner): Owner {
    if (this.#context.owner !== null) return this.#context.owner;
    this.#context.owner = owner;
    this.#context.values.set("owner", owner);
    return owner;
  }

  /**
   * Keeps the results of a fan-out. Repeating it changes nothing.
   *
   * @param begunAt when the fan-out took the messages up (ms)
   */
  async finishFanOut(results: verdicts.FanOutResult[], begunAt: number): Promise<void> {
    if (this.#isErased) return;
    const now = Date.now();
    const ids = results.map(({ id }) => id);
    this.#atOnce(() => verdicts.keep(this.#context.blocks, results));
    this.#saveSoon();
    await expungeGone(this.env, this.#context.blocks, ids, now);
    if (this.#context.owner !== null)
      this.ctx.waitUntil(this.#context.fanOuts.finish(this.#context.owner, ids, begunAt, now));
  }

  /** Lost before, the fan-outs are repeated. */
  #saveSoon(): void {
    if (this.#willSave || !this.#context.blocks.isUnsaved) return;
    this.#willSave = true;
    setTimeout(() => {
      this.#willSave = false;
      this.saveResults();
    }, saveAfterMs);
  }

  /** What fan-outs came to is to be known whatever happens to this object. */
  saveResults(): void {
    if (!this.#isErased) this.#atOnce(() => this.#context.blocks.save());
  }

  /** Somebody sends messages by hand to an endpoint that they may not have matched. */
  addManualVerdict(ids: string[], endpoint: string): void {
    if (!this.#isErased) this.#atOnce(() => verdicts.addByHand(this.#context.blocks, ids, endpoint));
  }

  /** Which of these R2 objects hold nothing of this Journal's. */
  unowned(keys: string[]): string[] {
    return segments.unknown(this.#context.sql, keys);
  }

  locate(ids: string[]): contents.LocatedContent[] {
    return contents.locate(this.#context.blocks, ids, Date.now());
  }

  /** By id or `eventId`. */
  find(name: string): StoredMessage | null {
    const id = isId("message", name) ? name : this.#context.keys.findEventId(name);
    return (id !== null && this.findMany([id])[0]) || null;
  }

  findMany(ids: string[]): StoredMessage[] {
    return this.#context.blocks.findMany(ids).map(messages.stored);
  }

  list(filter: LogFilter, query: PageQuery): Promise<Page<StoredMessage>> {
    return messages.list(this.#context.blocks, filter, query);
  }

  /**
   * Deletes for good what messages hold: their payloads, and what was kept of requests with them and of the answers.
   *
   * @param names ids or `eventId`s; answers those that are there
   */
  async expunge(names: string[]): Promise<string[]> {
    const found = names.flatMap((name) => {
      const message = this.find(name);
      return message ? [{ name, id: message.id }] : [];
    });
    const ids = found.map(({ id }) => id);
    await expunge(this.#context, ids, Date.now());
    if (this.#context.owner !== null && ids.length > 0)
      await expungeLetters(this.env, this.#context.owner, ids);
    return found.map(({ name }) => name);
  }

  /** The same for all messages, or those that hold a value, as a background task. False when there are too many of these. */
  async beginExpunge(owner: Owner, id: string, held: expungeTask.HeldValue | null): Promise<boolean> {
    const now = Date.now();
    if (this.#isErased || !expungeTask.begin(this.#context.sql, id, held, now)) return false;
    this.#setOwner(owner);
    this.#alarm.wakeAt(now);
    await expungeTask.report(this.env, owner, { id, checked: 0, deleted: 0 }, false, now);
    return true;
  }

  /** Counts a use of what is limited for the application; false when it is used up. */
  spendQuota(what: string, quota: Quota): boolean {
    if (this.#isErased) return false;
    const key = `uses_${what}`;
    const { admitted, uses } = spend(this.#context.values.get<number[]>(key) ?? [], quota, Date.now());
    if (admitted) this.#context.values.set(key, uses);
    return admitted;
  }

  /** A request came to the application's test receiver. False when the application is deleted. */
  keepReceivedRequest(request: requests.ReceivedRequest): boolean {
    if (this.#isErased) return false;
    this.ctx.storage.transactionSync(() =>
      requests.keep(this.#context.sql, { ...request, id: newId("request") }),
    );
    this.#alarm.wakeAt(Date.now() + config(this.env).payloadRetentionMs);
    return true;
  }

  /** The newest first. */
  receivedRequests(): requests.KeptRequest[] {
    return requests.list(this.#context.sql);
  }

  clearReceivedRequests(): void {
    requests.clear(this.#context.sql);
  }

  /** The application gave a name up for another one. */
  rename(rename: Rename): void {
    if (this.#isErased) return;
    const next = this.#context.retired.change(rename, Date.now());
    if (next !== null) this.#alarm.wakeAt(next);
  }

  /**
   * The application is deleted: from here on there is none of this name, and everything of it goes. What this call
   * doesn't come to, the alarm does.
   */
  async erase(org: string, app: string): Promise<void> {
    const now = Date.now();
    this.#context.erasure.begin({ org, app }, now);
    this.#context.owner = null;
    this.#context.blocks.clear();
    this.#alarm.wakeAt(now + config(this.env).resendMs);
    await this.#goOnErasing(now);
  }

  async #goOnErasing(now: number): Promise<void> {
    const next = await this.#context.erasure.step(now);
    if (next !== null) this.#alarm.wakeAt(next);
  }

  /** Queues again what no consumer took up, deletes payloads whose time is over, and rows long after. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const { resendMs } = config(this.env);
    if (this.#isErased)
      return this.#goOnErasing(now).catch((error) => {
        log("erasure_failed", { error: String(error) });
        this.#alarm.wakeAt(now + resendMs);
      });
    const steps = upkeep.map((step) =>
      // One that fails keeps no other from its turn, and is tried again.
      step(this.#context, now).catch((error) => {
        log("journal_alarm_failed", { app: this.#context.owner?.app, error: String(error) });
        return now + resendMs;
      }),
    );
    for (const at of await Promise.all(steps)) if (at !== null) this.#alarm.wakeAt(Math.max(at, now));
  }
}

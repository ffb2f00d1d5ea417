import { DurableObject } from "cloudflare:workers";
import type { QueuedMessage } from "../../core/jobs.ts";
import type { Verdict } from "../../core/matching/match.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import { fanOutJobs } from "../../core/queue-limits.ts";
import { type Quota, spend } from "../../core/quota.ts";
import { config } from "../../store/config.ts";
import { newId } from "../../store/ids.ts";
import { blank, type PayloadRef, remove, removeAll } from "../../store/payloads.ts";
import { Alarm } from "../shared/alarm.ts";
import { enqueue } from "../shared/enqueue.ts";
import { idempotencyMs } from "../shared/idempotency.ts";
import { KeyValue } from "../shared/key-value.ts";
import type { LogFilter } from "../shared/log-rows.ts";
import { migrate } from "../shared/migrations.ts";
import type { Located } from "./contents.ts";
import * as contents from "./contents.ts";
import * as fanouts from "./fanouts.ts";
import { GroupCommit, type Owner } from "./group-commit.ts";
import type { Incoming, StoredMessage } from "./messages.ts";
import * as messages from "./messages.ts";
import * as requests from "./received-requests.ts";
import { migrations } from "./schema.ts";
import * as segments from "./segments.ts";

export type Acceptance =
  | { ok: true; message: StoredMessage; repeated: boolean }
  | { ok: false; reason: "event_id_taken" };

export type AcceptAnswer =
  /** The application doesn't go by this name any more, or is deleted. */
  | { status: "unknown" }
  /** `unavailable`: durable, but the queue didn't take it, so the alarm sends it later. */
  | { status: "accepted" | "unavailable"; acceptances: Acceptance[] };

export interface FannedOut {
  id: string;
  verdicts: Record<string, Verdict>;
  /** Where the payload now lies, null when it was in R2 from the start. */
  ref: PayloadRef | null;
}

/** Rows that one run of the alarm takes up, so that it stays far from the time limit. */
const chunk = 1_000;

/** The log of one application: durable from the moment a message is accepted until its row expires. */
export class Journal extends DurableObject<Env> {
  #sql: SqlStorage;
  #values: KeyValue;
  #alarm: Alarm;
  /** Names that this application has given up, its own id once it is deleted. */
  #retired: Set<string>;
  /** Whose journal this is, for the alarm, which nobody tells. */
  #owner: Owner | null;
  #commit: GroupCommit;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#sql = ctx.storage.sql;
    this.#values = new KeyValue(this.#sql);
    this.#alarm = new Alarm(ctx);
    this.#commit = new GroupCommit(env.EVENTS);
    this.#retired = new Set(this.#values.get<string[]>("retired"));
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
    incoming: Incoming[],
    queued: boolean,
  ): Promise<AcceptAnswer> {
    if (this.#retired.has(name) || this.#retired.has(app)) return { status: "unknown" };
    const now = Date.now();
    const fresh: QueuedMessage[] = [];
    const acceptances = this.ctx.storage.transactionSync(() =>
      incoming.map((message) => this.#acceptOne(message, now, fresh)),
    );
    if (fresh.length === 0) return { status: "accepted", acceptances };
    if (this.#owner === null) {
      this.#owner = { org, app };
      this.#values.set("owner", this.#owner);
    }
    this.#alarm.wakeAt(now + config(this.env).resendMs);
    if (queued) return { status: "accepted", acceptances };
    const sent = await this.#commit.send(this.#owner, fresh);
    return { status: sent ? "accepted" : "unavailable", acceptances };
  }

  #acceptOne(incoming: Incoming, now: number, fresh: QueuedMessage[]): Acceptance {
    const { idempotencyKey, eventId, ref } = incoming;
    const known =
      idempotencyKey === null
        ? null
        : messages.findByIdempotencyKey(this.#sql, idempotencyKey, now - idempotencyMs);
    if (known) return { ok: true, message: known, repeated: true };
    if (eventId !== null && messages.hasEventId(this.#sql, eventId))
      return { ok: false, reason: "event_id_taken" };

    const id = newId("message");
    const expiresAt = now + (incoming.retentionMs ?? config(this.env).payloadRetentionMs);
    const message = messages.insert(this.#sql, id, expiresAt, incoming);
    if (ref !== null) this.#keepSegment({ expiresAt, key: ref.key, first: id, last: id });
    fresh.push({ ...fanouts.toQueued(message), payload: incoming.payload });
    return { ok: true, repeated: false, message };
  }

  /**
   * The fan-out is done: keeps its verdicts and moves the payloads out of the rows. Repeating it changes nothing.
   *
   * @param written the R2 objects that now hold the payloads
   */
  async fannedOut(done: FannedOut[], written: segments.Segment[]): Promise<void> {
    const now = Date.now();
    const expunged = this.ctx.storage.transactionSync(() => {
      for (const segment of written) this.#keepSegment(segment);
      return done.filter(({ id, verdicts, ref }) => fanouts.setFannedOut(this.#sql, id, verdicts, ref, now));
    });
    // Deleted while the fan-out had it in hand.
    for (const { ref } of expunged) if (ref !== null) await this.#erase(ref, now);
  }

  /** Somebody sends messages by hand to an endpoint that they may not have matched. */
  addManual(ids: string[], endpoint: string): void {
    for (const id of ids) fanouts.addManual(this.#sql, id, endpoint);
  }

  locate(ids: string[]): Located[] {
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

  /** Deletes a message's payload for good; its R2 object too when nothing else in it is alive. */
  async expunge(id: string): Promise<void> {
    const now = Date.now();
    const ref = contents.expirePayload(this.#sql, id, now);
    if (ref !== null) await this.#erase(ref, now);
  }

  async #erase(ref: PayloadRef, now: number) {
    const segment = segments.find(this.#sql, ref.key);
    const shared = segment && contents.anyAlive(this.#sql, ref.key, segment.first, segment.last, now);
    if (shared) await blank(this.env, ref);
    else await this.#dropSegments([ref.key]);
  }

  /** Counts a use of what is limited for the application; false when it is used up. */
  use(what: string, limit: Quota): boolean {
    const key = `uses_${what}`;
    const { admitted, uses } = spend(this.#values.get<number[]>(key) ?? [], limit, Date.now());
    if (admitted) this.#values.set(key, uses);
    return admitted;
  }

  /** A request came to the application's test receiver. False when the application is deleted. */
  receive(app: string, request: requests.ReceivedRequest): boolean {
    if (this.#retired.has(app)) return false;
    this.ctx.storage.transactionSync(() => requests.keep(this.#sql, { ...request, id: newId("request") }));
    this.#alarm.wakeAt(Date.now() + config(this.env).payloadRetentionMs);
    return true;
  }

  received(): requests.KeptRequest[] {
    return requests.list(this.#sql);
  }

  clearReceived(): void {
    requests.clear(this.#sql);
  }

  /** The application gave these names up; `regained` ones are its own again. */
  rename(given: string[], regained: string[]): void {
    for (const name of given) this.#retired.add(name);
    for (const name of regained) this.#retired.delete(name);
    this.#values.set("retired", [...this.#retired]);
  }

  /** The application is deleted: forgets everything but that. */
  async wipe(app: string, names: string[]): Promise<void> {
    this.rename([app, ...names], []);
    this.#sql.exec("DELETE FROM messages; DELETE FROM segments; DELETE FROM received_requests");
    await this.#alarm.clear();
    await removeAll(this.env, app);
  }

  /** Queues again what no consumer took up, deletes payloads whose time is over, and rows long after. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const wanted = [await this.#resend(now), await this.#expire(now), this.#forget(now)];
    for (const at of wanted) if (at !== null) this.#alarm.wakeAt(Math.max(at, now));
  }

  async #resend(now: number): Promise<number | null> {
    if (this.#owner === null) return null;
    const { org, app } = this.#owner;
    const { resendMs } = config(this.env);
    const { overdue, next } = fanouts.takeOverdue(this.#sql, this.#values, resendMs, now, chunk);
    await enqueue(this.env.EVENTS, fanOutJobs(org, app, overdue));
    return next;
  }

  async #expire(now: number): Promise<number | null> {
    await this.#dropSegments(segments.expired(this.#sql, now, chunk));
    return segments.nextExpiry(this.#sql);
  }

  #forget(now: number): number | null {
    const { logRetentionMs, payloadRetentionMs } = config(this.env);
    const message = messages.forget(this.#sql, now - logRetentionMs, chunk);
    const request = requests.forget(this.#sql, now - payloadRetentionMs);
    const next = [
      ...(message === null ? [] : [message + logRetentionMs + 1]),
      ...(request === null ? [] : [request + payloadRetentionMs + 1]),
    ];
    return next.length === 0 ? null : Math.min(...next);
  }

  #keepSegment(segment: segments.Segment) {
    segments.keep(this.#sql, segment);
    this.#alarm.wakeAt(segment.expiresAt);
  }

  async #dropSegments(keys: string[]) {
    if (keys.length === 0) return;
    await remove(this.env, keys);
    segments.drop(this.#sql, keys);
  }
}

import { DurableObject } from "cloudflare:workers";
import { floor, isId, timeOf } from "../core/ids.ts";
import { type AcceptedMessage, acceptedJobs } from "../core/jobs.ts";
import type { Verdict } from "../core/match.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { config } from "../store/config.ts";
import { newId } from "../store/ids.ts";
import { blank, type PayloadRef, remove, removeAll } from "../store/payloads.ts";
import { enqueue } from "./queue.ts";

/** A message as a producer hands it in; its payload as text, or where it lies in R2 already. */
export interface Incoming {
  eventType: string;
  eventId: string | null;
  channels: string[] | null;
  tags: string[] | null;
  contentType: string | null;
  deliverAt: number | null;
  retentionMs: number | null;
  payload: string | null;
  ref: PayloadRef | null;
  /** The same key within 12 hours is the same message; null when the producer gave none. */
  idempotencyKey: string | null;
}

export type Acceptance =
  | { ok: true; message: StoredMessage; repeated: boolean }
  | { ok: false; reason: "event_id_taken" };

export type AcceptAnswer =
  /** The application doesn't go by this name any more, or is deleted. */
  | { status: "unknown" }
  /** `unavailable`: durable, but the queue didn't take it, so the alarm sends it later. */
  | { status: "accepted" | "unavailable"; acceptances: Acceptance[] };

/** What the log keeps of a message. Times in ms. */
export interface StoredMessage {
  id: string;
  eventType: string;
  eventId: string | null;
  channels: string[] | null;
  tags: string[] | null;
  contentType: string | null;
  deliverAt: number | null;
  expiresAt: number;
  /** Endpoint id → verdict; null until the fan-out is done. */
  verdicts: Record<string, Verdict> | null;
}

/** Where a message's payload is: in the row, in R2, or gone for good (`null`). */
export type Located = {
  id: string;
  contentType: string | null;
  content: { payload: string } | { ref: PayloadRef } | null;
};

export interface MessageFilter {
  eventTypes: string[] | null;
  channel: string | null;
  tag: string | null;
  /** ms */
  before: number | null;
  after: number | null;
}

export interface FannedOut {
  id: string;
  verdicts: Record<string, Verdict>;
  /** Where the payload now lies, null when it was in R2 from the start. */
  ref: PayloadRef | null;
}

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  event_type: string;
  event_id: string | null;
  channels: string | null;
  tags: string | null;
  content_type: string | null;
  deliver_at: number | null;
  expires_at: number;
  payload: string | null;
  segment: string | null;
  position: number | null;
  length: number | null;
  verdicts: string | null;
  resends: number;
}

const idempotencyMs = 12 * 3_600_000;
/** Rows that one run of the alarm takes up, so that it stays far from the time limit. */
const chunk = 1_000;

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, event_id TEXT, idempotency_key TEXT, channels TEXT, tags TEXT,
    content_type TEXT, deliver_at INTEGER, expires_at INTEGER NOT NULL,
    payload TEXT, segment TEXT, position INTEGER, length INTEGER, verdicts TEXT, resends INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS messages_event_id ON messages (event_id) WHERE event_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS messages_idempotency_key ON messages (idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE TABLE IF NOT EXISTS segments (
    expires_at INTEGER NOT NULL, key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (expires_at, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, status INTEGER, body TEXT
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

const doublings = 7;
const hourMs = 3_600_000;

/** When to queue a message again that no consumer took up: after 30 s, 1 min, … (by default), in the end every hour. */
const resendAt = ({ id, resends }: { id: string; resends: number }, resendMs: number) =>
  timeOf(id) + resendMs * 2 ** Math.min(resends, doublings) + Math.max(0, resends - doublings) * hourMs;

const strings = (text: string | null) => (text === null ? null : (JSON.parse(text) as string[]));
const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** The log of one application: durable from the moment a message is accepted until its row expires. */
export class Journal extends DurableObject<Env> {
  #sql: SqlStorage;
  #alarmAt: number | null = null;
  /** Names that this application has given up, its own id once it is deleted. */
  #retired: Set<string>;
  #waiting: { org: string; app: string; messages: AcceptedMessage[]; done: (sent: boolean) => void }[] = [];
  #sending = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(schema);
    this.#retired = new Set(JSON.parse(this.#meta("retired") ?? "[]"));
    ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
    });
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
    const fresh: AcceptedMessage[] = [];
    const acceptances = this.ctx.storage.transactionSync(() =>
      incoming.map((message) => this.#insert(message, now, fresh)),
    );
    if (fresh.length === 0) return { status: "accepted", acceptances };
    this.#remember({ org, app });
    this.#wakeAt(now + config(this.env).resendMs);
    if (queued) return { status: "accepted", acceptances };
    const sent = await new Promise<boolean>((done) => {
      this.#waiting.push({ org, app, messages: fresh, done });
      if (!this.#sending) this.#send();
    });
    return { status: sent ? "accepted" : "unavailable", acceptances };
  }

  #insert(incoming: Incoming, now: number, fresh: AcceptedMessage[]): Acceptance {
    const known =
      incoming.idempotencyKey !== null &&
      this.#one(
        "SELECT * FROM messages WHERE idempotency_key = ? AND id >= ? ORDER BY id DESC LIMIT 1",
        incoming.idempotencyKey,
        floor("message", now - idempotencyMs),
      );
    if (known) return { ok: true, message: stored(known), repeated: true };
    if (incoming.eventId !== null && this.#one("SELECT * FROM messages WHERE event_id = ?", incoming.eventId))
      return { ok: false, reason: "event_id_taken" };

    const id = newId("message");
    const expiresAt = now + (incoming.retentionMs ?? config(this.env).payloadRetentionMs);
    const { eventType, eventId, channels, tags, contentType, deliverAt, payload, ref } = incoming;
    this.#sql.exec(
      `INSERT INTO messages (id, event_type, event_id, idempotency_key, channels, tags, content_type, deliver_at,
        expires_at, payload, segment, position, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      eventType,
      eventId,
      incoming.idempotencyKey,
      json(channels),
      json(tags),
      contentType,
      deliverAt,
      expiresAt,
      payload,
      ref?.key ?? null,
      ref?.offset ?? null,
      ref?.length ?? null,
    );
    if (ref !== null) this.#keepSegment(expiresAt, ref.key, id, id);
    fresh.push({ id, eventType, channels, tags, deliverAt, expiresAt, contentType, payload });
    return {
      ok: true,
      repeated: false,
      message: {
        id,
        eventType,
        eventId,
        channels,
        tags,
        contentType,
        deliverAt,
        expiresAt,
        verdicts: null,
      },
    };
  }

  /** Group commit: while one `sendBatch` is under way, what comes in collects for the next. */
  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const { org, app } = group[0]!;
      let sent = true;
      try {
        await enqueue(
          this.env.EVENTS,
          acceptedJobs(
            org,
            app,
            group.flatMap(({ messages }) => messages),
          ),
        );
      } catch {
        sent = false;
      }
      for (const { done } of group) done(sent);
    }
    this.#sending = false;
  }

  /**
   * The fan-out is done: keeps its verdicts and moves the payloads out of the rows. Repeating it changes nothing.
   *
   * @param segments the R2 objects that now hold the payloads, with when (ms) they expire
   */
  fannedOut(
    messages: FannedOut[],
    segments: { key: string; expiresAt: number; first: string; last: string }[],
  ): void {
    this.ctx.storage.transactionSync(() => {
      for (const { key, expiresAt, first, last } of segments) this.#keepSegment(expiresAt, key, first, last);
      for (const { id, verdicts, ref } of messages)
        this.#sql.exec(
          `UPDATE messages SET verdicts = ?, payload = NULL, segment = coalesce(?, segment),
            position = coalesce(?, position), length = coalesce(?, length) WHERE id = ? AND verdicts IS NULL`,
          JSON.stringify(verdicts),
          ref?.key ?? null,
          ref?.offset ?? null,
          ref?.length ?? null,
          id,
        );
    });
  }

  /** Somebody sends the message by hand to an endpoint that it may not have matched. */
  addManual(id: string, endpoint: string): void {
    const verdicts = this.find(id)?.verdicts;
    if (verdicts == null || verdicts[endpoint] === "matched") return;
    const manual: Verdict = "manual";
    this.#sql.exec(
      "UPDATE messages SET verdicts = ? WHERE id = ?",
      JSON.stringify({ ...verdicts, [endpoint]: manual }),
      id,
    );
  }

  locate(ids: string[]): Located[] {
    const now = Date.now();
    return this.#rows(ids).map((row) => ({
      id: row.id,
      contentType: row.content_type,
      content:
        row.expires_at <= now
          ? null
          : row.payload !== null
            ? { payload: row.payload }
            : row.segment !== null
              ? { ref: { key: row.segment, offset: row.position!, length: row.length! } }
              : null,
    }));
  }

  /** By id or `eventId`. */
  find(name: string): StoredMessage | null {
    const row = isId("message", name)
      ? this.#one("SELECT * FROM messages WHERE id = ?", name)
      : this.#one("SELECT * FROM messages WHERE event_id = ?", name);
    return row ? stored(row) : null;
  }

  findMany(ids: string[]): StoredMessage[] {
    return this.#rows(ids).map(stored);
  }

  list(filter: MessageFilter, query: PageQuery): Page<StoredMessage> {
    const { beyond, ascending, limit } = walk(query);
    const rows = this.#sql
      .exec<Row>(
        `SELECT * FROM messages
          WHERE (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1) AND id >= ?2 AND (?3 IS NULL OR id < ?3)
            AND (?4 IS NULL OR event_type IN (SELECT value FROM json_each(?4)))
            AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(channels) WHERE value = ?5))
            AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?6))
          ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?7`,
        beyond,
        filter.after === null ? "" : floor("message", filter.after),
        filter.before === null ? null : floor("message", filter.before),
        json(filter.eventTypes),
        filter.channel,
        filter.tag,
        limit,
      )
      .toArray();
    return paginate(rows.map(stored), query, ({ id }) => id);
  }

  /** Deletes a message's payload for good. False when there is no such message. */
  async expunge(id: string): Promise<boolean> {
    const row = this.#one("SELECT * FROM messages WHERE id = ?", id);
    if (!row) return false;
    const now = Date.now();
    if (row.expires_at > now)
      this.#sql.exec("UPDATE messages SET expires_at = ?, payload = NULL WHERE id = ?", now, id);
    if (row.segment === null) return true;
    const segment = this.#sql
      .exec<{ first: string; last: string; expires_at: number }>(
        "SELECT first, last, expires_at FROM segments WHERE key = ?",
        row.segment,
      )
      .toArray()[0];
    const live =
      segment &&
      this.#one(
        "SELECT * FROM messages WHERE id >= ? AND id <= ? AND segment = ? AND expires_at > ? LIMIT 1",
        segment.first,
        segment.last,
        row.segment,
        now,
      );
    if (live) await blank(this.env, { key: row.segment, offset: row.position!, length: row.length! });
    else await this.#dropSegments([row.segment]);
    return true;
  }

  /**
   * Reserves an idempotency key for a call that changes configuration: `"new"` to the first caller, the first answer to
   * later ones, `"busy"` while there is none.
   */
  claim(key: string): { status: number; body: string | null } | "busy" | "new" {
    const now = Date.now();
    this.#sql.exec("DELETE FROM answers WHERE expires_at <= ?", now);
    const known = this.#sql
      .exec<{ status: number | null; body: string | null }>(
        "SELECT status, body FROM answers WHERE key = ?",
        key,
      )
      .toArray()[0];
    if (known) return known.status === null ? "busy" : { status: known.status, body: known.body };
    const claimMs = 60_000;
    this.#sql.exec("INSERT INTO answers (key, expires_at) VALUES (?, ?)", key, now + claimMs);
    return "new";
  }

  /** Keeps the answer to a claimed key, or frees the key when there was no good one. */
  answer(key: string, answer: { status: number; body: string | null } | null): void {
    if (answer === null) this.#sql.exec("DELETE FROM answers WHERE key = ?", key);
    else
      this.#sql.exec(
        "UPDATE answers SET status = ?, body = ?, expires_at = ? WHERE key = ?",
        answer.status,
        answer.body,
        Date.now() + idempotencyMs,
        key,
      );
  }

  /** The application goes by these names no more; `regained` ones are its own again. */
  rename(given: string[], regained: string[]): void {
    for (const name of given) this.#retired.add(name);
    for (const name of regained) this.#retired.delete(name);
    this.#setMeta("retired", JSON.stringify([...this.#retired]));
  }

  /** The application is deleted: forgets everything but that. */
  async wipe(app: string, names: string[]): Promise<void> {
    this.rename([app, ...names], []);
    this.#sql.exec("DELETE FROM messages; DELETE FROM segments; DELETE FROM answers");
    await this.ctx.storage.deleteAlarm();
    this.#alarmAt = null;
    await removeAll(this.env, app);
  }

  /** Queues again what no consumer took up, deletes payloads whose time is over, and rows long after. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    const staleAt = await this.#resend(now);
    const expiryAt = await this.#expire(now);
    const forgetAt = this.#forget(now);
    for (const at of [staleAt, expiryAt, forgetAt]) if (at !== null) this.#wakeAt(at);
  }

  async #resend(now: number): Promise<number | null> {
    const { resendMs } = config(this.env);
    const owner = this.#owner();
    if (owner === null) return null;
    const pending = this.#sql
      .exec<Row>(
        "SELECT * FROM messages WHERE id >= ? AND verdicts IS NULL AND expires_at > ? ORDER BY id LIMIT ?",
        this.#meta("fanned_out_below") ?? "",
        now,
        chunk,
      )
      .toArray();
    this.#setMeta("fanned_out_below", pending[0]?.id ?? floor("message", now));
    const due = pending.filter((row) => resendAt(row, resendMs) <= now);
    for (const { id } of due) {
      this.#sql.exec("UPDATE messages SET resends = resends + 1 WHERE id = ?", id);
    }
    if (due.length > 0) await enqueue(this.env.EVENTS, acceptedJobs(owner.org, owner.app, due.map(accepted)));
    const next = pending.map((row) =>
      resendAt(due.includes(row) ? { ...row, resends: row.resends + 1 } : row, resendMs),
    );
    return next.length > 0 ? Math.max(Math.min(...next), now + 1_000) : null;
  }

  async #expire(now: number): Promise<number | null> {
    const keys = this.#sql
      .exec<{ key: string }>("SELECT key FROM segments WHERE expires_at <= ? LIMIT ?", now, chunk)
      .toArray()
      .map(({ key }) => key);
    await this.#dropSegments(keys);
    const next = this.#sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM segments").one().at;
    return next === null ? null : Math.max(next, now);
  }

  #forget(now: number): number | null {
    const { logRetentionMs } = config(this.env);
    const limit = floor("message", now - logRetentionMs);
    this.#sql.exec(
      "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE id < ? ORDER BY id LIMIT ?)",
      limit,
      chunk,
    );
    const oldest = this.#sql.exec<{ id: string | null }>("SELECT min(id) AS id FROM messages").one().id;
    return oldest === null ? null : Math.max(timeOf(oldest) + logRetentionMs + 1, now);
  }

  #keepSegment(expiresAt: number, key: string, first: string, last: string) {
    this.#sql.exec(
      "INSERT OR IGNORE INTO segments (expires_at, key, first, last) VALUES (?, ?, ?, ?)",
      expiresAt,
      key,
      first,
      last,
    );
    this.#wakeAt(expiresAt);
  }

  async #dropSegments(keys: string[]) {
    if (keys.length === 0) return;
    await remove(this.env, keys);
    this.#sql.exec(
      "DELETE FROM segments WHERE key IN (SELECT value FROM json_each(?))",
      JSON.stringify(keys),
    );
  }

  #wakeAt(at: number) {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    this.ctx.storage.setAlarm(at);
  }

  /** Whose journal this is, for the alarm, which nobody tells. */
  #owner(): { org: string; app: string } | null {
    const text = this.#meta("owner");
    return text === null ? null : JSON.parse(text);
  }

  #known = false;
  #remember(owner: { org: string; app: string }) {
    if (this.#known) return;
    if (this.#meta("owner") === null) this.#setMeta("owner", JSON.stringify(owner));
    this.#known = true;
  }

  #meta(key: string): string | null {
    return (
      this.#sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", key).toArray()[0]?.value ??
      null
    );
  }

  #setMeta(key: string, value: string) {
    this.#sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
  }

  #one(query: string, ...bindings: SqlStorageValue[]): Row | undefined {
    return this.#sql.exec<Row>(query, ...bindings).toArray()[0];
  }

  #rows(ids: string[]): Row[] {
    return this.#sql
      .exec<Row>("SELECT * FROM messages WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(ids))
      .toArray();
  }
}

const stored = (row: Row): StoredMessage => ({
  id: row.id,
  eventType: row.event_type,
  eventId: row.event_id,
  channels: strings(row.channels),
  tags: strings(row.tags),
  contentType: row.content_type,
  deliverAt: row.deliver_at,
  expiresAt: row.expires_at,
  verdicts: row.verdicts === null ? null : JSON.parse(row.verdicts),
});

const accepted = (row: Row): AcceptedMessage => ({
  id: row.id,
  eventType: row.event_type,
  channels: strings(row.channels),
  tags: strings(row.tags),
  deliverAt: row.deliver_at,
  expiresAt: row.expires_at,
  contentType: row.content_type,
  payload: row.payload,
});

import { DurableObject } from "cloudflare:workers";
import { Alarm } from "../shared/alarm.ts";
import { idempotencyMs } from "../shared/idempotency.ts";
import { migrate } from "../shared/migrations.ts";
import { Feed, type Happening } from "./feed.ts";
import * as idempotency from "./idempotency.ts";
import { migrations } from "./schema.ts";

/** Between two runs of the alarm (ms): what has expired counts for nothing, so that it may lie a little longer. */
const forgetEveryMs = 3_600_000;

/** What an organisation has in common over all its applications: its live feed, and the idempotency of its calls. */
export class Organisation extends DurableObject<Env> {
  #sql: SqlStorage;
  #alarm: Alarm;
  #feed = new Feed();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#sql = ctx.storage.sql;
    this.#alarm = new Alarm(ctx);
  }

  /** Reserves an idempotency key: `"new"` to the first caller, its answer to later ones, `"busy"` while there is none. */
  claim(owner: idempotency.Owner, key: string): idempotency.Answer | "busy" | "new" {
    const now = Date.now();
    this.#alarm.wakeAt(now + idempotencyMs);
    return idempotency.claim(this.#sql, owner, key, now);
  }

  /** Keeps the answer to a claimed key for 12 hours, while its owner has not too many; null frees the key. */
  answer(owner: idempotency.Owner, key: string, answer: idempotency.Answer | null): void {
    idempotency.keep(this.#sql, owner, key, answer, Date.now() + idempotencyMs);
  }

  /** What those see who follow the feed. */
  show(happenings: Happening[]): void {
    this.#feed.add(happenings);
  }

  feed(after: string | null) {
    return this.#feed.after(after, Date.now());
  }

  /** Deletes answers whose time is over. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    const next = idempotency.forget(this.#sql, now);
    if (next !== null) this.#alarm.wakeAt(Math.max(next, now + forgetEveryMs));
  }
}

import { DurableObject } from "cloudflare:workers";
import type { ChangeJob } from "../../core/jobs.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import type { Task } from "../../core/tasks.ts";
import { config } from "../../store/config.ts";
import { tidy } from "../../store/dead-letters.ts";
import { log } from "../../store/log.ts";
import { Alarm } from "../shared/alarm.ts";
import { enqueue } from "../shared/enqueue.ts";
import { idempotencyMs } from "../shared/idempotency.ts";
import { KeyValue } from "../shared/key-value.ts";
import { migrate } from "../shared/migrations.ts";
import * as changes from "./changes.ts";
import { Feed, type Happening } from "./feed.ts";
import * as idempotency from "./idempotency.ts";
import { migrations } from "./schema.ts";
import * as statistics from "./statistics.ts";
import * as tasks from "./tasks.ts";

/** Between two runs of the alarm (ms): what has expired counts for nothing, so that it may lie a little longer. */
const forgetEveryMs = 3_600_000;

/** After a dead letter came, or a step failed (ms). */
const tidyAfterMs = 60_000;

/**
 * What an organisation has in common over all its applications: its live feed, the idempotency of its calls, its
 * background tasks, what is to follow from changes, and when its dead letters go.
 */
export class Organisation extends DurableObject<Env> {
  #sql: SqlStorage;
  #values: KeyValue;
  #alarm: Alarm;
  #feed = new Feed();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#sql = ctx.storage.sql;
    this.#values = new KeyValue(this.#sql);
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

  /** How a background task stands now. */
  reportTask(task: Task): void {
    tasks.report(this.#sql, task);
    this.#alarm.wakeAt(Date.now() + idempotencyMs);
  }

  task(id: string): Task | null {
    return tasks.find(this.#sql, id);
  }

  /** Begins a task that puts figures of all applications together; null when there are too many. */
  gather(org: string, id: string, what: statistics.Statistics): Task | null {
    this.#values.set("org", org);
    const now = Date.now();
    this.#alarm.wakeAt(now);
    return this.ctx.storage.transactionSync(() => statistics.begin(this.#sql, id, what, now));
  }

  tasks(filter: tasks.TaskFilter, query: PageQuery): Page<Task> {
    return tasks.list(this.#sql, filter, query);
  }

  /** Somebody is about to change something; what is to follow, the alarm sees to, unless it is said to be done. */
  noteChange(job: ChangeJob): void {
    const dueAt = Date.now() + config(this.env).resendMs;
    changes.note(this.#sql, job, dueAt);
    this.#alarm.wakeAt(dueAt);
  }

  /** Of an application's endpoints, those up to `after` are done. */
  changeReached(change: string, after: string): void {
    const now = Date.now();
    changes.reached(this.#sql, change, after, now);
    this.#alarm.wakeAt(now);
  }

  /** All that was to follow from it is done; or it was not made. */
  changeDone(change: string): void {
    changes.done(this.#sql, change);
  }

  /** One of its applications is deleted. */
  forgetApplication(app: string): void {
    changes.forgetOf(this.#sql, app);
    tasks.forgetOf(this.#sql, app);
    statistics.forgetOf(this.#sql, app);
    idempotency.forgetOf(this.#sql, app);
  }

  /**
   * A dead letter has come: some go when their time is over, or when there are too many.
   *
   * @param org null for those that name no organisation
   */
  tidyLetters(org: string | null): void {
    if (this.#values.get("letters") === null) this.#values.set("letters", { org });
    this.#alarm.wakeAt(Date.now() + tidyAfterMs);
  }

  /** Has seen to what follows from changes; deletes answers, tasks and dead letters whose time is over. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    const now = Date.now();
    for (const at of [idempotency.forget(this.#sql, now), tasks.forget(this.#sql, now)])
      if (at !== null) this.#alarm.wakeAt(Math.max(at, now + forgetEveryMs));
    const steps = [
      this.#tidyLetters(now).then((next) => next && Math.max(next, now + tidyAfterMs)),
      this.#goOnGathering(now),
      this.#queueChanges(now),
    ].map((step) =>
      step.catch((error) => {
        log("organisation_alarm_failed", { error: String(error) });
        return now + tidyAfterMs;
      }),
    );
    for (const at of await Promise.all(steps)) if (at !== null) this.#alarm.wakeAt(at);
  }

  async #tidyLetters(now: number): Promise<number | null> {
    const letters = this.#values.get<{ org: string | null }>("letters");
    return letters && tidy(this.env, letters.org, now);
  }

  async #queueChanges(now: number): Promise<number | null> {
    const { logRetentionMs, resendMs } = config(this.env);
    changes.forget(this.#sql, now - logRetentionMs);
    await enqueue(this.env.EVENTS, changes.takeDue(this.#sql, resendMs, now));
    return changes.nextDue(this.#sql);
  }

  async #goOnGathering(now: number): Promise<number | null> {
    const org = this.#values.get<string>("org");
    return org === null ? null : statistics.step(this.env, this.#sql, org, now);
  }
}

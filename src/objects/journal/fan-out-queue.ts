import { type ConcurrencyWindow, openWindow, room, succeeded } from "../../core/delivery/concurrency.ts";
import type { QueuedMessage } from "../../core/jobs.ts";
import { fanOutJobs } from "../../core/queue-limits.ts";
import { enqueue } from "../shared/enqueue.ts";
import { GroupCommit } from "../shared/group-commit.ts";
import type { Blocks } from "./blocks.ts";
import { pendingFrom, type Queued } from "./overdue.ts";
import type { Owner } from "./owner.ts";

const bounds = { least: 100, most: 5_000 };

/**
 * What of an application's messages is in the events queue. Beyond its window they wait in their rows, in order, so that
 * the queue that all applications share stays short whatever one of them sends.
 */
export class FanOutQueue {
  #blocks: Blocks;
  #queue: Queue;
  /** Made for the first message: an application has one owner. */
  #commit: GroupCommit<QueuedMessage> | null = null;
  #window: ConcurrencyWindow = openWindow(200);
  /** Message id → when it was put into the queue (ms). */
  #underWay = new Map<string, number>();
  /** The first message that waits in its row for room, null when none does. */
  #waitingFrom: string | null = null;

  constructor(blocks: Blocks, queue: Queue) {
    this.#blocks = blocks;
    this.#queue = queue;
  }

  get queued(): Queued {
    return { below: this.#waitingFrom, queuedAt: (id) => this.#underWay.get(id) };
  }

  /** Queues what there is room for; the rest waits. False when the queue refused. */
  async add(owner: Owner, fresh: readonly QueuedMessage[], now: number): Promise<boolean> {
    const going = this.#waitingFrom === null ? fresh.slice(0, this.#room()) : [];
    this.#waitingFrom ??= fresh[going.length]?.id ?? null;
    return this.#send(owner, going, now);
  }

  /** These have been fanned out, by a consumer that took them up at `begunAt` (ms): others may go. */
  async finish(owner: Owner, ids: readonly string[], begunAt: number, now: number): Promise<void> {
    for (const id of ids) {
      const queuedAt = this.#underWay.get(id);
      if (queuedAt === undefined) continue;
      this.#underWay.delete(id);
      this.#window = succeeded(this.#window, begunAt - queuedAt, bounds, now);
    }
    await this.#sendWaiting(owner, now);
  }

  /** What was queued before `limit` (ms) and is not fanned out holds up nothing that waits: it may never be. */
  async release(owner: Owner, limit: number, now: number): Promise<void> {
    for (const [id, queuedAt] of this.#underWay) if (queuedAt <= limit) this.#underWay.delete(id);
    await this.#sendWaiting(owner, now);
  }

  async #sendWaiting(owner: Owner, now: number): Promise<void> {
    const free = this.#room();
    if (this.#waitingFrom === null || free === 0) return;
    const found = pendingFrom(this.#blocks, this.#waitingFrom, now, free + 1);
    this.#waitingFrom = found[free]?.id ?? null;
    await this.#send(owner, found.slice(0, free), now);
  }

  #room(): number {
    return room(this.#window, this.#underWay.size, bounds.most);
  }

  async #send({ org, app }: Owner, going: readonly QueuedMessage[], now: number): Promise<boolean> {
    if (going.length === 0) return true;
    for (const { id } of going) this.#underWay.set(id, now);
    this.#commit ??= new GroupCommit((messages) => enqueue(this.#queue, fanOutJobs(org, app, messages)));
    return this.#commit.add(going).then(
      () => true,
      () => false,
    );
  }
}

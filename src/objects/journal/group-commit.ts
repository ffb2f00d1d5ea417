import type { QueuedMessage } from "../../core/jobs.ts";
import { fanOutJobs } from "../../core/queue-limits.ts";
import { enqueue } from "../shared/enqueue.ts";

/** The application that messages belong to. */
export interface Owner {
  org: string;
  app: string;
}

/** Queues an application's messages for the fan-out: while one `sendBatch` is under way, what comes in collects for the next. */
export class GroupCommit {
  #queue: Queue;
  #waiting: { fresh: readonly QueuedMessage[]; done: (sent: boolean) => void }[] = [];
  #sending = false;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** False when the queue didn't take them. */
  send(owner: Owner, fresh: readonly QueuedMessage[]): Promise<boolean> {
    return new Promise((done) => {
      this.#waiting.push({ fresh, done });
      if (!this.#sending) this.#send(owner);
    });
  }

  async #send({ org, app }: Owner): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const jobs = fanOutJobs(
        org,
        app,
        group.flatMap(({ fresh }) => fresh),
      );
      const sent = await enqueue(this.#queue, jobs).then(
        () => true,
        () => false,
      );
      for (const { done } of group) done(sent);
    }
    this.#sending = false;
  }
}

import type { Job } from "../../core/jobs.ts";
import { jobSize, limits, pack } from "../../core/queue-limits.ts";

/** Puts jobs into a queue, as few calls as the platform's limits allow. Throws when the queue refuses. */
export async function enqueue(queue: Queue, jobs: readonly Job[]): Promise<void> {
  for (const group of pack(jobs, jobSize, limits.batchBytes, limits.batchMessages))
    await queue.sendBatch(group.map((body) => ({ body, contentType: "v8" })));
}

import type { DeliveryJob } from "../../core/jobs.ts";
import type { RatedEndpoint } from "../../store/endpoints.ts";
import { log } from "../../store/log.ts";

/** Invocations that one invocation begins: half of what the platform allows. */
const mostSenders = 16;

/** Has the jobs of one endpoint sent by an invocation of their own; resolves when it has taken them up. */
export async function sendBeside(
  ctx: ExecutionContext,
  jobs: DeliveryJob[],
  endpoint: RatedEndpoint | null,
): Promise<void> {
  const send = await ctx.exports.Sender.takeUp(jobs, endpoint);
  ctx.waitUntil(send().finally(() => send[Symbol.dispose]()));
}

/** Sends hand-outs past the deliveries queue, for as many endpoints as one invocation may. */
export class DirectSenders {
  #ctx: ExecutionContext;
  #left = mostSenders;

  constructor(ctx: ExecutionContext) {
    this.#ctx = ctx;
  }

  /** False when the job has to take the queue. */
  async send(job: DeliveryJob, endpoint: RatedEndpoint): Promise<boolean> {
    if (this.#left === 0) return false;
    this.#left -= 1;
    try {
      await sendBeside(this.#ctx, [job], endpoint);
      return true;
    } catch (error) {
      log("direct_send_failed", { endpoint: job.endpoint, error: String(error) });
      return false;
    }
  }
}

import { WorkerEntrypoint } from "cloudflare:workers";
import type { DeliveryJob } from "../../core/jobs.ts";
import type { RatedEndpoint } from "../../store/endpoints.ts";
import { takeUp } from "./deliver.ts";

/**
 * Sends to one endpoint in an invocation of its own, with connections of its own (the platform gives each invocation
 * six): no endpoint's requests wait for another endpoint's answers.
 */
export class Sender extends WorkerEntrypoint<Env> {
  /**
   * Resolves when the jobs are taken up, with what sees them through; rejects when they are to come again.
   *
   * @param jobs all of the endpoint
   * @param endpoint null when it is deleted
   */
  async takeUp(jobs: DeliveryJob[], endpoint: RatedEndpoint | null): Promise<() => Promise<void>> {
    return takeUp(this.env, jobs, endpoint);
  }
}

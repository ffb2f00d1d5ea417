import { type Delivery, mostSendersLost } from "../../core/delivery/delivery.ts";
import { plainFailure } from "../../core/delivery/failure.ts";
import type { DeliveryJob } from "../../core/jobs.ts";
import type { Settlement } from "../../objects/outbox/settle.ts";
import type { RatedEndpoint } from "../../store/endpoints.ts";
import { sendDead } from "../dead-letters/keep.ts";
import { notSent } from "../request/transmit.ts";
import { attemptOf, logAttempt } from "./attempt.ts";

/** True when so many senders have ended while they sent the delivery that no other is to try. */
export const outlastsSenders = async (env: Env, job: DeliveryJob, delivery: string): Promise<boolean> =>
  (await env.OUTBOX.getByName(job.endpoint).begin(delivery)) > mostSendersLost;

/** The delivery ends with a reason, in the log and as a dead letter; who reports it pauses the endpoint. */
export async function giveUp(
  env: Env,
  job: DeliveryJob,
  delivery: Delivery,
  endpoint: RatedEndpoint | null,
): Promise<Settlement> {
  const base = { lease: job.lease, delivery };
  if (endpoint === null) return { ...base, kind: "canceled" };
  const reason = `${mostSendersLost} senders in a row ended while they sent it, and perhaps because of it`;
  const outcome = notSent(plainFailure("sender_lost"), reason);
  const members = delivery.members?.map(({ message }) => message) ?? null;
  const made = attemptOf(delivery, endpoint.url, members, outcome, null);
  await sendDead(env.DELIVERIES_DEAD, {
    queue: "posthorn-deliveries",
    reason: `${reason}.`,
    tries: mostSendersLost,
    job: { ...job, deliveries: [{ ...delivery, suspect: true, content: null }] },
  });
  logAttempt(job, delivery, made);
  return { ...base, kind: "unmade", attempt: made };
}

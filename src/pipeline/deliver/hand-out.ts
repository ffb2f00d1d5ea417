import type { DeliveryJob } from "../../core/jobs.ts";
import { splitDeliveries } from "../../core/queue-limits.ts";
import type { HandOut } from "../../objects/outbox/dispatch.ts";
import { enqueue } from "../../objects/shared/enqueue.ts";

/** Puts what an Outbox handed out into the deliveries queue, without payloads: the consumer asks the Journal for them. */
export const enqueueHandOut = async (env: Pick<Env, "DELIVERIES">, handOut: HandOut | null) => {
  if (handOut === null) return;
  await enqueueDeliveries(env, {
    ...handOut,
    deliveries: handOut.deliveries.map((delivery) => ({ ...delivery, content: null })),
  });
};

/** The same with the payloads that are at hand. */
export const enqueueDeliveries = (env: Pick<Env, "DELIVERIES">, job: DeliveryJob) =>
  enqueue(env.DELIVERIES, splitDeliveries(job));

import type { DeliveryJob } from "../../core/jobs.ts";
import { splitDeliveries } from "../../core/queue-limits.ts";
import type { HandOut } from "../../objects/outbox/dispatch.ts";
import { enqueue } from "../../objects/shared/enqueue.ts";
import { GroupCommit } from "../../objects/shared/group-commit.ts";

/** Puts what an Outbox handed out into the deliveries queue, without payloads: the consumer asks the Journal for them. */
export const enqueueHandOut = async (env: Pick<Env, "DELIVERIES">, handOut: HandOut | null) => {
  if (handOut === null) return;
  await enqueueDeliveries(env, {
    ...handOut,
    deliveries: handOut.deliveries.map((delivery) => ({ ...delivery, content: null })),
  });
};

const enqueueDeliveries = (env: Pick<Env, "DELIVERIES">, job: DeliveryJob) =>
  enqueue(env.DELIVERIES, splitDeliveries(job));

/** The deliveries queue for those who hand out to many endpoints: as few calls as may be. */
export type DeliveryQueue = GroupCommit<DeliveryJob>;

export const deliveryQueue = (env: Pick<Env, "DELIVERIES">): DeliveryQueue =>
  new GroupCommit((jobs) => enqueue(env.DELIVERIES, jobs));

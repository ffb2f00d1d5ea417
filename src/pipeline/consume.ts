import { type ChangeJob, type DeliveryJob, isJob, type NoticeJob } from "../core/jobs.ts";
import * as endpoints from "../store/endpoints.ts";
import { log } from "../store/log.ts";
import { readEvent } from "./accept/queued-event.ts";
import { bury, keepDead } from "./dead-letters/keep.ts";
import { sendBeside } from "./deliver/direct.ts";
import type { Group } from "./fan-out/candidates.ts";
import { fanOut } from "./fan-out/fan-out.ts";
import { followChange } from "./notify/changes.ts";
import { seeTo } from "./notify/see-to.ts";
import { replayStep } from "./replay.ts";

/** Deliveries of one queue message before it is given up: `max_retries` in wrangler.toml and the first one. */
const lastTry = 6;

/** Takes a batch of any of the queues. Acknowledges or retries each message on its own and never throws. */
export async function consume(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
  const kind = /-(events|deliveries)(-dead)?$/.exec(batch.queue);
  if (kind?.[2]) return keepDead(batch, env);
  if (kind?.[1] === "events") return consumeEvents(batch, env, ctx);
  if (kind?.[1] === "deliveries") return consumeDeliveries(batch, env, ctx);
  log("unknown_queue", { queue: batch.queue });
  batch.retryAll();
}

async function consumeEvents(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
  const groups = new Map<string, { group: Group; carriers: Message[] }>();
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        if (isJob(message.body, "replay")) {
          await replayStep(env, message.body);
          return message.ack();
        }
        if (isJob(message.body, "notice")) {
          await seeToNotice(env, message.body);
          return message.ack();
        }
        if (isJob(message.body, "change")) {
          await followUp(env, message.body);
          return message.ack();
        }
        const reading = await readEvent(env, message.id, message.body);
        if (reading.kind === "malformed") await bury(env.EVENTS_DEAD, batch.queue, message, reading.reason);
        else if (reading.kind === "nothing") message.ack();
        else collect(groups, reading.group, message);
      } catch (error) {
        await again(env.EVENTS_DEAD, batch.queue, message, error);
      }
    }),
  );
  const collected = [...groups.values()];
  const results = await fanOut(
    env,
    ctx,
    collected.map(({ group }) => group),
  ).catch((error): PromiseSettledResult<void>[] =>
    collected.map(() => ({ status: "rejected", reason: error })),
  );
  for (const [index, { carriers }] of collected.entries()) {
    const result = results[index]!;
    for (const message of carriers)
      if (result.status === "fulfilled") message.ack();
      else await again(env.EVENTS_DEAD, batch.queue, message, result.reason);
  }
}

/** What fails is tried again by the Outbox that has noted it. */
const seeToNotice = (env: Env, job: NoticeJob) =>
  seeTo(env, job).catch((error) =>
    log("notice_failed", { org: job.org, endpoint: job.endpoint, error: String(error) }),
  );

/** The same of the organisation. */
const followUp = (env: Env, job: ChangeJob) =>
  followChange(env, job).catch((error) =>
    log("change_not_followed", { org: job.org, app: job.app, error: String(error) }),
  );

/** Jobs of one application become one group, with each message once. */
function collect(
  groups: Map<string, { group: Group; carriers: Message[] }>,
  group: Group,
  carrier: Message,
): void {
  const known = groups.get(group.app);
  if (!known) {
    groups.set(group.app, { group: { ...group, messages: [...group.messages] }, carriers: [carrier] });
    return;
  }
  const ids = new Set(known.group.messages.map(({ id }) => id));
  known.group.messages.push(...group.messages.filter(({ id }) => !ids.has(id)));
  known.carriers.push(carrier);
}

/** Each endpoint's jobs are sent by an invocation of their own; the answers are awaited when the batch has ended. */
async function consumeDeliveries(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
  const isDelivery = (message: Message): message is Message<DeliveryJob> => isJob(message.body, "deliveries");
  for (const message of batch.messages)
    if (!isDelivery(message))
      await bury(env.DELIVERIES_DEAD, batch.queue, message, "not a delivery job of this version");
  const byEndpoint = Map.groupBy(batch.messages.filter(isDelivery), ({ body }) => body.endpoint);
  if (byEndpoint.size === 0) return;
  const found = endpoints.findMany(env, [...byEndpoint.keys()]);
  await Promise.all(
    [...byEndpoint].map(async ([id, carriers]) => {
      try {
        const endpoint = (await found).find((one) => one.id === id) ?? null;
        const jobs = carriers.map(({ body }) => body);
        await sendBeside(ctx, jobs, endpoint);
        for (const message of carriers) message.ack();
      } catch (error) {
        for (const message of carriers) await again(env.DELIVERIES_DEAD, batch.queue, message, error);
      }
    }),
  );
}

/** Our own failure: the message comes again, and after the last try becomes a dead letter with the reason. */
async function again(dead: Queue, queue: string, message: Message, error: unknown): Promise<void> {
  log("job_failed", { queue, job: message.id, tries: message.attempts, error: String(error) });
  if (message.attempts < lastTry) message.retry();
  else await bury(dead, queue, message, String(error));
}

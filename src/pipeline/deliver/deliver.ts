import { batchBytes } from "../../core/delivery/batching.ts";
import type { Delivery } from "../../core/delivery/delivery.ts";
import { kindOf } from "../../core/delivery/failure-kind.ts";
import type { DeliveryJob } from "../../core/jobs.ts";
import type { Content } from "../../core/message.ts";
import type { Settlement } from "../../objects/outbox/settle.ts";
import { config } from "../../store/config.ts";
import type { RatedEndpoint } from "../../store/endpoints.ts";
import { log } from "../../store/log.ts";
import { settingsOf, settingsOfDeleted } from "../endpoint-settings.ts";
import type { Outbound } from "../request/build.ts";
import { transmitEmail } from "../request/send-email.ts";
import { emailOf, isStopped, type Target, targetOf } from "../request/target.ts";
import { notSent, type Transmission, transmit } from "../request/transmit.ts";
import { OutcomeReporter } from "../settle/outcome-reporter.ts";
import { attemptOf, logAttempt } from "./attempt.ts";
import { openContents } from "./contents.ts";
import { runUntil } from "./pool.ts";
import { giveUp, outlastsSenders } from "./suspects.ts";
import { UnderWay } from "./under-way.ts";

/** Connections that an invocation may have waiting for an answer (platform limit). */
const connections = 6;

/** What is not begun by then (ms) goes back to its Outbox, which knows best when it is to go. */
const beginWithin = 10_000;

const underWay = new UnderWay();

type CarriedDelivery = DeliveryJob["deliveries"][number];

/**
 * Reads what sending the jobs of one endpoint takes; answers what sends them and reports each outcome to the endpoint's
 * Outbox. What gets lost on the way, the Outbox hands out again when its lease ends.
 *
 * @param jobs of one endpoint, at least one
 * @param endpoint null when it is deleted
 */
export async function takeUp(
  env: Env,
  jobs: DeliveryJob[],
  endpoint: RatedEndpoint | null,
): Promise<() => Promise<void>> {
  const { applicationMaxInFlight: most } = config(env);
  const read = await openContents(env, jobs);
  const target = endpoint && targetOf(env, endpoint);
  const settings = endpoint ? settingsOf(endpoint) : settingsOfDeleted(jobs[0]!);
  const reporter = new OutcomeReporter(env, settings);
  const carried = jobs.flatMap((job) => job.deliveries.map((delivery) => ({ job, delivery })));
  const giveBack = ({ job, delivery }: (typeof carried)[number]) =>
    reporter.add({ kind: "returned", lease: job.lease, delivery: toDelivery(delivery) });
  const send = async ({ job, delivery }: (typeof carried)[number]) => {
    try {
      if (delivery.suspect && (await outlastsSenders(env, job, delivery.id)))
        return reporter.add(await giveUp(env, job, toDelivery(delivery), endpoint));
      const contents = await read(job.app, delivery);
      reporter.add(await deliverOne(env, job, toDelivery(delivery), target, contents));
    } catch (error) {
      // Our own fault, not the receiver's: later again, and no attempt is used up.
      log("delivery_failed", { endpoint: job.endpoint, delivery: delivery.id, error: String(error) });
      reporter.add({ kind: "postponed", lease: job.lease, delivery: toDelivery(delivery) });
    }
  };
  const sendBeside = async (one: (typeof carried)[number], deadline: number) => {
    const sent = await underWay.run(one.job.app, most, deadline, () => send(one));
    if (!sent) giveBack(one);
  };
  const isSuspect = ({ delivery }: (typeof carried)[number]) => delivery.suspect;
  return async () => {
    const deadline = Date.now() + beginWithin;
    const sound = carried.filter((one) => !isSuspect(one));
    const late = await runUntil(sound, connections, deadline, (one) => sendBeside(one, deadline));
    await reporter.done();
    const alone = await runUntil(carried.filter(isSuspect), 1, deadline, async (one) => {
      await sendBeside(one, deadline);
      await reporter.done();
    });
    for (const one of [...late, ...alone]) giveBack(one);
    await reporter.done();
  };
}

/** As its Outbox knows it. */
const toDelivery = ({ content, suspect, ...delivery }: CarriedDelivery): Delivery => delivery;

async function deliverOne(
  env: Env,
  job: DeliveryJob,
  delivery: Delivery,
  target: Target | null,
  contents: ReadonlyMap<string, Content>,
): Promise<Settlement> {
  const base = { lease: job.lease, delivery };
  const messages = (delivery.members ?? [delivery]).flatMap(({ message, eventType }): Outbound[] => {
    const content = contents.get(message);
    return content === undefined ? [] : [{ message, eventType, content }];
  });
  if (target === null || messages.length === 0) return { ...base, kind: "canceled" };
  if (isStopped(target.endpoint)) return { ...base, kind: "returned" };

  const { endpoint } = target;
  const batches = endpoint.extensions.batching?.enabled ?? false;
  if (!batches && messages.length > 1) return { ...base, kind: "split" };
  const email = emailOf(endpoint);
  const sent =
    email === null
      ? await transmit(env, target, delivery.message, messages, job.sendBefore)
      : await transmitEmail(env, target, email, messages[0]!, job.sendBefore);
  if (sent === "late") return { ...base, kind: "returned" };
  if (sent === "oversized" && messages.length > 1) return { ...base, kind: "split" };
  const { outcome, request, ours } = sent === "oversized" ? tooLarge : sent;
  if (ours) {
    const { org, app } = job;
    log("request_not_made", {
      org,
      app,
      endpoint: endpoint.id,
      message: delivery.message,
      why: outcome.reason,
    });
    return { ...base, kind: "postponed" };
  }

  const members = delivery.members && messages.map(({ message }) => message);
  const made = attemptOf(delivery, endpoint.url, members, outcome, request);
  logAttempt(job, delivery, made);
  if (request === null) return { ...base, kind: "unmade", attempt: made };
  const { on } = endpoint.extensions.retry ?? {};
  const final = made.failure !== null && on !== undefined && !on.includes(kindOf(made.code, made.failure));
  return { ...base, kind: "attempted", attempt: made, retryAfter: outcome.retryAfter, final };
}

const tooLarge: Transmission = {
  get outcome() {
    return notSent(
      { code: "oversize", params: { bytes: batchBytes } },
      "as an element of a batch the event would be larger than 1 MiB; switch batching off",
    );
  },
  request: null,
  ours: false,
};

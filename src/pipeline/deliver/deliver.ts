import { type Attempt, statuses } from "../../core/delivery/attempt.ts";
import { batchBytes } from "../../core/delivery/batching.ts";
import type { Delivery } from "../../core/delivery/delivery.ts";
import { kindOf } from "../../core/delivery/failure-kind.ts";
import type { DeliveryJob } from "../../core/jobs.ts";
import type { Content } from "../../core/message.ts";
import type { Settlement } from "../../objects/outbox/settle.ts";
import * as endpoints from "../../store/endpoints.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";
import { settingsOf, settingsOfDeleted } from "../endpoint-settings.ts";
import type { Outbound } from "../request/build.ts";
import { transmitEmail } from "../request/send-email.ts";
import { emailOf, isStopped, type Target, targetOf } from "../request/target.ts";
import { notSent, type Transmission, transmit } from "../request/transmit.ts";
import { OutcomeReporter } from "../settle/outcome-reporter.ts";
import { openContents } from "./contents.ts";
import { runFairly, type Task } from "./fair-scheduling.ts";

/** Connections that an invocation may have waiting for an answer (platform limit). */
const connections = 6;

/** An endpoint whose answer takes longer (ms) is waited for in the background. */
const patience = 1_000;

/**
 * Sends what is due and reports each outcome to its endpoint's Outbox. Resolves when all requests have begun;
 * `background` sees the answers through. When nothing is left but endpoints that take their time, what of theirs has not
 * begun goes back to their Outboxes: a slow receiver holds up no one else. What gets lost on the way, the Outbox hands
 * out again when its lease ends.
 */
export async function deliver(
  env: Env,
  jobs: DeliveryJob[],
  background: (rest: Promise<unknown>) => void,
): Promise<void> {
  const targets = await loadTargets(env, jobs);
  const read = await openContents(env, jobs);
  const reporter = new OutcomeReporter(env);
  const lanes = new Map<string, Task[]>();
  for (const job of jobs) {
    const target = targets.get(job.endpoint) ?? null;
    const settings = target ? settingsOf(target.endpoint) : settingsOfDeleted(job);
    const tasks = job.deliveries.map((held): Task => {
      const delivery = withoutContent(held);
      const { lease } = job;
      return {
        run: async () => {
          const contents = await read(job.app, held).catch(() => null);
          const settlement: Settlement =
            contents === null
              ? { kind: "returned", lease, delivery }
              : await deliverOne(env, job, delivery, target, contents);
          reporter.add(settings, settlement);
        },
        giveUp: () => reporter.add(settings, { kind: "returned", lease, delivery }),
      };
    });
    lanes.set(job.endpoint, [...(lanes.get(job.endpoint) ?? []), ...tasks]);
  }
  const run = runFairly(lanes, connections, patience);
  background(run.ended.then(() => reporter.done()));
  await run.flowing;
}

const withoutContent = ({ content, ...delivery }: DeliveryJob["deliveries"][number]): Delivery => delivery;

async function loadTargets(env: Env, jobs: DeliveryJob[]): Promise<Map<string, Target>> {
  const found = await endpoints.findMany(env, [...new Set(jobs.map(({ endpoint }) => endpoint))]);
  return new Map(found.map((endpoint) => [endpoint.id, targetOf(env, endpoint)]));
}

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
  const { outcome, request } = sent === "oversized" ? tooLarge : sent;

  const made: Attempt = {
    id: newId("attempt"),
    message: delivery.message,
    eventType: delivery.eventType,
    channels: delivery.channels,
    tags: delivery.tags,
    trigger: delivery.trigger,
    at: outcome.at,
    status: outcome.success ? statuses.success : statuses.fail,
    code: outcome.code,
    response: outcome.response,
    failure: outcome.failure,
    duration: outcome.duration,
    url: endpoint.url,
    messages: delivery.members && messages.map(({ message }) => message),
    request,
  };
  log("attempt", {
    org: job.org,
    app: job.app,
    endpoint: job.endpoint,
    message: made.message,
    attempt: made.id,
    number: delivery.attempt,
    trigger: made.trigger,
    type: made.eventType,
    outcome: outcome.success ? "success" : "fail",
    status: made.code,
    failure: made.failure?.code ?? null,
    ms: made.duration,
  });
  const { on } = endpoint.extensions.retry ?? {};
  const final =
    sent === "oversized" ||
    (made.failure !== null && on !== undefined && !on.includes(kindOf(made.code, made.failure)));
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
};

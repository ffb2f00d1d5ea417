import { type Attempt, type Outcome, statuses } from "../core/attempt.ts";
import { type Auth, authHeader } from "../core/extensions.ts";
import { timeOf } from "../core/ids.ts";
import type { Content, Delivery, DeliveryJob } from "../core/jobs.ts";
import { plain, type ShapedRequest, shapeRequest } from "../core/shape.ts";
import type { SigningKey } from "../core/signature.ts";
import { sample } from "../core/template.ts";
import { urlProblem } from "../core/url.ts";
import type { Settlement } from "../objects/outbox.ts";
import { config } from "../store/config.ts";
import * as endpoints from "../store/endpoints.ts";
import { newId } from "../store/ids.ts";
import { log } from "../store/log.ts";
import { unseal } from "../store/vault.ts";
import { readContents } from "./contents.ts";
import { settingsOf } from "./fanout.ts";
import { attempt } from "./http.ts";
import { runFairly, type Task } from "./lanes.ts";
import { Settler } from "./settler.ts";

/** Connections that an invocation may have waiting for an answer (platform limit). */
const connections = 6;

/** An endpoint whose answer takes longer (ms) is waited for in the background. */
const patience = 1_000;

interface Target {
  endpoint: endpoints.RatedEndpoint;
  /** Why its address can't be called, null when it can. */
  problem: string | null;
  keys: Promise<SigningKey[]>;
  headers: Promise<Record<string, string>>;
  /** The header that `auth` stands for. */
  auth: Promise<Record<string, string>>;
}

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
  const contents = await loadContents(env, jobs);
  const settler = new Settler(env);
  const lanes = new Map<string, Task[]>();
  for (const job of jobs) {
    const target = targets.get(job.endpoint) ?? null;
    const settings = target
      ? settingsOf(target.endpoint)
      : {
          org: job.org,
          app: job.app,
          endpoint: job.endpoint,
          throttleRate: null,
          disabled: true,
          waits: null,
        };
    const tasks = job.deliveries.map((held): Task => {
      const delivery = withoutContent(held);
      const { lease } = job;
      return {
        run: async () => {
          const content = held.content ?? contents.get(held.message) ?? null;
          settler.add(settings, await deliverOne(env, job, delivery, target, content));
        },
        giveUp: () => settler.add(settings, { kind: "returned", lease, delivery }),
      };
    });
    lanes.set(job.endpoint, [...(lanes.get(job.endpoint) ?? []), ...tasks]);
  }
  const run = runFairly(lanes, connections, patience);
  background(run.ended.then(() => settler.done()));
  await run.flowing;
}

const withoutContent = ({ content, ...delivery }: DeliveryJob["deliveries"][number]): Delivery => delivery;

async function loadTargets(env: Env, jobs: DeliveryJob[]): Promise<Map<string, Target>> {
  const found = await endpoints.findMany(env, [...new Set(jobs.map(({ endpoint }) => endpoint))]);
  return new Map(
    found.map((endpoint) => {
      const keys = unseal<SigningKey[]>(env, endpoint.secrets);
      const headers = unseal<Record<string, string>>(env, endpoint.headers);
      // What can't be read is seen, and told, when it is needed.
      const auth =
        endpoint.auth === null ? Promise.resolve({}) : unseal<Auth>(env, endpoint.auth).then(authHeader);
      for (const secret of [keys, headers, auth]) secret.catch(() => {});
      return [
        endpoint.id,
        { endpoint, keys, headers, auth, problem: urlProblem(sample(endpoint.url), config(env).urlPolicy) },
      ];
    }),
  );
}

/** Payloads that didn't travel with their job: retries, and what is too large for a queue message. */
async function loadContents(env: Env, jobs: DeliveryJob[]): Promise<Map<string, Content>> {
  const wanted = new Map<string, Set<string>>();
  for (const { app, deliveries } of jobs)
    for (const { message, content } of deliveries)
      if (content === null) wanted.set(app, (wanted.get(app) ?? new Set()).add(message));
  const located = (
    await Promise.all([...wanted].map(([app, ids]) => env.JOURNAL.getByName(app).locate([...ids])))
  ).flat();
  return readContents(env, located);
}

async function deliverOne(
  env: Env,
  job: DeliveryJob,
  delivery: Delivery,
  target: Target | null,
  content: Content | null,
): Promise<Settlement> {
  const base = { lease: job.lease, delivery };
  if (target === null || content === null) return { ...base, kind: "canceled" };
  const { url, ...outcome } = target.endpoint.disabled
    ? late
    : await send(env, target, delivery, content, job.sendBefore);
  if (!("at" in outcome)) return { ...base, kind: "returned" };
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
    duration: outcome.duration,
    url,
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
    ms: made.duration,
  });
  const { on } = target.endpoint.extensions.retry ?? {};
  const final = outcome.failure !== null && on !== undefined && !on.includes(outcome.failure);
  return { ...base, kind: "attempted", attempt: made, retryAfter: outcome.retryAfter, final };
}

const late = { url: "", late: true } as const;

/** The outcome with the address that was called, or that it was too late to call it. */
async function send(
  env: Env,
  { endpoint, problem, ...secrets }: Target,
  delivery: Delivery,
  content: Content,
  sendBefore: number,
): Promise<(Outcome & { url: string }) | typeof late> {
  const refused = (reason: string): Outcome & { url: string } => ({
    url: endpoint.url,
    success: false,
    code: 0,
    failure: "network",
    response: reason,
    duration: 0,
    at: Date.now(),
    retryAfter: null,
  });
  if (problem !== null) return refused(`Not sent: the address ${problem}.`);
  try {
    const request = shaped(endpoint, delivery, content);
    const outcome = await attempt({
      ...request,
      webhookId: delivery.message,
      headers: { ...(await secrets.headers), ...(await secrets.auth) },
      keys: await secrets.keys,
      accept: endpoint.extensions.accept ?? null,
      timeoutMs: config(env).timeoutMs,
      sendBefore,
    });
    return outcome === "late" ? late : { ...outcome, url: request.url };
  } catch (error) {
    return refused(`Not sent: Posthorn could not make the request (${String(error)}).`);
  }
}

/** The payload as it is, unless the endpoint wants it in a form of its own. */
function shaped(
  { url, extensions: { request, payload } }: endpoints.RatedEndpoint,
  delivery: Delivery,
  content: Content,
): ShapedRequest {
  if (!request && !payload && !mayHavePlaceholder(url))
    return { method: "POST", url, body: content.payload, contentType: content.contentType };
  const event = {
    id: delivery.message,
    type: delivery.eventType,
    timestamp: new Date(timeOf(delivery.message)).toISOString(),
    payload: content.payload,
  };
  const shape = { ...plain, ...request, ...payload, hierarchy: payload?.hierarchy ?? null };
  return shapeRequest(shape, url, event);
}

const mayHavePlaceholder = (url: string) => url.includes("__");

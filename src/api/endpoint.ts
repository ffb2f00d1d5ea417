import { z } from "@hono/zod-openapi";
import { InvalidInput, type Issue, invalid, PosthornError } from "../core/errors.ts";
import { headerProblem } from "../core/headers.ts";
import { isId } from "../core/ids.ts";
import { isOperational } from "../core/operational.ts";
import { isConsistent, normalizeSecret, symmetricSecret } from "../core/signature.ts";
import { sample } from "../core/template.ts";
import { urlProblem } from "../core/url.ts";
import { settingsOf } from "../pipeline/fanout.ts";
import { tellOfEndpoint } from "../pipeline/operational.ts";
import { receiverAt } from "../pipeline/receiver.ts";
import { sendHandOut } from "../pipeline/send.ts";
import { emailOf } from "../pipeline/target.ts";
import { config } from "../store/config.ts";
import { isTaken } from "../store/db.ts";
import * as endpoints from "../store/endpoints.ts";
import * as eventTypes from "../store/event-types.ts";
import { newId, randomBytes } from "../store/ids.ts";
import * as plans from "../store/plans.ts";
import type { Application, Endpoint, Plan } from "../store/schema.ts";
import { seal } from "../store/vault.ts";
import { createOrFind, pathApplication } from "./application.ts";
import { askForConsent, checkEmail } from "./consent.ts";
import {
  type Changed,
  changeExtensions,
  extensionFields,
  extensionsOut,
  newExtensions,
  outExtensions,
  typesOf,
} from "./endpoint-extensions.ts";
import { type ApiContext, route, router } from "./http.ts";
import {
  flag,
  iso,
  mapPage,
  metadata,
  name,
  order,
  pageFields,
  pageOf,
  throttled,
  throttleRate,
  toPage,
  uid,
} from "./shapes.ts";

const names = z.array(name).min(1);
const changeable = {
  url: z.string().min(1).max(4096).optional().openapi({
    description: "Required, unless the destination is email. `__parameter__` in path and query is filled in.",
  }),
  description: z.string().max(4096).default(""),
  uid: uid("endpoint"),
  disabled: z.boolean().default(false),
  throttleRate,
  rateLimit: throttleRate.openapi({ description: "Older name of throttleRate.", deprecated: true }),
  version: z.int().min(1).max(1_000_000).nullish(),
  metadata: metadata.default({}),
  eventTypes: names.max(1000).nullish(),
  filterTypes: names
    .max(1000)
    .nullish()
    .openapi({ description: "Older name of eventTypes.", deprecated: true }),
  channels: names.max(10).nullish(),
  ...extensionFields,
};
const endpointUpdate = z.object(changeable).openapi("EndpointUpdate");
const headersIn = z.record(z.string(), z.string());
export const endpointIn = endpointUpdate
  .extend({ secret: z.string().nullish(), headers: headersIn.nullish() })
  .openapi("EndpointIn");
export const endpointPatch = z
  .object({
    ...changeable,
    description: z.string().max(4096),
    disabled: z.boolean(),
    metadata,
    secret: z.string().nullish(),
  })
  .partial()
  .openapi("EndpointPatch");
type Update = z.infer<typeof endpointPatch>;
export const endpointOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    disabled: z.boolean(),
    throttleRate: z.number().nullable(),
    rateLimit: z.number().nullable(),
    version: z.number().nullable(),
    metadata,
    eventTypes: z.array(z.string()).nullable(),
    filterTypes: z.array(z.string()).nullable(),
    channels: z.array(z.string()).nullable(),
    ...extensionsOut,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("EndpointOut");

export const outEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  uid: endpoint.uid,
  url: endpoint.url,
  description: endpoint.description,
  disabled: endpoint.disabled,
  throttleRate: endpoint.throttleRate,
  rateLimit: endpoint.throttleRate,
  version: endpoint.version,
  metadata: endpoint.metadata,
  eventTypes: endpoint.eventTypes,
  filterTypes: endpoint.eventTypes,
  channels: endpoint.channels,
  ...outExtensions(endpoint),
  createdAt: iso(endpoint.createdAt),
  updatedAt: iso(endpoint.updatedAt),
});

export const endpointParams = z.object({ app_id: z.string(), endpoint_id: z.string() });
export const endpointNotFound = () => new PosthornError("not_found", "There is no such endpoint.");
const taken = (error: unknown): never => {
  throw isTaken(error) ? new PosthornError("conflict", "Another endpoint has this uid.") : error;
};

/** The endpoint that a path names, by id or uid, with its application. */
export async function pathEndpoint(
  c: ApiContext,
  name = c.req.param("endpoint_id")!,
): Promise<{ app: Application; endpoint: Endpoint }> {
  const app = await pathApplication(c);
  return { app, endpoint: await findEndpoint(c.env, app, name) };
}

/** Throws not_found. */
export async function findEndpoint(env: Env, app: Application, name: string): Promise<Endpoint> {
  const endpoint = await endpoints.find(env, app.id, name);
  if (!endpoint) throw endpointNotFound();
  return endpoint;
}

export const endpointSettings = (app: Application, endpoint: Endpoint) =>
  settingsOf({
    ...endpoint,
    rate: endpoint.throttleRate ?? app.throttleRate,
    webhooksEnabled: app.webhooksEnabled,
  });

/** The address after a change: that of its mailbox for an endpoint that gets emails and has no other. */
async function urlOf(c: ApiContext, before: Endpoint | null, { url, destination }: Update): Promise<string> {
  const target = destination === undefined ? before?.extensions.destination : destination;
  const given = url ?? before?.url;
  const isMailbox = given?.startsWith("mailto:") ?? true;
  if (target?.type === "email" && isMailbox) return `mailto:${target.to}`;
  if (given === undefined) throw invalid(["body", "url"], "is required");
  if (url !== undefined || isMailbox) await checkUrl(c, given);
  return given;
}

async function checkUrl(c: ApiContext, url: string): Promise<void> {
  // A test receiver is on Posthorn's own host.
  if ((await receiverAt(c.env, url)) !== null) return;
  const policy = config(c.env).urlPolicy;
  const problem = urlProblem(sample(url), {
    ...policy,
    ownHosts: [...policy.ownHosts, new URL(c.req.url).host],
  });
  if (problem !== null) throw invalid(["body", "url"], problem);
}

/** Is each of the event types that are asked for known, and fit to be subscribed to? */
async function checkEventTypes(
  c: ApiContext,
  field: string,
  wanted: string[] | null | undefined,
): Promise<void> {
  if (!wanted) return;
  const { org, featureFlags } = c.var.caller;
  const known = new Map((await eventTypes.findMany(c.env, org, wanted)).map((type) => [type.name, type]));
  const issues = wanted.flatMap((name, index): Issue[] => {
    const type = known.get(name);
    const flags = type?.featureFlags ?? [];
    const visible =
      featureFlags === null || flags.length === 0 || flags.some((flag) => featureFlags.includes(flag));
    const msg =
      !type || !visible
        ? `${name} is not a known event type`
        : type.archived
          ? `${name} is archived`
          : type.extensions.status === "planned"
            ? `${name} is planned and can't be subscribed to yet`
            : null;
    return msg === null ? [] : [{ loc: ["body", field, String(index)], msg, type: "value_error" }];
  });
  if (issues.length > 0) throw new InvalidInput(...issues);
}

export function checkHeaders(headers: Record<string, string>): void {
  const issues = Object.entries(headers).flatMap(([name, value]): Issue[] => {
    const problem = headerProblem(name, value);
    return problem === null ? [] : [{ loc: ["body", "headers", name], msg: problem, type: "value_error" }];
  });
  if (issues.length > 0) throw new InvalidInput(...issues);
}

/** The secret that was given, checked, or a fresh one. */
export async function secretFrom(text: string | null | undefined, field: string): Promise<string> {
  if (text == null) return symmetricSecret(randomBytes(32));
  const secret = normalizeSecret(text);
  if (secret === null)
    throw invalid(
      ["body", field],
      "must be whsec_ and base64 of 24 to 64 bytes, or whsk_ and base64 of an Ed25519 key pair (64 bytes)",
    );
  if (!(await isConsistent(secret)))
    throw invalid(
      ["body", field],
      "has a public half (the last 32 bytes) that is not that of its private half",
    );
  return secret;
}

export const planOf = async (env: Env, { org, plan }: Application): Promise<Plan | null> =>
  plan === null ? null : ((await plans.find(env, org, plan)) ?? null);

/** A rate that an endpoint has already stays allowed in a smaller plan. */
function checkThrottleRate(plan: Plan | null, input: Update, before: Endpoint | null): void {
  const rate = throttled(input);
  if (rate === before?.throttleRate) return;
  const most = plan?.maxThrottleRate ?? null;
  if (most !== null && rate != null && rate > most)
    throw invalid(["body", "throttleRate"], `must be at most ${most} with the plan ${plan!.name}`);
}

/** Checks a change against what is there, and answers what becomes of the extensions. */
async function check(
  c: ApiContext,
  app: Application,
  before: Endpoint | null,
  input: Update,
): Promise<Changed & { url: string }> {
  checkEmail(c, input.destination);
  const field = input.eventTypes === undefined ? "filterTypes" : "eventTypes";
  // Operational types are no types of the organisation's.
  const operational = isOperational(app.org);
  if (!operational) await checkEventTypes(c, field, input[field]);
  const url = await urlOf(c, before, input);
  const base = before ?? (await newExtensions(c.env, app.org));
  const concerned = before === null || input.payload !== undefined || input[field] !== undefined;
  const subscribed = input[field] === undefined ? (before?.eventTypes ?? null) : input[field];
  const payload = input.payload === undefined ? base.extensions.payload : (input.payload ?? undefined);
  const types = concerned && !operational ? await typesOf(c, { payload }, subscribed) : [];
  return { url, ...(await changeExtensions(c.env, base, url, input, types)) };
}

/** The fields of a change, those that weren't given left out. */
const changesOf = (input: Update): Partial<Endpoint> => {
  const { description, uid, disabled, version, metadata, channels } = input;
  const eventTypes = input.eventTypes === undefined ? input.filterTypes : input.eventTypes;
  const throttleRate = throttled(input);
  return { description, uid, disabled, version, metadata, channels, eventTypes, throttleRate };
};

/** An endpoint as it would be created, checked. */
export async function draftEndpoint(
  c: ApiContext,
  app: Application,
  plan: Plan | null,
  input: z.infer<typeof endpointIn>,
): Promise<Endpoint> {
  const changed = await check(c, app, null, input);
  const headers = input.headers ?? {};
  checkHeaders(headers);
  const secret = await secretFrom(input.secret, "secret");
  checkThrottleRate(plan, input, null);
  const now = Date.now();
  const nothing = { uid: null, version: null, channels: null, eventTypes: null, throttleRate: null };
  const given = Object.fromEntries(
    Object.entries(changesOf(input)).filter(([, value]) => value !== undefined),
  ) as Partial<Endpoint>;
  return {
    ...nothing,
    description: input.description,
    disabled: input.disabled,
    metadata: input.metadata,
    ...given,
    id: newId("endpoint"),
    org: app.org,
    app: app.id,
    secrets: await seal(c.env, [{ key: secret, expiresAt: null }]),
    headers: await seal(c.env, headers),
    ...changed,
    confirmedEmail: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** A saved endpoint as a change would make it, checked; nothing is saved. */
export async function draftChange(
  c: ApiContext,
  app: Application,
  before: Endpoint,
  input: Update,
): Promise<Endpoint> {
  checkThrottleRate(await planOf(c.env, app), input, before);
  const given = Object.entries({ ...changesOf(input), ...(await check(c, app, before, input)) });
  return { ...before, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

export async function createEndpoint(c: ApiContext, app: Application, input: z.infer<typeof endpointIn>) {
  const plan = await planOf(c.env, app);
  const draft = await draftEndpoint(c, app, plan, input);
  const created = await endpoints.insert(c.env, draft, plan?.maxEndpoints ?? null).catch(taken);
  if (!created)
    throw new PosthornError(
      "plan_limit",
      `The plan ${plan!.name} includes ${plan!.maxEndpoints} endpoint${plan!.maxEndpoints === 1 ? "" : "s"}; delete one or move to a larger plan.`,
    );
  await askForConsent(c, app, created);
  await tellOfEndpoint(c.env, "endpoint.created", app, created);
  return created;
}

/** Creates an endpoint under the name of the path, or replaces the one that has it. */
export async function replaceEndpoint(
  c: ApiContext,
  app: Application,
  name: string,
  input: z.infer<typeof endpointUpdate>,
): Promise<{ made: Endpoint } | { found: Endpoint }> {
  const result = await createOrFind(
    () => createEndpoint(c, app, { ...input, uid: newUid(name, input.uid) }),
    () => endpoints.find(c.env, app.id, name),
  );
  if ("made" in result) return result;
  const existing = result.found;
  if (input.url === undefined && !existing.url.startsWith("mailto:"))
    throw invalid(["body", "url"], "is required");
  const given = changesOf(input);
  checkThrottleRate(await planOf(c.env, app), input, existing);
  const changes = {
    ...given,
    ...(await check(c, app, existing, input)),
    throttleRate: given.throttleRate ?? null,
    eventTypes: given.eventTypes ?? null,
    channels: given.channels ?? null,
  };
  return { found: await changeEndpoint(c, app, existing, changes) };
}

/** Saves changes; what waits in the Outbox goes by them from then on. */
export async function changeEndpoint(
  c: ApiContext,
  app: Application,
  before: Endpoint,
  changes: Partial<Endpoint>,
): Promise<Endpoint> {
  const after = await endpoints.update(c.env, before.id, { ...changes, updatedAt: Date.now() }).catch(taken);
  if (!after) throw endpointNotFound();
  const settings = endpointSettings(app, after);
  if (JSON.stringify(settings) !== JSON.stringify(endpointSettings(app, before)))
    await sendHandOut(c.env, await c.env.OUTBOX.getByName(after.id).configure(settings));
  if (emailOf(after) !== emailOf(before)) await askForConsent(c, app, after);
  await tellOfEndpoint(c.env, "endpoint.updated", app, after);
  return after;
}

export async function removeEndpoint(c: ApiContext, app: Application, endpoint: Endpoint): Promise<void> {
  await endpoints.remove(c.env, endpoint.id);
  await c.env.OUTBOX.getByName(endpoint.id).close();
  await tellOfEndpoint(c.env, "endpoint.deleted", app, endpoint);
}

const tag = "Endpoint";

export const endpoint = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint",
      tag,
      summary: "List endpoints",
      params: z.object({ app_id: z.string() }),
      query: z.object({ ...pageFields, order }),
      answers: { 200: pageOf(endpointOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { id } = await pathApplication(c);
      const page = await endpoints.list(c.env, id, toPage(query, query.order));
      return c.json(mapPage(page, outEndpoint), 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/endpoint",
      tag,
      summary: "Create an endpoint",
      params: z.object({ app_id: z.string() }),
      query: z.object({ get_if_exists: flag(false) }),
      body: endpointIn,
      answers: { 201: endpointOut, 200: endpointOut },
    }),
    async (c) => {
      const input = c.req.valid("json");
      const app = await pathApplication(c);
      const { uid } = input;
      const mayExist = c.req.valid("query").get_if_exists && uid != null;
      const result = await createOrFind(
        () => createEndpoint(c, app, input),
        async () => (mayExist ? endpoints.find(c.env, app.id, uid) : undefined),
      );
      return "made" in result
        ? c.json(outEndpoint(result.made), 201)
        : c.json(outEndpoint(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Get an endpoint",
      params: endpointParams,
      answers: { 200: endpointOut },
    }),
    async (c) => c.json(outEndpoint((await pathEndpoint(c)).endpoint), 200),
  )
  .openapi(
    route({
      method: "put",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Create or replace an endpoint",
      description: "Secret and headers stay as they are; they have routes of their own.",
      params: endpointParams,
      body: endpointUpdate,
      answers: { 200: endpointOut, 201: endpointOut },
    }),
    async (c) => {
      const app = await pathApplication(c);
      const result = await replaceEndpoint(c, app, c.req.valid("param").endpoint_id, c.req.valid("json"));
      return "made" in result
        ? c.json(outEndpoint(result.made), 201)
        : c.json(outEndpoint(result.found), 200);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Change an endpoint",
      params: endpointParams,
      body: endpointPatch,
      answers: { 200: endpointOut },
    }),
    async (c) => {
      const input = c.req.valid("json");
      const { app, endpoint } = await pathEndpoint(c);
      checkThrottleRate(await planOf(c.env, app), input, endpoint);
      const changed = await check(c, app, endpoint, input);
      const secret = input.secret == null ? null : await secretFrom(input.secret, "secret");
      const secrets = secret && (await seal(c.env, [{ key: secret, expiresAt: null }]));
      const changes = { ...changesOf(input), ...changed, ...(secrets ? { secrets } : {}) };
      return c.json(outEndpoint(await changeEndpoint(c, app, endpoint, changes)), 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/endpoint/{endpoint_id}",
      tag,
      summary: "Delete an endpoint",
      description: "What waits for it is canceled; its log stays until it expires.",
      params: endpointParams,
      answers: { 204: null },
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      await removeEndpoint(c, app, endpoint);
      return c.body(null, 204);
    },
  );

function newUid(name: string, given: string | null | undefined): string {
  if (isId("endpoint", name) || !uid("endpoint").safeParse(name).success) throw endpointNotFound();
  if (given != null && given !== name) throw invalid(["body", "uid"], "must be the uid of the path");
  return name;
}

import { z } from "@hono/zod-openapi";
import { type Attempt, statusText } from "../core/attempt.ts";
import { PosthornError } from "../core/errors.ts";
import { timeOf } from "../core/ids.ts";
import { withRaw } from "../core/json.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import type { LoggedAttempt } from "../objects/attempts.ts";
import type { StoredMessage } from "../objects/messages.ts";
import { sendHandOut } from "../pipeline/send.ts";
import { requestAsSent } from "../pipeline/sent.ts";
import { config } from "../store/config.ts";
import * as endpoints from "../store/endpoints.ts";
import type { Application } from "../store/schema.ts";
import { endpointOut, outEndpoint } from "./endpoint-fields.ts";
import { endpointParams, endpointSettings, pathEndpoint } from "./endpoint-path.ts";
import { type ApiContext, route, router } from "./http.ts";
import { archivedAt, contentsOf, jsonPage, messageJson, messageOut, pathMessage } from "./message.ts";
import { refuseStopped } from "./repair.ts";
import { flag, iso, logFilter, mapPage, pageFields, pageOf, statusFilter, toPage } from "./shapes.ts";

const attemptOut = z
  .object({
    id: z.string(),
    msgId: z.string(),
    messages: z.array(z.string()).openapi({ description: "Of a batch, all that it is made of." }),
    endpointId: z.string(),
    eventType: z.string().openapi({ description: "Empty for a batch of several event types." }),
    url: z.string(),
    timestamp: z.string(),
    status: z.number(),
    statusText: z.string(),
    responseStatusCode: z.number(),
    responseDurationMs: z.number(),
    response: z.string(),
    triggerType: z.number().openapi({ description: "Scheduled 0, Manual 1" }),
    replayCount: z.number().openapi({
      description:
        "Which one by hand it is of its message at this endpoint, from 1; 0 for one that the schedule made.",
    }),
    archivedAt: z.string().nullable().openapi({ description: "Since when the message's payload is gone." }),
    msg: messageOut.optional(),
  })
  .openapi("MessageAttemptOut");
const requestOut = z
  .object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  })
  .openapi({ description: "As it was sent, secrets masked; null when none was made." });
const standing = { status: z.number(), statusText: z.string(), nextAttempt: z.string().nullable() };
const messageParams = z.object({ app_id: z.string(), msg_id: z.string() });
export const attemptParams = messageParams.extend({ attempt_id: z.string() });
const notFound = () => new PosthornError("not_found", "There is no such attempt.");

const firstOf = (attempt: Attempt) => attempt.messages?.[0] ?? attempt.message;

/**
 * @param expiresAt of the message's payload (ms)
 * @param message the one that was asked about; of a batch, else, the first
 */
const out = (
  attempt: LoggedAttempt,
  endpointId: string,
  expiresAt: number,
  withContent: boolean,
  message = firstOf(attempt),
) => ({
  id: attempt.id,
  msgId: message,
  messages: attempt.messages ?? [attempt.message],
  endpointId,
  eventType: attempt.eventType,
  url: attempt.url,
  timestamp: iso(attempt.at),
  status: attempt.status,
  statusText: statusText(attempt.status),
  responseStatusCode: attempt.code,
  responseDurationMs: attempt.duration,
  response: withContent ? attempt.response : "",
  triggerType: attempt.trigger,
  replayCount: attempt.replayCount,
  archivedAt: archivedAt(expiresAt),
});

const attemptQuery = {
  ...pageFields,
  ...logFilter,
  status: statusFilter,
  status_code_class: z.coerce
    .number()
    .pipe(z.union([0, 100, 200, 300, 400, 500].map((value) => z.literal(value))))
    .optional()
    .transform((value) => value ?? null)
    .openapi({ type: "integer", enum: [0, 100, 200, 300, 400, 500] }),
  with_content: flag(true),
};

const filterOf = (query: z.output<z.ZodObject<typeof attemptQuery>>) => ({
  status: query.status,
  codeClass: query.status_code_class,
  eventTypes: query.event_types,
  channel: query.channel,
  tag: query.tag,
  before: query.before,
  after: query.after,
});

/** Endpoints that a message was, or is to be, sent to. */
const destinations = (message: StoredMessage) =>
  Object.entries(message.verdicts ?? {})
    .filter(([, verdict]) => verdict === "matched" || verdict === "manual")
    .map(([id]) => id);

/** One page out of the pages of several logs that are all in the same order. */
function mergePages<T>(pages: Page<T>[], query: PageQuery, keyOf: (row: T) => string): Page<T> {
  const { ascending } = walk(query);
  const rows = pages.flatMap(({ data }) => data).sort((a, b) => (keyOf(a) < keyOf(b) === ascending ? -1 : 1));
  const merged = paginate(rows, query, keyOf);
  return { ...merged, done: merged.done && pages.every(({ done }) => done) };
}

const tag = "Attempt";

export const attempt = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/attempt/endpoint/{endpoint_id}",
      tag,
      summary: "List attempts at an endpoint, the latest first",
      params: endpointParams,
      query: z.object({ ...attemptQuery, with_msg: flag(false) }),
      answers: { 200: pageOf(attemptOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { app, endpoint } = await pathEndpoint(c);
      const page = await c.env.OUTBOX.getByName(endpoint.id).attempts(null, filterOf(query), toPage(query));
      const ids = [...new Set(page.data.map(firstOf))];
      const known = await c.env.JOURNAL.getByName(app.id).findMany(ids);
      const messages = new Map(known.map((message) => [message.id, message]));
      const contents = await contentsOf(c, app.id, query.with_msg ? ids : []);
      return jsonPage(
        mapPage(page, (attempt) => {
          const id = firstOf(attempt);
          const message = messages.get(id);
          // The log keeps an attempt a little longer than its message.
          const expiresAt = message?.expiresAt ?? timeOf(id) + config(c.env).logRetentionMs;
          const msg = query.with_msg && message ? messageJson(message, contents.get(id), true) : null;
          return withRaw(
            out(attempt, endpoint.id, expiresAt, query.with_content),
            msg === null ? {} : { msg },
          );
        }),
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/attempt/msg/{msg_id}",
      tag,
      summary: "List attempts at a message, the latest first",
      params: messageParams,
      query: z.object({ ...attemptQuery, endpoint_id: z.string().optional() }),
      answers: { 200: pageOf(attemptOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { message } = await pathMessage(c);
      const only =
        query.endpoint_id === undefined ? null : (await pathEndpoint(c, query.endpoint_id)).endpoint.id;
      const asked = destinations(message).filter((id) => only === null || id === only);
      const pages = await Promise.all(
        asked.map(async (id) => {
          const page = await c.env.OUTBOX.getByName(id).attempts(message.id, filterOf(query), toPage(query));
          return mapPage(page, (attempt) => ({ attempt, endpoint: id }));
        }),
      );
      const page = mergePages(pages, toPage(query), ({ attempt }) => attempt.id);
      return c.json(
        mapPage(page, ({ attempt, endpoint }) =>
          out(attempt, endpoint, message.expiresAt, query.with_content, message.id),
        ),
        200,
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}",
      tag,
      summary: "Get an attempt",
      params: attemptParams,
      answers: { 200: attemptOut.extend({ request: requestOut.nullable() }) },
    }),
    async (c) => {
      const { app, attempt, endpoint, message } = await pathAttempt(c);
      const request = await requestAsSent(c.env, app.id, attempt);
      const shown = request && {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
      };
      return c.json({ ...out(attempt, endpoint, message.expiresAt, true), request: shown }, 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/content",
      tag,
      summary: "Delete an attempt's response for good",
      params: attemptParams,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { attempt, endpoint } = await pathAttempt(c);
      await c.env.OUTBOX.getByName(endpoint).expungeAttempt(attempt.id);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/endpoint",
      tag,
      summary: "List the endpoints of a message, with where it stands at each",
      params: messageParams,
      query: z.object(pageFields),
      answers: { 200: pageOf(endpointOut.extend(standing)) },
    }),
    async (c) => {
      const query = toPage(c.req.valid("query"), "ascending");
      const { message } = await pathMessage(c);
      const { beyond, ascending, limit } = walk(query);
      const known = (await findAll(c.env, destinations(message)))
        .sort((a, b) => (a.id < b.id === ascending ? -1 : 1))
        .filter(({ id }) => beyond === null || (ascending ? id > beyond : id < beyond))
        .slice(0, limit);
      const rows = await Promise.all(known.map((endpoint) => standingAt(c.env, endpoint, message.id)));
      return c.json(
        paginate(rows, query, ({ id }) => id),
        200,
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/msg",
      tag,
      summary: "List the messages of an endpoint, with where each stands",
      params: endpointParams,
      query: z.object({ ...pageFields, ...logFilter, status: statusFilter, with_content: flag(true) }),
      answers: { 200: pageOf(messageOut.extend(standing)) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { app, endpoint } = await pathEndpoint(c);
      const { status, event_types: eventTypes, channel, tag, before, after } = query;
      const filter = { status, eventTypes, channel, tag, before, after };
      const page = await c.env.OUTBOX.getByName(endpoint.id).messages(filter, toPage(query));
      const ids = page.data.map(({ message }) => message);
      const journal = c.env.JOURNAL.getByName(app.id);
      const messages = new Map((await journal.findMany(ids)).map((message) => [message.id, message]));
      const contents = await contentsOf(c, app.id, query.with_content ? ids : []);
      return jsonPage({
        ...page,
        data: page.data.flatMap((state) => {
          const message = messages.get(state.message);
          if (message === undefined) return [];
          const where = stand(state.status, state.nextAttempt);
          return [messageJson(message, contents.get(message.id), query.with_content, where)];
        }),
      });
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/resend",
      tag,
      summary: "Send a message to an endpoint once more",
      description: "One attempt, now, without retries.",
      params: messageParams.extend({ endpoint_id: z.string() }),
      answers: { 202: z.object({}) },
    }),
    async (c) => {
      const { app, endpoint } = await pathEndpoint(c);
      const { journal, message } = await pathMessage(c);
      if (message.expiresAt <= Date.now())
        throw new PosthornError("gone", "The message's payload is gone, so it can't be sent again.");
      refuseStopped(app, endpoint);
      await journal.addManual([message.id], endpoint.id);
      const { id, eventType, channels, tags } = message;
      const offered = { message: id, eventType, channels, tags, notBefore: null, bytes: 0, cooldown: null };
      const outbox = c.env.OUTBOX.getByName(endpoint.id);
      await sendHandOut(c.env, await outbox.resend(endpointSettings(app, endpoint), offered));
      return c.json({}, 202);
    },
  );

/** The attempt that a path names, at which endpoint it was made. */
export async function pathAttempt(
  c: ApiContext,
): Promise<{ app: Application; attempt: LoggedAttempt; endpoint: string; message: StoredMessage }> {
  const { app, message } = await pathMessage(c);
  const id = c.req.param("attempt_id")!;
  const found = await Promise.all(
    destinations(message).map(async (endpoint) => ({
      endpoint,
      attempt: (await c.env.OUTBOX.getByName(endpoint).attempt(id)) as LoggedAttempt | null,
    })),
  );
  for (const { endpoint, attempt } of found)
    if (attempt && (attempt.message === message.id || attempt.messages?.includes(message.id)))
      return { app, endpoint, attempt, message };
  throw notFound();
}

/** D1 binds at most 100 values to a statement. */
async function findAll(env: Env, ids: string[]) {
  const found = [];
  for (let at = 0; at < ids.length; at += 100)
    found.push(...(await endpoints.findMany(env, ids.slice(at, at + 100))));
  return found;
}

const stand = (status: Attempt["status"] | 1 | 3 | 4, nextAttempt: number | null) => ({
  status,
  statusText: statusText(status),
  nextAttempt: nextAttempt === null ? null : iso(nextAttempt),
});

async function standingAt(env: Env, endpoint: endpoints.RatedEndpoint, message: string) {
  const [state] = await env.OUTBOX.getByName(endpoint.id).states([message]);
  return { ...outEndpoint(endpoint), ...stand(state?.status ?? 1, state?.nextAttempt ?? null) };
}

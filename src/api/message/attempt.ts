import { z } from "@hono/zod-openapi";
import {
  type AttemptsQuery,
  type AttemptWithRequest,
  attemptOut,
  attemptWithRequestOut,
  endpointAttemptsQuery,
  messageAttemptsQuery,
} from "../../contract/attempt.ts";
import { pageOf } from "../../contract/page.ts";
import { PosthornError } from "../../core/errors.ts";
import { timeOf } from "../../core/ids.ts";
import { withRaw } from "../../core/json/spans.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import { enqueueHandOut } from "../../pipeline/deliver/hand-out.ts";
import { requestAsSent } from "../../pipeline/request/as-sent.ts";
import { config } from "../../store/config.ts";
import { endpointParams, endpointSettings, pathEndpoint } from "../endpoint/path.ts";
import { refuseStopped } from "../endpoint/repair.ts";
import { route, router } from "../http/router.ts";
import { logFilterOf, mapPage, toPage } from "../http/shapes.ts";
import { firstOf, outAttempt } from "./attempt-out.ts";
import { attemptParams, destinations, pathAttempt } from "./attempt-path.ts";
import { jsonPage, messageJson } from "./json.ts";
import { contentsOf, messageParams, pathMessage } from "./path.ts";

const filterOf = (query: AttemptsQuery) => ({
  ...logFilterOf(query),
  status: query.status,
  codeClass: query.status_code_class,
});

const tag = "Attempt";

export const attempt = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/attempt/endpoint/{endpoint_id}",
      tag,
      summary: "List attempts at an endpoint, the latest first",
      params: endpointParams,
      query: endpointAttemptsQuery,
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
            outAttempt(attempt, endpoint.id, expiresAt, query.with_content),
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
      query: messageAttemptsQuery,
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
          outAttempt(attempt, endpoint, message.expiresAt, query.with_content, message.id),
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
      answers: { 200: attemptWithRequestOut },
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
      const out = outAttempt(attempt, endpoint, message.expiresAt, true);
      return c.json({ ...out, request: shown } satisfies AttemptWithRequest, 200);
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
      if (message.expiresAt <= Date.now()) throw new PosthornError("payload_gone");
      refuseStopped(app, endpoint);
      await journal.addManualVerdict([message.id], endpoint.id);
      const { id, eventType, channels, tags } = message;
      const offered = { message: id, eventType, channels, tags, notBefore: null, bytes: 0, cooldown: null };
      const outbox = c.env.OUTBOX.getByName(endpoint.id);
      await enqueueHandOut(c.env, await outbox.resend(await endpointSettings(c.env, endpoint), offered));
      return c.json({}, 202);
    },
  );

/** One page out of the pages of several logs that are all in the same order. */
function mergePages<T>(pages: Page<T>[], query: PageQuery, keyOf: (row: T) => string): Page<T> {
  const { ascending } = walk(query);
  const rows = pages.flatMap(({ data }) => data).sort((a, b) => (keyOf(a) < keyOf(b) === ascending ? -1 : 1));
  const merged = paginate(rows, query, keyOf);
  return { ...merged, done: merged.done && pages.every(({ done }) => done) };
}

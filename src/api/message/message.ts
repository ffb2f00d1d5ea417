import { z } from "@hono/zod-openapi";
import { flag } from "../../contract/filters.ts";
import {
  listedMessageOut,
  messageOut,
  messagesQuery,
  type Precheck,
  precheckIn,
  precheckOut,
  type Verdicts,
  verdictsOut,
} from "../../contract/message.ts";
import { pageOf } from "../../contract/page.ts";
import type { StoredMessage } from "../../objects/journal/messages.ts";
import { isListenedTo } from "../../pipeline/fan-out/precheck.ts";
import { pathApplication } from "../application/application.ts";
import { route, router } from "../http/router.ts";
import { logFilterOf, mapPage, toPage } from "../http/shapes.ts";
import { jsonAnswer, jsonPage, messageJson } from "./json.ts";
import { contentsOf, messageParams, pathMessage } from "./path.ts";

const tag = "Message";

const outVerdicts = ({ verdicts }: StoredMessage): Verdicts => ({
  done: verdicts !== null,
  data: Object.entries(verdicts ?? {}).map(([endpointId, verdict]) => ({ endpointId, verdict })),
});

export const message = router()
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/precheck/active",
      tag,
      summary: "Would some endpoint get such a message?",
      description: "By event type, channels and plan; filters, which need a payload, count as met.",
      params: z.object({ app_id: z.string() }),
      body: precheckIn,
      answers: { 200: precheckOut },
      scope: "send",
    }),
    async (c) => {
      const { id: app, org } = await pathApplication(c);
      const { eventType, channels } = c.req.valid("json");
      const active = await isListenedTo(c.env, { org, app }, { eventType, channels: channels ?? null });
      return c.json({ active } satisfies Precheck, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg",
      tag,
      summary: "List messages, the latest first",
      params: z.object({ app_id: z.string() }),
      description: "with_verdicts adds to each what its verdicts route says.",
      query: messagesQuery,
      answers: { 200: pageOf(listedMessageOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { id } = await pathApplication(c);
      const page = await c.env.JOURNAL.getByName(id).list(logFilterOf(query), toPage(query));
      const contents = await contentsOf(
        c,
        id,
        query.with_content ? page.data.map((message) => message.id) : [],
      );
      return jsonPage(
        mapPage(page, (message) =>
          messageJson(
            message,
            contents.get(message.id),
            query.with_content,
            query.with_verdicts ? { verdicts: outVerdicts(message) } : {},
          ),
        ),
      );
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}",
      tag,
      summary: "Get a message by id or eventId",
      params: messageParams,
      query: z.object({ with_content: flag(true) }),
      answers: { 200: messageOut },
    }),
    async (c) => {
      const { app, message } = await pathMessage(c);
      const { with_content } = c.req.valid("query");
      const contents = await contentsOf(c, app.id, with_content ? [message.id] : []);
      return jsonAnswer(messageJson(message, contents.get(message.id), with_content));
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg/{msg_id}/verdicts",
      tag,
      summary: "Why the message went to each endpoint, or didn't",
      description:
        "One verdict an endpoint of the application: matched, disabled, unconfirmed (its email address is not confirmed), event_type (not subscribed), channel, origin (excluded), filter (not passed), plan (does not include the event type), cooldown (the endpoint got one for the same key just before), webhooks_disabled (switched off for the application), manual (sent by hand only). `done` is false while the message waits for its fan-out.",
      params: messageParams,
      answers: { 200: verdictsOut },
    }),
    async (c) => {
      const { message } = await pathMessage(c);
      return c.json(outVerdicts(message), 200);
    },
  );

import { z } from "@hono/zod-openapi";
import { PosthornError } from "../core/errors.ts";
import { timeOf } from "../core/ids.ts";
import type { Content } from "../core/jobs.ts";
import { elements, members, type Span, withRaw } from "../core/json.ts";
import { messageFields, type NewMessage, newMessage } from "../core/message.ts";
import type { StoredMessage } from "../objects/messages.ts";
import { type Acceptance, accept, checkSize, refusal } from "../pipeline/accept.ts";
import { readContents } from "../pipeline/contents.ts";
import { applicationIn, createMissing, pathApplication } from "./application.ts";
import { type ApiContext, describeError, issuesAt, route, router } from "./http.ts";
import { idempotencyKey } from "./idempotency.ts";
import { flag, iso, logFilter, mapPage, pageFields, pageOf, toPage } from "./shapes.ts";

const payload = z
  .record(z.string(), z.unknown())
  .openapi({ type: "object", description: "A JSON object, delivered byte for byte as submitted." });
const messageIn = messageFields
  .extend({
    payload,
    application: applicationIn.nullish().openapi({
      description: "Creates the application when there is none with the uid of the path.",
    }),
  })
  .openapi("MessageIn");
export const messageOut = z
  .object({
    id: z.string(),
    eventType: z.string(),
    origin: z.string().nullable(),
    eventId: z.string().nullable(),
    channels: z.array(z.string()).nullable(),
    tags: z.array(z.string()).nullable(),
    deliverAt: z.string().nullable(),
    timestamp: z.string(),
    archivedAt: z.string().nullable().openapi({ description: "Since when its payload is gone." }),
    payload,
  })
  .openapi("MessageOut");
const batchError = z.object({ code: z.string().optional(), detail: z.unknown() });
const batchOut = z.object({
  data: z.array(
    z.object({ status: z.number(), message: messageOut.optional(), error: batchError.optional() }),
  ),
});

const messageParams = z.object({ app_id: z.string(), msg_id: z.string() });
const notFound = () => new PosthornError("not_found", "There is no such message.");

/** Since when a payload that expires then (ms) is gone; null while it is there. */
export const archivedAt = (expiresAt: number) => (expiresAt <= Date.now() ? iso(expiresAt) : null);

const summary = (message: StoredMessage) => ({
  id: message.id,
  eventType: message.eventType,
  origin: message.origin,
  eventId: message.eventId,
  channels: message.channels,
  tags: message.tags,
  deliverAt: message.deliverAt === null ? null : iso(message.deliverAt),
  timestamp: iso(timeOf(message.id)),
  archivedAt: archivedAt(message.expiresAt),
});

const expired = '{"expired":true}';

/** A body that is not JSON appears as a JSON string. */
function asJson({ payload }: Content): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    return JSON.stringify(payload);
  }
}

/** The message as JSON text, with its payload as it was submitted; `extra` members on top. */
export const messageJson = (
  message: StoredMessage,
  content: Content | null | undefined,
  withContent: boolean,
  extra: Record<string, unknown> = {},
) =>
  withRaw(
    { ...summary(message), ...extra },
    { payload: withContent ? (content ? asJson(content) : expired) : "{}" },
  );

export const jsonAnswer = (text: string, status = 200) =>
  new Response(text, { status, headers: { "content-type": "application/json" } });

/** The page's rows as JSON texts in one JSON text. */
export const jsonPage = (page: {
  data: string[];
  iterator: string | null;
  prevIterator: string | null;
  done: boolean;
}) => {
  const { data, ...rest } = page;
  return jsonAnswer(withRaw(rest, { data: `[${data.join(",")}]` }));
};

/** The message that a path names, by id or `eventId`. */
export async function pathMessage(c: ApiContext) {
  const app = await pathApplication(c);
  const journal = c.env.JOURNAL.getByName(app.id);
  const message = await journal.find(c.req.param("msg_id")!);
  if (!message) throw notFound();
  return { app, journal, message: message as StoredMessage };
}

/** Payloads of messages of one application; those that are gone are missing. */
export const contentsOf = async (c: ApiContext, app: string, ids: string[]): Promise<Map<string, Content>> =>
  ids.length === 0 ? new Map() : readContents(c.env, await c.env.JOURNAL.getByName(app).locate(ids));

function asNewMessage(text: string, span: Span, fields: z.infer<typeof messageIn>): NewMessage {
  const { start, end } = members(text, span.start).get("payload")!;
  return newMessage(fields, text.slice(start, end), Date.now());
}

const tag = "Message";
const mostMessages = 100;

export const message = router()
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg",
      tag,
      summary: "Send a message",
      description: "202: durable and queued. An unknown event type is not an error.",
      params: z.object({ app_id: z.string() }),
      query: z.object({ with_content: flag(true) }),
      body: messageIn,
      answers: { 202: messageOut },
      orgOnly: true,
    }),
    async (c) => {
      const input = c.req.valid("json");
      const text = await c.req.text();
      const fresh = asNewMessage(text, { start: 0, end: text.length }, input);
      if (input.application) await createMissing(c, input.application);
      const { org } = c.var.caller;
      const { app, acceptances } = await accept(
        c.env,
        org,
        c.req.valid("param").app_id,
        [fresh],
        [await idempotencyKey(c)],
        "https",
      );
      const acceptance = acceptances[0]!;
      if (!acceptance.ok) throw refusal(fresh, acceptance.reason);
      const withContent = c.req.valid("query").with_content;
      const content =
        acceptance.repeated && withContent
          ? (await contentsOf(c, app.id, [acceptance.message.id])).get(acceptance.message.id)
          : fresh;
      return jsonAnswer(messageJson(acceptance.message, content, withContent), 202);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/app/{app_id}/msg/batch",
      tag,
      summary: "Send 1 to 100 messages",
      description:
        "Each is answered on its own, in order: `{status: 202, message}`, or the status and error that it would have got alone. The answers come without payloads unless with_content=true.",
      params: z.object({ app_id: z.string() }),
      query: z.object({ with_content: flag(false) }),
      body: z.object({ messages: z.array(z.unknown()).min(1).max(mostMessages) }).openapi("MessageBatchIn", {
        properties: { messages: { type: "array", items: { $ref: "#/components/schemas/MessageIn" } } },
      }),
      answers: { 202: batchOut },
      orgOnly: true,
    }),
    async (c) => {
      const { messages } = c.req.valid("json");
      const text = await c.req.text();
      const spans = elements(text, members(text).get("messages")!.start);
      const read = await createFor(
        c,
        messages.map((item, index) => readItem(c.env, text, spans[index]!, item)),
      );
      const good = read.flatMap((item, index) => (item.ok ? [{ index, message: item.message }] : []));
      const key = await idempotencyKey(c);
      let acceptances: Acceptance[] = [];
      const keys = good.map(({ index }) => (key === null ? null : `${key}#${index}`));
      if (good.length === 0) await pathApplication(c);
      else
        ({ acceptances } = await accept(
          c.env,
          c.var.caller.org,
          c.req.valid("param").app_id,
          good.map(({ message }) => message),
          keys,
          "https",
        ));
      const withContent = c.req.valid("query").with_content;
      const items = read.map((item) =>
        item.ok ? "" : JSON.stringify({ status: item.status, error: item.error }),
      );
      for (const [place, { index, message }] of good.entries())
        items[index] = itemJson(acceptances[place]!, message, withContent);
      return jsonAnswer(`{"data":[${items.join(",")}]}`, 202);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/msg",
      tag,
      summary: "List messages, the latest first",
      params: z.object({ app_id: z.string() }),
      query: z.object({ ...pageFields, ...logFilter, with_content: flag(true) }),
      answers: { 200: pageOf(messageOut) },
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { id } = await pathApplication(c);
      const { channel, tag, before, after, event_types } = query;
      const filter = { channel, tag, before, after, eventTypes: event_types };
      const page = await c.env.JOURNAL.getByName(id).list(filter, toPage(query));
      const contents = await contentsOf(
        c,
        id,
        query.with_content ? page.data.map((message) => message.id) : [],
      );
      return jsonPage(
        mapPage(page, (message) => messageJson(message, contents.get(message.id), query.with_content)),
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
      answers: {
        200: z.object({
          done: z.boolean(),
          data: z.array(z.object({ endpointId: z.string(), verdict: z.string() })),
        }),
      },
    }),
    async (c) => {
      const { message } = await pathMessage(c);
      const data = Object.entries(message.verdicts ?? {}).map(([endpointId, verdict]) => ({
        endpointId,
        verdict,
      }));
      return c.json({ done: message.verdicts !== null, data }, 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/app/{app_id}/msg/{msg_id}/content",
      tag,
      summary: "Delete a message's payload for good",
      params: messageParams,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { journal, message } = await pathMessage(c);
      await journal.expunge(message.id);
      return c.body(null, 204);
    },
  );

type Item =
  | { ok: true; message: NewMessage; application: z.infer<typeof applicationIn> | null }
  | { ok: false; status: number; error: unknown };

const failed = (error: unknown): Item => {
  const { status, body } = describeError(error);
  return { ok: false, status, error: body };
};

/** Creates the application that the first item with one brings along; an item whose application doesn't fit fails. */
async function createFor(c: ApiContext, items: Item[]): Promise<Item[]> {
  const read = [...items];
  for (const [index, item] of items.entries()) {
    if (!item.ok || item.application === null) continue;
    try {
      await createMissing(c, item.application);
      break;
    } catch (error) {
      read[index] = failed(error);
    }
  }
  return read;
}

/** One element of a batch, with its own error when it doesn't fit. */
function readItem(env: Env, text: string, span: Span, item: unknown): Item {
  try {
    const parsed = messageIn.safeParse(item);
    if (!parsed.success) throw issuesAt("body", parsed.error.issues);
    const message = asNewMessage(text, span, parsed.data);
    checkSize(env, message.payload);
    return { ok: true, message, application: parsed.data.application ?? null };
  } catch (error) {
    return failed(error);
  }
}

function itemJson(acceptance: Acceptance, message: NewMessage, withContent: boolean): string {
  if (acceptance.ok)
    return withRaw({ status: 202 }, { message: messageJson(acceptance.message, message, withContent) });
  const { status, body } = describeError(refusal(message, acceptance.reason));
  return JSON.stringify({ status, error: body });
}

import { z } from "@hono/zod-openapi";
import type { ApplicationIn } from "../../contract/application.ts";
import { flag } from "../../contract/filters.ts";
import {
  type MessageIn,
  messageBatchIn,
  messageBatchOut,
  messageIn,
  messageOut,
} from "../../contract/message.ts";
import { elements, members, type Span, withRaw } from "../../core/json/spans.ts";
import { type NewMessage, newMessage } from "../../core/message.ts";
import { type Acceptance, accept, checkSize, refusal } from "../../pipeline/accept/accept.ts";
import { createMissing, pathApplication } from "../application/application.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { type ApiContext, describeError, problemsAt, route, router } from "../http/router.ts";
import { jsonAnswer, messageJson } from "./json.ts";
import { contentsOf } from "./path.ts";

const tag = "Message";

/** How messages come in. */
export const messageSend = router()
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
      scope: "send",
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
      body: messageBatchIn,
      answers: { 202: messageBatchOut },
      orgOnly: true,
      scope: "send",
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
  );

function asNewMessage(text: string, span: Span, fields: MessageIn): NewMessage {
  const { start, end } = members(text, span.start).get("payload")!;
  return newMessage(fields, text.slice(start, end), Date.now());
}

type Item =
  | { ok: true; message: NewMessage; application: ApplicationIn | null }
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
    if (!parsed.success) throw problemsAt("body", parsed.error.issues);
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

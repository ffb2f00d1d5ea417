import type { Message } from "../../contract/message.ts";
import { timeOf } from "../../core/ids.ts";
import { isObject, type Lossless } from "../../core/json/lossless.ts";
import { withRaw } from "../../core/json/spans.ts";
import type { Content } from "../../core/message.ts";
import type { StoredMessage } from "../../objects/journal/messages.ts";
import { iso } from "../http/shapes.ts";

/** Since when a payload that expires then (ms) is gone; null while it is there. */
export const archivedAt = (expiresAt: number) => (expiresAt <= Date.now() ? iso(expiresAt) : null);

const summary = (message: StoredMessage): Omit<Message, "payload"> => ({
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

const expired = { payload: '{"expired":true}' };
const empty = { payload: "{}" };

/** What is no JSON object is sent all the same, and stands beside the payload, which SDKs take for one. */
function shown({ payload }: Content): Record<string, string> {
  try {
    if (isObject(JSON.parse(payload) as Lossless)) return { payload };
  } catch {}
  return { ...empty, rawPayload: JSON.stringify(payload) };
}

/** The message as JSON text, with its payload as it was submitted; `extra` members on top. */
export const messageJson = (
  message: StoredMessage,
  content: Content | null | undefined,
  withContent: boolean,
  extra: Record<string, unknown> = {},
) => withRaw({ ...summary(message), ...extra }, !withContent ? empty : content ? shown(content) : expired);

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

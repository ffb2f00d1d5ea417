import { batchBytes } from "../../core/delivery/batching.ts";
import type { Member } from "../../core/delivery/delivery.ts";
import { timeOf } from "../../core/ids.ts";
import type { Content } from "../../core/message.ts";
import {
  batchRequest,
  type Event,
  element,
  plain,
  type RequestShape,
  type ShapedRequest,
  shapeRequest,
} from "../../core/request/shape.ts";
import type { Endpoint } from "../../store/schema.ts";

/** A message with its payload, on its way out. */
export type Outbound = Member & { content: Content };

/** How an endpoint wants its requests; null for the payload as it is. */
export function shapeOf({ url, extensions }: Pick<Endpoint, "url" | "extensions">): RequestShape | null {
  const { request, payload, batching } = extensions;
  const batch = batching?.enabled ?? false;
  if (!request && !payload && !batch && !url.includes("__")) return null;
  return { ...plain, ...request, ...payload, hierarchy: payload?.hierarchy ?? null, batch };
}

/** The request for one message, or for those of a batch. */
export function requestFor(
  shape: RequestShape | null,
  url: string,
  messages: readonly Outbound[],
): ShapedRequest {
  const [first] = messages;
  if (shape === null)
    return { method: "POST", url, body: first!.content.payload, contentType: first!.content.contentType };
  if (shape.batch)
    return batchRequest(
      shape,
      url,
      messages.map((message) => element(shape, eventOf(message))),
    );
  const { payload, contentType } = first!.content;
  const request = shapeRequest(shape, url, eventOf(first!));
  // What goes as it was submitted is still what the producer says it is.
  return request.body === payload ? { ...request, contentType: contentType ?? request.contentType } : request;
}

export const eventOf = ({ message, eventType, content }: Outbound): Event => ({
  id: message,
  type: eventType,
  timestamp: new Date(timeOf(message)).toISOString(),
  payload: content.payload,
});

const encoder = new TextEncoder();

/** Bytes that a message takes as an element of a batch. */
export const elementBytes = (shape: RequestShape, message: Outbound): number =>
  encoder.encode(element(shape, eventOf(message))).length;

/** Is this more than a batch may have? */
export const isOversized = ({ body }: ShapedRequest): boolean =>
  body !== null && body.length * 3 > batchBytes && encoder.encode(body).length > batchBytes;

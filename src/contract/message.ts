import { z } from "@hono/zod-openapi";
import { verdicts } from "../core/matching/match.ts";
import { messageFields } from "../core/message.ts";
import { applicationIn } from "./application.ts";
import { httpError, validationError } from "./error.ts";
import { name, status } from "./fields.ts";
import { flag, logFilter, statusFilter } from "./filters.ts";
import { pageFields } from "./page.ts";

const payload = z
  .record(z.string(), z.unknown())
  .openapi({ type: "object", description: "A JSON object, delivered byte for byte as submitted." });

export const messageIn = messageFields
  .extend({
    payload,
    application: applicationIn.nullish().openapi({
      description: "Creates the application when there is none with the uid of the path.",
    }),
  })
  .openapi("MessageIn");
export type MessageIn = z.output<typeof messageIn>;

const mostMessages = 100;
/** Each message is read on its own, so that one that doesn't fit keeps none of the others back. */
export const messageBatchIn = z
  .object({ messages: z.array(z.unknown()).min(1).max(mostMessages) })
  .openapi("MessageBatchIn", {
    properties: { messages: { type: "array", items: { $ref: "#/components/schemas/MessageIn" } } },
  });

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
    rawPayload: z.string().optional().openapi({
      description: "What is sent, where it is no JSON object; then the payload is empty.",
    }),
  })
  .openapi("MessageOut");
export type Message = z.output<typeof messageOut>;

const batchError = z.union([httpError, validationError]);
export const messageBatchOut = z.object({
  data: z.array(
    z.object({ status: z.number(), message: messageOut.optional(), error: batchError.optional() }),
  ),
});

export const precheckIn = z
  .object({ eventType: name, channels: z.array(name).max(10).nullish() })
  .openapi("MessagePrecheckIn");

export const precheckOut = z
  .object({ active: z.boolean().openapi({ description: "Would some endpoint get such a message?" }) })
  .openapi("MessagePrecheckOut");
export type Precheck = z.output<typeof precheckOut>;

export const verdictsOut = z
  .object({
    done: z.boolean(),
    data: z.array(z.object({ endpointId: z.string(), verdict: z.enum(verdicts) })),
  })
  .openapi("MessageVerdicts");
/** `done` is false while the message waits for being handed to the endpoints. */
export type Verdicts = z.output<typeof verdictsOut>;

export const messagesQuery = z.object({
  ...pageFields("message"),
  ...logFilter,
  with_content: flag(true),
  with_verdicts: flag(false),
});
export const listedMessageOut = messageOut.extend({ verdicts: verdictsOut.optional() });

/** Where a message stands at an endpoint. */
export const deliveryStatus = { status, statusText: z.string(), nextAttempt: z.string().nullable() };
export type DeliveryStatus = z.output<z.ZodObject<typeof deliveryStatus>>;

export const endpointMessageOut = messageOut.extend(deliveryStatus);
export type EndpointMessage = z.output<typeof endpointMessageOut>;
export const endpointMessagesQuery = z.object({
  ...pageFields("message"),
  ...logFilter,
  status: statusFilter,
  with_content: flag(true),
});

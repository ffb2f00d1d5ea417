import { z } from "@hono/zod-openapi";
import { triggers } from "../core/delivery/delivery.ts";
import { endpointOut } from "./endpoint.ts";
import { bodyFailureOut, failureOut } from "./failure.ts";
import { status } from "./fields.ts";
import { flag, logFilter, statusCodeClassFilter, statusFilter } from "./filters.ts";
import { deliveryStatus, messageOut } from "./message.ts";
import { pageFields } from "./page.ts";

export const attemptOut = z
  .object({
    id: z.string(),
    msgId: z.string(),
    messages: z.array(z.string()).openapi({ description: "Of a batch, all that it is made of." }),
    endpointId: z.string(),
    eventType: z.string().openapi({ description: "Empty for a batch of several event types." }),
    url: z.string(),
    timestamp: z.string(),
    status,
    statusText: z.string(),
    responseStatusCode: z.number(),
    responseDurationMs: z.number(),
    response: z.string(),
    failure: failureOut,
    bodyFailure: bodyFailureOut,
    triggerType: z.literal(Object.values(triggers)).openapi({
      type: "integer",
      enum: Object.values(triggers),
      description: "Scheduled 0, Manual 1",
    }),
    replayCount: z.number().openapi({
      description:
        "Which one by hand it is of its message at this endpoint, from 1; 0 for one that the schedule made.",
    }),
    archivedAt: z.string().nullable().openapi({ description: "Since when the message's payload is gone." }),
    msg: messageOut.optional(),
  })
  .openapi("MessageAttemptOut");
export type Attempt = z.output<typeof attemptOut>;

const request = z
  .object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  })
  .openapi({ description: "As it was sent, secrets masked; null when none was made." });
/** `body` is null for a request without one, and once the payload is gone. */
export type SentRequest = z.output<typeof request>;

export const attemptWithRequestOut = attemptOut.extend({ request: request.nullable() });
export type AttemptWithRequest = z.output<typeof attemptWithRequestOut>;

/** An endpoint that a message was, or is to be, sent to. */
export const destinationOut = endpointOut.extend(deliveryStatus);
export type Destination = z.output<typeof destinationOut>;

const filters = {
  ...pageFields("attempt"),
  ...logFilter,
  status: statusFilter,
  status_code_class: statusCodeClassFilter,
  with_content: flag(true),
};
export const endpointAttemptsQuery = z.object({ ...filters, with_msg: flag(false) });
export const messageAttemptsQuery = z.object({ ...filters, endpoint_id: z.string().optional() });
export type AttemptsQuery = z.output<z.ZodObject<typeof filters>>;

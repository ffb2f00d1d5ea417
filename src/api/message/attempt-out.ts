import { z } from "@hono/zod-openapi";
import { type Attempt, statusText } from "../../core/delivery/attempt.ts";
import type { LoggedAttempt } from "../../objects/outbox/attempts.ts";
import { iso } from "../http/shapes.ts";
import { failureOut } from "./failure.ts";
import { archivedAt, messageOut } from "./json.ts";

/** How an attempt is shown. */

export const attemptOut = z
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
    failure: failureOut,
    triggerType: z.number().openapi({ description: "Scheduled 0, Manual 1" }),
    replayCount: z.number().openapi({
      description:
        "Which one by hand it is of its message at this endpoint, from 1; 0 for one that the schedule made.",
    }),
    archivedAt: z.string().nullable().openapi({ description: "Since when the message's payload is gone." }),
    msg: messageOut.optional(),
  })
  .openapi("MessageAttemptOut");
export const requestOut = z
  .object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
  })
  .openapi({ description: "As it was sent, secrets masked; null when none was made." });

export const firstOf = (attempt: Attempt) => attempt.messages?.[0] ?? attempt.message;

/**
 * @param expiresAt of the message's payload (ms)
 * @param message the one that was asked about; of a batch, else, the first
 */
export const outAttempt = (
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
  failure: attempt.failure,
  triggerType: attempt.trigger,
  replayCount: attempt.replayCount,
  archivedAt: archivedAt(expiresAt),
});

import type { Attempt as AttemptShown } from "../../contract/attempt.ts";
import { type Attempt, statusText } from "../../core/delivery/attempt.ts";
import type { LoggedAttempt } from "../../objects/outbox/attempts.ts";
import { iso } from "../http/shapes.ts";
import { archivedAt } from "./json.ts";

/** How an attempt is shown. */

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
): AttemptShown => ({
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
  bodyFailure: attempt.bodyFailure,
  triggerType: attempt.trigger,
  replayCount: attempt.replayCount,
  archivedAt: archivedAt(expiresAt),
});

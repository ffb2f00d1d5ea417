import { type Attempt, type Outcome, type SentRequest, statuses } from "../../core/delivery/attempt.ts";
import type { Delivery } from "../../core/delivery/delivery.ts";
import type { DeliveryJob } from "../../core/jobs.ts";
import { newId } from "../../store/ids.ts";
import { log } from "../../store/log.ts";

/**
 * An attempt for the log.
 *
 * @param url the endpoint's address
 * @param members of a batch, the messages that were in the request
 * @param request null when none was made
 */
export const attemptOf = (
  delivery: Delivery,
  url: string,
  members: string[] | null,
  outcome: Outcome,
  request: SentRequest | null,
): Attempt => ({
  id: newId("attempt"),
  message: delivery.message,
  eventType: delivery.eventType,
  channels: delivery.channels,
  tags: delivery.tags,
  trigger: delivery.trigger,
  at: outcome.at,
  status: outcome.success ? statuses.success : statuses.fail,
  code: outcome.code,
  response: outcome.response,
  failure: outcome.failure,
  bodyFailure: outcome.bodyFailure,
  duration: outcome.duration,
  url,
  messages: members,
  request,
});

export const logAttempt = ({ org, app, endpoint }: DeliveryJob, delivery: Delivery, made: Attempt) =>
  log("attempt", {
    org,
    app,
    endpoint,
    message: made.message,
    attempt: made.id,
    number: delivery.attempt,
    trigger: made.trigger,
    type: made.eventType,
    outcome: made.status === statuses.success ? "success" : "fail",
    status: made.code,
    failure: made.failure?.code ?? null,
    ms: made.duration,
  });

import { type Attempt, type Status, statuses } from "./delivery/attempt.ts";

/** What Posthorn tells the operator of the deliveries to its customers. */
export const operationalTypes = [
  "endpoint.created",
  "endpoint.updated",
  "endpoint.deleted",
  "endpoint.disabled",
  "message.attempt.failing",
  "message.attempt.exhausted",
  "message.attempt.recovered",
] as const;
export type OperationalType = (typeof operationalTypes)[number];

/** What becomes of an endpoint by somebody's hand. */
export type EndpointEvent = "endpoint.created" | "endpoint.updated" | "endpoint.deleted";

/** The endpoint that an event is about, as its receivers read it. */
export interface EndpointSubject {
  appId: string;
  appUid: string | null;
  endpointId: string;
  endpointUid: string | null;
}

export const operationalSuffix = "/operational";

/** Owns the operator's own endpoints. No token can name it, so that no list and no path of the organisation leads there. */
export const operationalOrg = (org: string) => `${org}${operationalSuffix}`;

export const isOperational = (org: string) => org.endsWith(operationalSuffix);

/** The organisation itself, given its own name or that of what owns its operational endpoints. */
export const mainOrg = (org: string) => (isOperational(org) ? org.slice(0, -operationalSuffix.length) : org);

/** An operator is told that a message is failing when so many attempts at it have failed, and more are to come. */
export const failingAfter = 4;

export type Notice = Extract<OperationalType, `message.attempt.${string}`>;

/** What the operator is to be told of a message. */
export interface AttemptNotice {
  notice: Notice;
  message: string;
  attempt: Pick<Attempt, "id" | "at" | "code">;
}

/**
 * What is told of an attempt, null for nothing.
 *
 * @param attempt which one it was, from 1; all before it have failed
 * @param status where the delivery stands now
 */
export function noticeOf(attempt: number, status: Status): Notice | null {
  if (status === statuses.success) return attempt > failingAfter ? "message.attempt.recovered" : null;
  if (status === statuses.fail) return "message.attempt.exhausted";
  return status === statuses.pending && attempt === failingAfter ? "message.attempt.failing" : null;
}

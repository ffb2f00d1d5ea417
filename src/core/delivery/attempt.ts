import type { RequestShape } from "../request/shape.ts";
import type { Trigger } from "./delivery.ts";
import type { Failure } from "./failure.ts";

/** Of a delivery, and of an attempt; the numbers are the API's. */
export const statuses = { success: 0, pending: 1, fail: 2, sending: 3, canceled: 4 } as const;
export type Status = (typeof statuses)[keyof typeof statuses];

export const statusText = (status: Status) =>
  (Object.keys(statuses) as (keyof typeof statuses)[]).find((name) => statuses[name] === status)!;

/**
 * What the API says of a delivery that failed and waits for its next attempt: asked about the message, it has failed so
 * far; asked about the endpoint, it is still being sent (as in Svix).
 */
export const waitsAgain = { ofMessage: statuses.fail, ofEndpoint: statuses.sending } as const;

/** What stands in place of an answer that was deleted. */
export const expungedAnswer = "EXPUNGED";

/** One try at a delivery, as the log keeps it. */
export interface Attempt {
  id: string;
  message: string;
  eventType: string;
  channels: string[] | null;
  tags: string[] | null;
  trigger: Trigger;
  /** When the request left (ms). */
  at: number;
  status: typeof statuses.success | typeof statuses.fail;
  /** HTTP status, 0 when there was no answer. */
  code: number;
  /** The answer's body, at most 20 kB of it, or in words why there was none. */
  response: string;
  /** Null for a success. */
  failure: Failure | null;
  /** Why the answer's body could not be read, beside what its status decided; null when it could. */
  bodyFailure: Failure | null;
  /** Until the answer was read (ms). */
  duration: number;
  /** The endpoint's address then, with its placeholders. */
  url: string;
  /** Of a batch, its messages; null for a single one. */
  messages: string[] | null;
  /** Null when nothing was sent. */
  request: SentRequest | null;
}

/** What is needed, beside the payloads, to see a request again as it was sent. */
export interface SentRequest {
  method: RequestShape["method"] | "EMAIL";
  /** As sent, secrets masked. */
  headers: Record<string, string>;
  /** How the body was made of the payload; null for the payload as it is. */
  shape: RequestShape | null;
}

/** What one try came to: an answer of the receiver, good or bad, or the lack of one. */
export interface Outcome {
  success: boolean;
  code: number;
  response: string;
  duration: number;
  /** When the request left (ms). */
  at: number;
  /** Null for a success. */
  failure: Failure | null;
  /** See `Attempt`. */
  bodyFailure: Failure | null;
  /** The failure in words. */
  reason: string | null;
  /** Headers as they were sent. */
  headers: Record<string, string>;
  /** Seconds that the receiver asked to wait, or null. */
  retryAfter: number | null;
}

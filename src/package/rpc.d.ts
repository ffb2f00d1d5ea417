/** What a service binding to the entrypoint `Producer` offers. Types alone: the Worker behind the binding has the code. */
import type { EventMessage } from "./jobs.js";

export type { EventMessage };

export interface Producer {
  /**
   * Accepts one message. When this resolves, it is durable and queued.
   *
   * @throws Error whose message begins with the API's error code: `not_found`, `conflict`, `payload_too_large`,
   *   `unavailable`, or `generic_error` with the field that doesn't fit
   */
  send(target: Target, message: EventMessage, options?: SendOptions): Promise<SentMessage>;
  /** Accepts 1 to 100 messages, each answered on its own, in order. An idempotency key counts for the whole batch. */
  sendBatch(target: Target, messages: EventMessage[], options?: SendOptions): Promise<BatchItem[]>;
}

export interface Target {
  /** The organisation; may be left out when the binding's props name it, and must not be another one then. */
  org?: string;
  /** Id or uid of the application. */
  application: string;
}

export interface SendOptions {
  /** The same key within 12 hours is the same message. */
  idempotencyKey?: string;
}

export interface SentMessage {
  id: string;
  eventType: string;
  eventId: string | null;
}

export type BatchItem =
  | { status: 202; message: SentMessage }
  | { status: 409; error: { code: "conflict"; detail: string } }
  | { status: 413; error: { code: "payload_too_large"; detail: string } }
  | { status: 422; error: { code: "generic_error"; detail: string } };

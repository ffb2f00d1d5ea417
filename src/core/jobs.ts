import { z } from "zod";
import type { HandedOut } from "./delivery/delivery.ts";
import { namePattern, orgPattern } from "./ids.ts";
import { type Content, messageFields } from "./message.ts";
import type { AttemptNotice, EndpointEvent, EndpointSubject } from "./operational.ts";
import { saying } from "./problems/zod.ts";

/**
 * What travels in the queues. `eventJob` is public: a Worker of the same account may put it into the events queue
 * itself. It stands here, right of everything that sends or takes a job.
 */

/** Version 1 of the message that a producer puts into the queue `posthorn-events`. */
export const eventJob = z.strictObject({
  v: z.literal(1),
  kind: z.literal("event"),
  /** The organisation that owns the application. */
  org: z.string().regex(orgPattern),
  /** Id or uid of the application. */
  application: z.string().regex(namePattern, saying("name_invalid")),
  message: messageFields.extend({
    /** An object, or its JSON text when it must arrive byte for byte. */
    payload: z.union([z.record(z.string(), z.unknown()), z.string().min(2)], {
      error: saying("payload_invalid"),
    }),
  }),
});

export type EventJob = z.infer<typeof eventJob>;

/** A message on its way to the fan-out. */
export interface QueuedMessage {
  id: string;
  eventType: string;
  origin: string | null;
  channels: string[] | null;
  tags: string[] | null;
  deliverAt: number | null;
  /** When the payload expires (ms). */
  expiresAt: number;
  contentType: string | null;
  /** Null when it lies in R2 already. */
  payload: string | null;
  /** The one endpoint that it is for, absent or null for all that match. */
  recipient?: string | null;
}

/** Messages that the Journal of an application has made durable. */
export interface FanOutJob {
  v: 1;
  kind: "fan_out";
  org: string;
  app: string;
  messages: QueuedMessage[];
}

/** A step of a replay of what an endpoint never got. */
export interface ReplayJob {
  v: 1;
  kind: "replay";
  org: string;
  app: string;
  endpoint: string;
  replay: string;
  /** Messages accepted in [since, until) (ms) … */
  since: number;
  until: number;
  /** … beyond this one. */
  after: string | null;
}

/** What an endpoint's Outbox handed out, or a part of it. */
export interface DeliveryJob {
  v: 1;
  kind: "deliveries";
  org: string;
  app: string;
  endpoint: string;
  lease: string;
  /** Not begun by then (ms), it goes back to the Outbox. */
  sendBefore: number;
  /** With their payloads, or null to ask the Journal for them. */
  deliveries: (HandedOut & { content: Content | null })[];
}

/** What is to follow from outcomes, as an endpoint's Outbox has noted it. */
export interface NoticeJob {
  v: 1;
  kind: "notice";
  org: string;
  app: string;
  endpoint: string;
  /** Under which the Outbox has noted it. */
  notice: string;
  content:
    | { kind: "attempts"; notices: AttemptNotice[] }
    /** It is to be disabled, while its settings are of this version; it has only failed since then (ms). */
    | { kind: "delinquent"; version: number; failingSince: number | null };
}

/** What is to follow from a change that somebody makes, as the organisation has noted it before. */
export interface ChangeJob {
  v: 1;
  kind: "change";
  org: string;
  app: string;
  /** Under which the organisation has noted it. */
  change: string;
  /** What is changed is of this revision, or of a later one, when that is done. */
  revision: number;
  content: /** Null for what the operator is not told of. */
    | { kind: "endpoint"; event: EndpointEvent | null; subject: EndpointSubject }
    /** What waits for its endpoints goes by its settings; those up to `after` know. */
    | { kind: "application"; after: string | null };
}

/** What Posthorn itself queues. */
export type Job = FanOutJob | ReplayJob | DeliveryJob | NoticeJob | ChangeJob;

/** Is a queue message a job of this kind? */
export const isJob = <K extends Job["kind"]>(body: unknown, kind: K): body is Extract<Job, { kind: K }> =>
  typeof body === "object" && body !== null && "kind" in body && body.kind === kind;

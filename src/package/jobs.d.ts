/** Events that a Worker of the same account puts into the queue `posthorn-events` itself. */

/** Version 1 of such a message. */
export interface EventJob {
  v: 1;
  kind: "event";
  /** The organisation that owns the application. */
  org: string;
  /** Id or uid of the application. */
  application: string;
  message: EventMessage;
}

export interface EventMessage {
  /** 1 to 256 characters of a-z, A-Z, 0-9, `-`, `_` and `.`. */
  eventType: string;
  /** An object, or its JSON text when it must arrive byte for byte. */
  payload: Record<string, unknown> | string;
  /** Names the event: a second one with the same is the same message. */
  eventId?: string | null | undefined;
  /** Where the event comes from, such as `import`; endpoints and event types can leave origins out. */
  origin?: string | null | undefined;
  channels?: string[] | null | undefined;
  tags?: string[] | null | undefined;
  /** Days, 5 to 90. */
  payloadRetentionPeriod?: number | null | undefined;
  /** Hours, 1 to 2160. */
  payloadRetentionHours?: number | null | undefined;
  /** ISO 8601 with its offset, 1 minute to 24 hours ahead. */
  deliverAt?: string | null | undefined;
  transformationsParams?:
    | {
        /** Sent instead of the payload, as it is. */
        rawPayload?: string | null | undefined;
        headers?: { "content-type"?: string | null | undefined } | null | undefined;
      }
    | null
    | undefined;
}

/** Checks a job before it is put into the queue: what doesn't fit ends as a dead letter. */
export declare const eventJob: {
  /** @throws Error with `issues` that say what doesn't fit */
  parse(job: unknown): EventJob;
  safeParse(
    job: unknown,
  ): { success: true; data: EventJob } | { success: false; error: { message: string; issues: Issue[] } };
};

export interface Issue {
  message: string;
  path: PropertyKey[];
}

import { z } from "zod";
import { invalid } from "./errors.ts";
import { namePattern, prefixes } from "./ids.ts";
import { problem } from "./problems/problem.ts";
import { failing, saying } from "./problems/zod.ts";

const name = z.string().regex(namePattern, saying("name_invalid"));

export const origin = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, saying("origin_invalid"));

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What a producer says of a message; the payload itself travels as the text that was submitted. */
export const messageFields = z.object({
  eventType: name,
  /** Where the event comes from, such as `import`; endpoints and event types can leave origins out. */
  origin: origin.nullish(),
  eventId: name
    .refine(
      (value) => !value.startsWith(`${prefixes.message}_`),
      failing(problem("prefix_reserved", { prefix: `${prefixes.message}_` })),
    )
    .nullish(),
  channels: z.array(name).min(1).max(5).nullish(),
  tags: z.array(z.string().min(1).max(256)).max(16).nullish(),
  /** Days. */
  payloadRetentionPeriod: z.int().min(5).max(90).nullish(),
  payloadRetentionHours: z.int().min(1).max(2160).nullish(),
  deliverAt: z.iso.datetime({ offset: true }).nullish(),
  transformationsParams: z
    .object({
      /** Sent instead of the payload, as it is. */
      rawPayload: z.string().min(1).nullish(),
      headers: z.object({ "content-type": z.string().max(256).nullish() }).nullish(),
    })
    .nullish(),
});

export type MessageFields = z.infer<typeof messageFields>;

/** A message that is fit to be accepted. */
export interface NewMessage {
  eventType: string;
  origin: string | null;
  eventId: string | null;
  channels: string[] | null;
  tags: string[] | null;
  /** The request body that endpoints get, to the byte. */
  payload: string;
  /** Null for `application/json`. */
  contentType: string | null;
  /** How long the payload is kept (ms), null for the deployment's default. */
  retentionMs: number | null;
  /** Not before this moment (ms). */
  deliverAt: number | null;
  /** The one endpoint that it is for, whatever others match; null for all that match. */
  recipient: string | null;
}

/** A payload as endpoints get it. */
export interface Content {
  payload: string;
  /** Null for `application/json`. */
  contentType: string | null;
}

/** RFC 9110, 8.3.1: type, subtype, parameters of tokens or quoted strings. */
const contentType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *; *[\w-]+=([\w!#$%&'*+.^`|~-]+|"[ !#-[\]-~]*"))*$/;

/** @param payload the JSON text of the payload as it was submitted */
export function newMessage(fields: MessageFields, payload: string, now: number): NewMessage {
  if (fields.payloadRetentionPeriod != null && fields.payloadRetentionHours != null)
    throw invalid(["body", "payloadRetentionHours"], problem("retention_twice"));
  const retentionMs =
    fields.payloadRetentionPeriod != null
      ? fields.payloadRetentionPeriod * day
      : fields.payloadRetentionHours != null
        ? fields.payloadRetentionHours * hour
        : null;

  const deliverAt = fields.deliverAt == null ? null : Date.parse(fields.deliverAt);
  if (deliverAt !== null && (deliverAt < now + minute || deliverAt > now + day))
    throw invalid(["body", "deliverAt"], problem("deliver_at_out_of_range"));

  const raw = fields.transformationsParams?.rawPayload ?? null;
  const type = fields.transformationsParams?.headers?.["content-type"] ?? null;
  if (type !== null && !contentType.test(type))
    throw invalid(["body", "transformationsParams"], problem("media_type_invalid"));

  return {
    eventType: fields.eventType,
    origin: fields.origin ?? null,
    eventId: fields.eventId ?? null,
    channels: fields.channels ?? null,
    tags: fields.tags ?? null,
    payload: compact(raw ?? payload),
    contentType: raw === null ? null : type,
    retentionMs,
    deliverAt,
    recipient: null,
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A text cut out of one with characters beyond Latin-1 takes two bytes a character, in memory and in a queue message,
 * even when it has none itself; a copy made anew takes one.
 */
const compact = (text: string) => (/[^\0-\xff]/.test(text) ? text : decoder.decode(encoder.encode(text)));

import { z } from "@hono/zod-openapi";
import { auth, endpointExtensions } from "../core/extensions/endpoint.ts";
import { isSubscription } from "../core/matching/event-types.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";
import { metadata, name, nullable, nullish, throttleRate, uid } from "./fields.ts";

const ignored = z
  .unknown()
  .optional()
  .openapi({ description: "Ignored, so that what was read can be sent back." });
/** What answers have, and inputs don't. Anything else that is unknown is a typing error, and refused. */
export const sentBack = { id: ignored, createdAt: ignored, updatedAt: ignored };

/** Characters, also once it is written as it is kept. */
export const longestUrl = 4096;

const names = z.array(name).min(1);
const subscribed = z
  .array(
    z
      .string()
      .max(258)
      .refine(isSubscription, failing(problem("event_type_name_invalid"))),
  )
  .min(1)
  .max(1000);
const changeable = {
  url: z.string().min(1).max(longestUrl).optional().openapi({
    description:
      "Required, unless the destination is email. `__parameter__` in path and query is filled in. Kept as the URL standard writes it; what RFC 3986 doesn't know is percent-encoded.",
  }),
  description: z.string().max(4096).default(""),
  uid: uid("endpoint"),
  disabled: z.boolean().default(false),
  throttleRate,
  rateLimit: throttleRate.openapi({ description: "Older name of throttleRate.", deprecated: true }),
  version: z.int().min(1).max(1_000_000).nullish(),
  metadata: metadata.default({}),
  eventTypes: subscribed.nullish().openapi({
    description:
      "`order.*` stands for all types whose names begin with `order.`, later ones too. Null for all.",
  }),
  filterTypes: subscribed.nullish().openapi({ description: "Older name of eventTypes.", deprecated: true }),
  channels: names.max(10).nullish(),
  ...nullish(endpointExtensions),
  auth: auth.nullish(),
};
export const endpointUpdate = z
  .strictObject({ ...changeable, ...sentBack, secret: ignored, headers: ignored })
  .openapi("EndpointUpdate");
export type EndpointUpdate = z.output<typeof endpointUpdate>;

export const endpointIn = z
  .strictObject({
    ...changeable,
    ...sentBack,
    secret: z.string().nullish(),
    headers: z.record(z.string(), z.string()).nullish(),
  })
  .openapi("EndpointIn");
export type EndpointIn = z.output<typeof endpointIn>;

export const endpointPatch = z
  .strictObject({
    ...changeable,
    ...sentBack,
    description: z.string().max(4096),
    disabled: z.boolean(),
    metadata,
    secret: z.string().nullish(),
    headers: z
      .record(z.string(), z.string().nullable())
      .nullish()
      .openapi({ description: "Changes of the headers by name; null takes one away." }),
  })
  .partial()
  .openapi("EndpointPatch");
export type EndpointPatch = z.output<typeof endpointPatch>;

const shownAuth = z
  .object({
    type: z.enum(["header", "basic", "bearer"]),
    key: z.string().optional(),
    username: z.string().optional(),
  })
  .nullable()
  .openapi({ description: "Without its value, which is never shown." });

export const endpointOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    disabled: z.boolean(),
    throttleRate: z.number().nullable(),
    rateLimit: z.number().nullable(),
    version: z.number(),
    metadata,
    eventTypes: z.array(z.string()).nullable(),
    filterTypes: z.array(z.string()).nullable(),
    channels: z.array(z.string()).nullable(),
    ...nullable(endpointExtensions),
    auth: shownAuth,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("EndpointOut");
export type Endpoint = z.output<typeof endpointOut>;
export type PayloadField = NonNullable<Endpoint["payload"]>["fields"][number];

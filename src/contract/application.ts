import { z } from "@hono/zod-openapi";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";
import { isTimeZone } from "../core/time-zone.ts";
import { metadata, throttleRate, uid } from "./fields.ts";
import { flag } from "./filters.ts";
import { order, pageFields } from "./page.ts";

const timeZone = z.string().refine(isTimeZone, failing(problem("time_zone_unknown")));

const fields = {
  name: z.string().min(1).max(512),
  uid: uid("application"),
  throttleRate: throttleRate.openapi({
    description: "The throttleRate of endpoints that have none of their own, in requests a second.",
  }),
  rateLimit: throttleRate.openapi({ description: "Older name of throttleRate.", deprecated: true }),
  metadata: metadata.default({}),
  plan: z.string().min(1).max(128).nullish().openapi({ description: "Name of its plan, null for none." }),
  timeZone: timeZone.nullish().openapi({
    description: "In which times are shown and written in emails, such as Europe/Berlin; null for none.",
  }),
  webhooksEnabled: z
    .boolean()
    .optional()
    .openapi({ description: "Switched off, no endpoint gets anything." }),
};
export const applicationIn = z.object(fields).openapi("ApplicationIn");
export type ApplicationIn = z.output<typeof applicationIn>;

export const applicationPatch = z
  .object({ ...fields, metadata })
  .partial()
  .openapi("ApplicationPatch");

export const applicationOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    name: z.string(),
    throttleRate: z.number().nullable(),
    rateLimit: z.number().nullable(),
    metadata,
    plan: z.string().nullable(),
    webhooksEnabled: z.boolean(),
    timeZone: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("ApplicationOut");
export type Application = z.output<typeof applicationOut>;

export const applicationChanged = applicationOut.extend({
  notice: z.string().optional().openapi({ description: "What a move to a smaller plan means." }),
});
export type ApplicationChanged = z.output<typeof applicationChanged>;

export const applicationQuery = z.object({
  ...pageFields("application"),
  search: z.string().trim().min(1).max(512).optional().openapi({
    description:
      "Part of the name, or the beginning of uid or id, in any case; umlauts may be written out, and accents left out.",
  }),
  plan: z.string().min(1).max(128).optional().openapi({ description: "Only those that have this plan." }),
  order,
  exclude_apps_with_no_endpoints: flag(false),
  exclude_apps_with_disabled_endpoints: flag(false),
  exclude_apps_with_svix_play_endpoints: flag(false).openapi({
    description: "Those with an endpoint at Svix Play or at their own test receiver.",
  }),
});

/** What an application's customer may know of its plan. */
export const usageOut = z
  .object({
    plan: z.string().nullable(),
    endpoints: z.number(),
    maxEndpoints: z.number().nullable().openapi({ description: "Null for 1,000." }),
    featureFlags: z
      .array(z.string())
      .nullable()
      .openapi({ description: "Null without a plan, which has everything." }),
    maxThrottleRate: z.number().nullable(),
    retentionDays: z.number().nullable(),
  })
  .openapi("ApplicationUsageOut");
export type Usage = z.output<typeof usageOut>;

export const timeZoneIn = z.object({ timeZone: timeZone.nullable() }).openapi("TimeZoneIn");

export const webhooksSwitchIn = z.object({ enabled: z.boolean() }).openapi("WebhooksSwitchIn");

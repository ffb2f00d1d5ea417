import { z } from "@hono/zod-openapi";
import { operationalTypes } from "../core/operational.ts";
import { metadata, throttleRate, uid } from "./fields.ts";

/** Endpoints of the operator itself. */

export const operationalEndpointUpdate = z
  .object({
    url: z.string().min(1).max(4096),
    description: z.string().max(4096).default(""),
    throttleRate,
    uid: uid("endpoint"),
    disabled: z.boolean().default(false),
    eventTypes: z.array(z.enum(operationalTypes)).min(1).nullish().openapi({ description: "Null for all." }),
    metadata: metadata.default({}),
  })
  .openapi("OperationalWebhookEndpointUpsertIn");

export const operationalEndpointIn = operationalEndpointUpdate
  .extend({ secret: z.string().nullish(), headers: z.record(z.string(), z.string()).nullish() })
  .openapi("OperationalWebhookEndpointIn");

export const operationalEndpointOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    disabled: z.boolean(),
    throttleRate: z.number().nullable(),
    eventTypes: z.array(z.string()).nullable(),
    metadata,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("OperationalWebhookEndpointOut");
export type OperationalEndpoint = z.output<typeof operationalEndpointOut>;

import { z } from "@hono/zod-openapi";
import { operationalTypes } from "../core/operational.ts";
import { sentBack } from "./endpoint.ts";
import { metadata, throttleRate, uid } from "./fields.ts";

/** Endpoints of the operator itself. */

const types = z.array(z.enum(operationalTypes)).min(1).nullish();
const changeable = {
  url: z.string().min(1).max(4096),
  description: z.string().max(4096).default(""),
  throttleRate,
  uid: uid("endpoint"),
  disabled: z.boolean().default(false),
  rateLimit: throttleRate.openapi({ description: "Older name of throttleRate.", deprecated: true }),
  eventTypes: types.openapi({ description: "Null for all." }),
  filterTypes: types.openapi({ description: "Older name of eventTypes.", deprecated: true }),
  metadata: metadata.default({}),
};
export const operationalEndpointUpdate = z
  .strictObject({ ...changeable, ...sentBack, secret: sentBack.id, headers: sentBack.id })
  .openapi("OperationalWebhookEndpointUpsertIn");

export const operationalEndpointIn = z
  .strictObject({
    ...changeable,
    ...sentBack,
    secret: z.string().nullish(),
    headers: z.record(z.string(), z.string()).nullish(),
  })
  .openapi("OperationalWebhookEndpointIn");

export const operationalEndpointOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    disabled: z.boolean(),
    throttleRate: z.number().nullable(),
    rateLimit: z.number().nullable(),
    eventTypes: z.array(z.string()).nullable(),
    filterTypes: z.array(z.string()).nullable(),
    metadata,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("OperationalWebhookEndpointOut");
export type OperationalEndpoint = z.output<typeof operationalEndpointOut>;

import { z } from "@hono/zod-openapi";
import type { Endpoint } from "../../store/schema.ts";
import { iso, metadata, name, throttled, throttleRate, uid } from "../http/shapes.ts";
import { extensionFields, extensionsOut, outExtensions } from "./extensions.ts";

/** What an endpoint is told, and how it is shown. */

const names = z.array(name).min(1);
const changeable = {
  url: z.string().min(1).max(4096).optional().openapi({
    description: "Required, unless the destination is email. `__parameter__` in path and query is filled in.",
  }),
  description: z.string().max(4096).default(""),
  uid: uid("endpoint"),
  disabled: z.boolean().default(false),
  throttleRate,
  rateLimit: throttleRate.openapi({ description: "Older name of throttleRate.", deprecated: true }),
  version: z.int().min(1).max(1_000_000).nullish(),
  metadata: metadata.default({}),
  eventTypes: names.max(1000).nullish(),
  filterTypes: names
    .max(1000)
    .nullish()
    .openapi({ description: "Older name of eventTypes.", deprecated: true }),
  channels: names.max(10).nullish(),
  ...extensionFields,
};
export const endpointUpdate = z.object(changeable).openapi("EndpointUpdate");
const headersIn = z.record(z.string(), z.string());
export const endpointIn = endpointUpdate
  .extend({ secret: z.string().nullish(), headers: headersIn.nullish() })
  .openapi("EndpointIn");
export const endpointPatch = z
  .object({
    ...changeable,
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
export type Update = z.infer<typeof endpointPatch>;
export const endpointOut = z
  .object({
    id: z.string(),
    uid: z.string().nullable(),
    url: z.string(),
    description: z.string(),
    disabled: z.boolean(),
    throttleRate: z.number().nullable(),
    rateLimit: z.number().nullable(),
    version: z.number().nullable(),
    metadata,
    eventTypes: z.array(z.string()).nullable(),
    filterTypes: z.array(z.string()).nullable(),
    channels: z.array(z.string()).nullable(),
    ...extensionsOut,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("EndpointOut");

export const outEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  uid: endpoint.uid,
  url: endpoint.url,
  description: endpoint.description,
  disabled: endpoint.disabled,
  throttleRate: endpoint.throttleRate,
  rateLimit: endpoint.throttleRate,
  version: endpoint.version,
  metadata: endpoint.metadata,
  eventTypes: endpoint.eventTypes,
  filterTypes: endpoint.eventTypes,
  channels: endpoint.channels,
  ...outExtensions(endpoint),
  createdAt: iso(endpoint.createdAt),
  updatedAt: iso(endpoint.updatedAt),
});

/** The fields of a change, those that weren't given left out. */
export const changesOf = (input: Update): Partial<Endpoint> => {
  const { description, uid, disabled, version, metadata, channels } = input;
  const eventTypes = input.eventTypes === undefined ? input.filterTypes : input.eventTypes;
  const throttleRate = throttled(input);
  return { description, uid, disabled, version, metadata, channels, eventTypes, throttleRate };
};

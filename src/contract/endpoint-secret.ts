import { z } from "@hono/zod-openapi";

/** What an endpoint signs with and which headers it sends. */

/** Seconds. */
const longestGrace = 7 * 24 * 3600;

const headers = z.record(z.string(), z.string());
export const headersIn = z.object({ headers }).openapi("EndpointHeadersIn");
export const headersPatch = z
  .object({
    headers: z
      .record(z.string(), z.string().nullable())
      .default({})
      .openapi({ description: "Null takes one away." }),
    deleteHeaders: z.array(z.string()).default([]),
  })
  .openapi("EndpointHeadersPatchIn");
export const headersOut = z
  .object({
    headers,
    sensitive: z.array(z.string()).openapi({ description: "Names whose values are never shown again." }),
  })
  .openapi("EndpointHeadersOut");
export type Headers = z.output<typeof headersOut>;

export const secretOut = z.object({ key: z.string() }).openapi("EndpointSecretOut");
export type Secret = z.output<typeof secretOut>;

export const rotateIn = z
  .object({ key: z.string().nullish(), gracePeriodSeconds: z.int().min(0).max(longestGrace).nullish() })
  .openapi("EndpointSecretRotateIn");
export type RotateIn = z.output<typeof rotateIn>;

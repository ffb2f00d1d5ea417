import { z } from "@hono/zod-openapi";
import { applicationIn } from "./application.ts";
import { name } from "./fields.ts";

/** Seconds: an hour to a year, as the public SDKs have it. */
const shortestExpiry = 3600;
const longestExpiry = 365 * 24 * 3600;

/** As the public SDKs have them. */
const capabilities = [
  "ViewBase",
  "ViewEndpointSecret",
  "ManageEndpointSecret",
  "ManageTransformations",
  "CreateAttempts",
  "ManageEndpoint",
] as const;

const session = z.string().min(1).max(256);

export const portalAccessIn = z
  .object({
    featureFlags: z
      .array(name)
      .max(32)
      .optional()
      .openapi({ description: "Those of the application's plan unless given." }),
    expiry: z.int().min(shortestExpiry).max(longestExpiry).nullish().openapi({ description: "Seconds." }),
    readOnly: z.boolean().nullish(),
    capabilities: z.array(z.enum(capabilities)).nullish().openapi({
      description: "Without `ManageEndpoint`, the token may only read; the others make no difference.",
    }),
    sessionId: session.nullish().openapi({ description: "By which the token can be ended later." }),
    application: applicationIn.nullish(),
  })
  .openapi("AppPortalAccessIn");

export const portalAccessOut = z.object({ url: z.string(), token: z.string() }).openapi("AppPortalAccessOut");
export type PortalAccess = z.output<typeof portalAccessOut>;

export const tokenExpireIn = z
  .object({
    expiry: z
      .int()
      .min(0)
      .max(longestExpiry)
      .nullish()
      .openapi({ description: "Seconds until they end; at once by default." }),
    sessionIds: z
      .array(session)
      .max(50)
      .nullish()
      .openapi({ description: "Only tokens that were made with one of these session ids." }),
  })
  .openapi("ApplicationTokenExpireIn");

import { z } from "@hono/zod-openapi";
import { config } from "../store/config.ts";
import { applicationIn, pathApplication } from "./application.ts";
import { applicationToken } from "./auth.ts";
import { route, router } from "./http.ts";
import { createMissing } from "./message.ts";
import { name } from "./shapes.ts";

/** Seconds: an hour to a year, as the public SDKs have it. */
const shortestExpiry = 3600;
const longestExpiry = 365 * 24 * 3600;
const defaultExpiry = 7 * 24 * 3600;

export const portal = router().openapi(
  route({
    method: "post",
    path: "/auth/app-portal-access/{app_id}",
    tag: "Authentication",
    summary: "Open the customer portal for an application",
    description: "The url opens the portal, logged in; the token works with this API as well.",
    params: z.object({ app_id: z.string() }),
    body: z
      .object({
        featureFlags: z.array(name).max(32).default([]),
        expiry: z.int().min(shortestExpiry).max(longestExpiry).nullish().openapi({ description: "Seconds." }),
        readOnly: z.boolean().nullish(),
        application: applicationIn.nullish(),
      })
      .openapi("AppPortalAccessIn"),
    answers: { 200: z.object({ url: z.string(), token: z.string() }).openapi("AppPortalAccessOut") },
    orgOnly: true,
  }),
  async (c) => {
    const input = c.req.valid("json");
    if (input.application) await createMissing(c, input.application);
    const { id, org } = await pathApplication(c);
    const token = await applicationToken(c.env.JWT_SECRET, {
      app: id,
      org,
      featureFlags: input.featureFlags,
      readOnly: input.readOnly ?? false,
      expiry: input.expiry ?? defaultExpiry,
    });
    const origin = config(c.env).publicUrl ?? new URL(c.req.url).origin;
    // Behind the #, the token reaches neither logs nor referrers.
    return c.json({ url: `${origin}/portal#token=${token}`, token }, 200);
  },
);

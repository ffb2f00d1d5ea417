import { z } from "@hono/zod-openapi";
import { type PortalAccess, portalAccessIn, portalAccessOut, tokenExpireIn } from "../../contract/portal.ts";
import { PosthornError } from "../../core/errors.ts";
import { config } from "../../store/config.ts";
import * as plans from "../../store/plans.ts";
import * as revocations from "../../store/revocations.ts";
import { applicationToken } from "../http/auth.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { createMissing, pathApplication } from "./application.ts";

/** Seconds. */
const defaultExpiry = 7 * 24 * 3600;

const params = z.object({ app_id: z.string() });
const tag = "Authentication";

export const portal = router()
  .openapi(
    route({
      method: "post",
      path: "/auth/app-portal-access/{app_id}",
      tag,
      summary: "Open the customer portal for an application",
      description: "The url opens the portal, logged in; the token works with this API as well.",
      params,
      body: portalAccessIn,
      answers: { 200: portalAccessOut },
      orgOnly: true,
    }),
    async (c) => c.json(await openPortal(c, c.req.valid("json")), 200),
  )
  .openapi(
    route({
      method: "post",
      path: "/auth/dashboard-access/{app_id}",
      tag,
      summary: "Open the customer portal, as older SDKs ask for it",
      description: "The same as app-portal-access without a body.",
      params,
      answers: { 200: portalAccessOut },
      orgOnly: true,
    }),
    async (c) => c.json(await openPortal(c, {}), 200),
  )
  .openapi(
    route({
      method: "post",
      path: "/auth/logout",
      tag,
      summary: "End the application token that this is called with",
      description: "An organisation token can't be logged out.",
      answers: { 204: null },
      scope: null,
    }),
    async (c) => {
      const { app, tokenId, expiresAt } = c.var.caller;
      if (app === null) throw new PosthornError("application_token_required");
      await revocations.revoke(c.env, app, tokenId, expiresAt);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/auth/app/{app_id}/expire-all",
      tag,
      summary: "End all tokens of an application",
      description: "Tokens that are made from now on are not concerned.",
      params,
      body: tokenExpireIn,
      answers: { 204: null },
      orgOnly: true,
    }),
    async (c) => {
      const { expiry, sessionIds } = c.req.valid("json");
      const { id } = await pathApplication(c);
      const from = Date.now() + (expiry ?? 0) * 1000;
      await revocations.revokeAll(c.env, id, from, sessionIds?.length ? [...new Set(sessionIds)] : null);
      return c.body(null, 204);
    },
  );

async function openPortal(c: ApiContext, input: z.output<typeof portalAccessIn>): Promise<PortalAccess> {
  if (input.application) await createMissing(c, input.application);
  const { id, org, plan } = await pathApplication(c);
  const ofPlan = plan === null ? null : (await plans.find(c.env, org, plan))?.featureFlags;
  const managesNothing = input.capabilities != null && !input.capabilities.includes("ManageEndpoint");
  const token = await applicationToken(c.env, {
    app: id,
    org,
    featureFlags: input.featureFlags ?? ofPlan ?? [],
    readOnly: (input.readOnly ?? false) || managesNothing,
    expiry: input.expiry ?? defaultExpiry,
    session: input.sessionId ?? null,
  });
  const origin = config(c.env).publicUrl ?? new URL(c.req.url).origin;
  // Behind the #, the token reaches neither logs nor referrers.
  return { url: `${origin}/portal#token=${token}`, token };
}

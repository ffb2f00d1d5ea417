import { z } from "@hono/zod-openapi";
import { PosthornError } from "../../core/errors.ts";
import { emailOf, isUnconfirmed } from "../../pipeline/request/target.ts";
import { route, router } from "../http/router.ts";
import { sendLink } from "./consent.ts";
import { endpointParams, pathEndpoint } from "./path.ts";

export const endpointEmail = router().openapi(
  route({
    method: "post",
    path: "/app/{app_id}/endpoint/{endpoint_id}/confirm-email",
    tag: "Endpoint",
    summary: "Send the link that confirms an endpoint's email address once more",
    params: endpointParams,
    answers: { 202: z.object({}) },
  }),
  async (c) => {
    const { app, endpoint } = await pathEndpoint(c);
    if (emailOf(endpoint) === null) throw new PosthornError("no_email");
    if (!isUnconfirmed(endpoint)) throw new PosthornError("email_confirmed");
    await sendLink(c, app, endpoint);
    return c.json({}, 202);
  },
);

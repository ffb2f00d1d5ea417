import { z } from "@hono/zod-openapi";
import { PosthornError } from "../../core/errors.ts";
import type { EndpointSettings } from "../../objects/outbox/dispatch.ts";
import { readSettings } from "../../pipeline/endpoint-settings.ts";
import * as endpoints from "../../store/endpoints.ts";
import type { Application, Endpoint } from "../../store/schema.ts";
import { pathApplication } from "../application/application.ts";
import type { ApiContext } from "../http/router.ts";

export const endpointParams = z.object({ app_id: z.string(), endpoint_id: z.string() });
export const endpointNotFound = () => new PosthornError("no_such_endpoint");
/** The endpoint that a path names, by id or uid, with its application. */
export async function pathEndpoint(
  c: ApiContext,
  name = c.req.param("endpoint_id")!,
): Promise<{ app: Application; endpoint: Endpoint }> {
  const app = await pathApplication(c);
  return { app, endpoint: await findEndpoint(c.env, app, name) };
}

/** Throws not_found. */
export async function findEndpoint(env: Env, app: Application, name: string): Promise<Endpoint> {
  const endpoint = await endpoints.find(env, app.id, name);
  if (!endpoint) throw endpointNotFound();
  return endpoint;
}

/** What its Outbox has to know of an endpoint. Throws not_found. */
export async function endpointSettings(env: Env, { id }: Endpoint): Promise<EndpointSettings> {
  const settings = await readSettings(env, id);
  if (settings === null) throw endpointNotFound();
  return settings;
}

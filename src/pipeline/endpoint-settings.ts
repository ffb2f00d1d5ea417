import type { EndpointSettings } from "../objects/outbox/dispatch.ts";
import type { RatedEndpoint } from "../store/endpoints.ts";
import * as endpoints from "../store/endpoints.ts";
import { isStopped } from "./request/target.ts";

/** What an Outbox has to know of its endpoint. */
export function settingsOf(
  endpoint: Pick<
    RatedEndpoint,
    | "org"
    | "app"
    | "id"
    | "rate"
    | "disabled"
    | "extensions"
    | "confirmedEmail"
    | "webhooksEnabled"
    | "settingsVersion"
  >,
): EndpointSettings {
  const { org, app, id, rate, extensions } = endpoint;
  const { batching, retry } = extensions;
  return {
    org,
    app,
    endpoint: id,
    version: endpoint.settingsVersion,
    throttleRate: rate,
    disabled: isStopped(endpoint),
    waits: retry?.waits ?? null,
    batching: batching?.enabled
      ? { maxEvents: batching.maxEvents, maxWaitSeconds: batching.maxWaitSeconds }
      : null,
  };
}

/** The same as it is now, null when the endpoint is gone. */
export async function readSettings(env: Pick<Env, "DB">, id: string): Promise<EndpointSettings | null> {
  const [endpoint] = await endpoints.findMany(env, [id]);
  return endpoint ? settingsOf(endpoint) : null;
}

/** The same of an endpoint that is gone, for good. */
export const settingsOfDeleted = ({
  org,
  app,
  endpoint,
}: Pick<EndpointSettings, "org" | "app" | "endpoint">): EndpointSettings => ({
  org,
  app,
  endpoint,
  version: Number.MAX_SAFE_INTEGER,
  throttleRate: null,
  disabled: true,
  waits: null,
  batching: null,
});

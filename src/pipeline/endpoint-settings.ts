import type { EndpointSettings } from "../objects/outbox/dispatch.ts";
import type { RatedEndpoint } from "../store/endpoints.ts";
import { isStopped } from "./request/target.ts";

/** What an Outbox has to know of its endpoint. */
export function settingsOf(
  endpoint: Pick<
    RatedEndpoint,
    "org" | "app" | "id" | "rate" | "disabled" | "extensions" | "confirmedEmail" | "webhooksEnabled"
  >,
): EndpointSettings {
  const { org, app, id, rate, extensions } = endpoint;
  const { batching, retry } = extensions;
  return {
    org,
    app,
    endpoint: id,
    throttleRate: rate,
    disabled: isStopped(endpoint),
    waits: retry?.waits ?? null,
    batching: batching?.enabled
      ? { maxEvents: batching.maxEvents, maxWaitSeconds: batching.maxWaitSeconds }
      : null,
  };
}

/** The same of an endpoint that is gone. */
export const settingsOfDeleted = ({
  org,
  app,
  endpoint,
}: Pick<EndpointSettings, "org" | "app" | "endpoint">): EndpointSettings => ({
  org,
  app,
  endpoint,
  throttleRate: null,
  disabled: true,
  waits: null,
  batching: null,
});

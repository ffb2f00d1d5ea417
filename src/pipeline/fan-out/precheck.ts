import { match } from "../../core/matching/match.ts";
import * as endpoints from "../../store/endpoints.ts";
import * as eventTypes from "../../store/event-types.ts";
import { subscriptionOf } from "./verdicts.ts";

/** Would a message of this type in these channels go to some endpoint of the application, whatever its payload is? */
export async function isListenedTo(
  env: Env,
  { org, app }: { org: string; app: string },
  { eventType, channels }: { eventType: string; channels: string[] | null },
): Promise<boolean> {
  const [known, type] = await Promise.all([
    endpoints.ofApplications(env, [app]),
    eventTypes.find(env, org, eventType),
  ]);
  const candidate = {
    eventType,
    channels,
    origin: null,
    featureFlags: type?.featureFlags ?? [],
    excludeOrigins: [],
    payload: () => ({}),
  };
  return known.some(
    (endpoint) => match({ ...subscriptionOf(endpoint), filter: null }, candidate) === "matched",
  );
}

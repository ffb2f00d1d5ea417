import { match, type Subscription, type Verdict } from "../../core/matching/match.ts";
import type { MatchedEndpoint } from "../../store/endpoints.ts";
import { isUnconfirmed } from "../request/target.ts";
import type { CandidateMessage } from "./candidates.ts";

/** Endpoint → why the message goes there, or doesn't. */
export type Verdicts = Record<string, Verdict>;

/** The verdict of each endpoint; of a message for one recipient, only that it was sent there by hand. */
export const verdictsOf = (
  { message: { recipient }, candidate }: CandidateMessage,
  endpoints: readonly MatchedEndpoint[],
): Verdicts =>
  recipient == null
    ? Object.fromEntries(
        endpoints.map((endpoint) => [endpoint.id, match(subscriptionOf(endpoint), candidate)]),
      )
    : { [recipient]: "manual" };

/** What an endpoint wants to get, as the rules ask it. */
export const subscriptionOf = (endpoint: MatchedEndpoint): Subscription => ({
  disabled: endpoint.disabled,
  unconfirmed: isUnconfirmed(endpoint),
  eventTypes: endpoint.eventTypes,
  channels: endpoint.channels,
  webhooksEnabled: endpoint.webhooksEnabled,
  planFlags: endpoint.plan === null ? null : (endpoint.planFlags ?? []),
  excludeOrigins: endpoint.extensions.excludeOrigins ?? [],
  filter: endpoint.extensions.filter ?? null,
});

import { includes } from "./event-types.ts";
import { type Filter, passes } from "./filter.ts";

/** Why a message went to an endpoint, or didn't; `manual`: only because somebody resent it there. */
export const verdicts = [
  "matched",
  "disabled",
  "unconfirmed",
  "event_type",
  "channel",
  "origin",
  "filter",
  "plan",
  "cooldown",
  "webhooks_disabled",
  "manual",
] as const;
export type Verdict = (typeof verdicts)[number];

export interface Subscription {
  disabled: boolean;
  /** It is to get emails at an address whose owner has not agreed to it yet. */
  unconfirmed: boolean;
  /** Names and wildcards; null subscribes to every event type. */
  eventTypes: readonly string[] | null;
  /** Null listens to every channel; otherwise a message needs at least one of these. */
  channels: readonly string[] | null;
  /** The application's switch. */
  webhooksEnabled: boolean;
  /** What the application's plan includes; null for an application without a plan, which has everything. */
  planFlags: readonly string[] | null;
  excludeOrigins: readonly string[];
  filter: Filter | null;
}

export interface Candidate {
  eventType: string;
  channels: readonly string[] | null;
  origin: string | null;
  /** Of the event type: flags of which a plan must have one, and origins that it is not sent for. */
  featureFlags: readonly string[];
  excludeOrigins: readonly string[];
  /** As `parsePayload` gives it, parsed only when a filter asks for it. */
  payload: () => unknown;
}

export function match(endpoint: Subscription, message: Candidate): Verdict {
  const { origin, featureFlags } = message;
  if (!endpoint.webhooksEnabled) return "webhooks_disabled";
  if (endpoint.disabled) return "disabled";
  if (endpoint.unconfirmed) return "unconfirmed";
  if (endpoint.eventTypes !== null && !includes(endpoint.eventTypes, message.eventType)) return "event_type";
  if (endpoint.channels !== null && !endpoint.channels.some((channel) => message.channels?.includes(channel)))
    return "channel";
  const inPlan =
    endpoint.planFlags === null || featureFlags.some((flag) => endpoint.planFlags!.includes(flag));
  if (featureFlags.length > 0 && !inPlan) return "plan";
  if (
    origin !== null &&
    (endpoint.excludeOrigins.includes(origin) || message.excludeOrigins.includes(origin))
  )
    return "origin";
  if (endpoint.filter !== null && !passes(endpoint.filter, message.payload())) return "filter";
  return "matched";
}

/** Why a message went to an endpoint, or didn't; `manual`: only because somebody resent it there. */
export type Verdict = "matched" | "disabled" | "event_type" | "channel" | "manual";

export interface Subscription {
  disabled: boolean;
  /** Null subscribes to every event type. */
  eventTypes: readonly string[] | null;
  /** Null listens to every channel; otherwise a message needs at least one of these. */
  channels: readonly string[] | null;
}

export function match(
  endpoint: Subscription,
  message: { eventType: string; channels: readonly string[] | null },
): Verdict {
  if (endpoint.disabled) return "disabled";
  if (endpoint.eventTypes !== null && !endpoint.eventTypes.includes(message.eventType)) return "event_type";
  if (endpoint.channels !== null && !endpoint.channels.some((channel) => message.channels?.includes(channel)))
    return "channel";
  return "matched";
}

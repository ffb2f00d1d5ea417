import fc from "fast-check";
import { expect, it } from "vitest";
import { type Candidate, match, type Subscription, type Verdict } from "../../../src/core/matching/match.ts";

const everything: Subscription = {
  disabled: false,
  unconfirmed: false,
  eventTypes: null,
  channels: null,
  webhooksEnabled: true,
  planFlags: null,
  excludeOrigins: [],
  filter: null,
};
const plainMessage: Candidate = {
  eventType: "a",
  channels: null,
  origin: null,
  featureFlags: [],
  excludeOrigins: [],
  payload: () => ({ tag: { id: "produkt-a" }, amount: 12 }),
};

it.each<[string, Partial<Subscription>, Partial<Candidate>, Verdict]>([
  ["takes everything without filters", {}, {}, "matched"],
  ["takes any channel without filters", {}, { channels: ["de"] }, "matched"],
  ["takes an event type that it subscribes to", { eventTypes: ["b", "a"] }, { eventType: "a" }, "matched"],
  ["takes no other event type", { eventTypes: ["b"] }, { eventType: "a" }, "event_type"],
  [
    "takes all event types that a wildcard covers",
    { eventTypes: ["b", "a.*"] },
    { eventType: "a.b.c" },
    "matched",
  ],
  ["takes no event type beside a wildcard", { eventTypes: ["a.*"] }, { eventType: "ab.c" }, "event_type"],
  [
    "takes no event type that ends before its wildcard",
    { eventTypes: ["a.*"] },
    { eventType: "a" },
    "event_type",
  ],
  [
    "takes no event type that the plan lacks, wildcard or not",
    { eventTypes: ["a.*"], planFlags: [] },
    { eventType: "a.b", featureFlags: ["pro"] },
    "plan",
  ],
  ["takes no event type by its beginning", { eventTypes: ["a.b"] }, { eventType: "a" }, "event_type"],
  ["takes no event type by its end", { eventTypes: ["a"] }, { eventType: "a.b" }, "event_type"],
  ["tells event types apart by case", { eventTypes: ["A"] }, { eventType: "a" }, "event_type"],
  ["takes nothing when it subscribes to nothing", { eventTypes: [] }, {}, "event_type"],
  ["takes a message with one of its channels", { channels: ["de", "at"] }, { channels: ["at"] }, "matched"],
  ["takes a message with other channels too", { channels: ["de"] }, { channels: ["fr", "de"] }, "matched"],
  ["takes no message of other channels", { channels: ["de"] }, { channels: ["fr"] }, "channel"],
  ["takes no message without channels when it has some", { channels: ["de"] }, {}, "channel"],
  ["names the event type before the channel", { eventTypes: ["b"], channels: ["de"] }, {}, "event_type"],
  ["names that it is disabled before all", { disabled: true, eventTypes: ["b"] }, {}, "disabled"],
  ["takes nothing while disabled", { disabled: true }, {}, "disabled"],
  [
    "takes nothing while webhooks are off",
    { webhooksEnabled: false, disabled: true },
    {},
    "webhooks_disabled",
  ],
  ["takes any origin that it doesn't exclude", { excludeOrigins: ["import"] }, { origin: "api" }, "matched"],
  ["takes no excluded origin", { excludeOrigins: ["import"] }, { origin: "import" }, "origin"],
  [
    "takes no origin that the event type excludes",
    {},
    { origin: "import", excludeOrigins: ["import"] },
    "origin",
  ],
  [
    "takes a message without origin",
    { excludeOrigins: ["import"] },
    { excludeOrigins: ["import"] },
    "matched",
  ],
  ["takes what its filter passes", { filter: { "tag.id": "produkt-a" } }, {}, "matched"],
  ["takes nothing that its filter doesn't pass", { filter: { amount: { $gt: 12 } } }, {}, "filter"],
  ["takes flagged types without a plan", {}, { featureFlags: ["enterprise"] }, "matched"],
  [
    "takes what its plan includes",
    { planFlags: ["enterprise"] },
    { featureFlags: ["max", "enterprise"] },
    "matched",
  ],
  [
    "takes nothing that its plan doesn't include",
    { planFlags: [] },
    { featureFlags: ["enterprise"] },
    "plan",
  ],
])("an endpoint %s", (_, endpoint, message, verdict) => {
  expect(match({ ...everything, ...endpoint }, { ...plainMessage, ...message })).toBe(verdict);
});

it("matches exactly when the endpoint is enabled, subscribes to the type, and shares a channel or has none", () => {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c"));
  fc.assert(
    fc.property(
      fc.record({
        disabled: fc.boolean(),
        eventTypes: fc.option(names),
        channels: fc.option(names),
      }),
      fc.record({ eventType: fc.constantFrom("a", "b", "c"), channels: fc.option(names) }),
      (endpoint, message) => {
        const type = new Set(endpoint.eventTypes ?? [message.eventType]).has(message.eventType);
        const shared = new Set(endpoint.channels ?? []).intersection(new Set(message.channels ?? []));
        const channel = endpoint.channels === null || shared.size > 0;
        const verdict = match({ ...everything, ...endpoint }, { ...plainMessage, ...message });
        expect(verdict === "matched").toBe(!endpoint.disabled && type && channel);
      },
    ),
  );
});

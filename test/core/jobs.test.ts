import { describe, expect, it } from "vitest";
import { eventJob } from "../../src/core/jobs.ts";

describe("an event that another Worker puts into the queue", () => {
  const event = {
    v: 1,
    kind: "event",
    org: "org_acme",
    application: "customer-1",
    message: { eventType: "a.b", payload: { a: 1 } },
  };
  const with_ = (changes: object) => eventJob.safeParse({ ...event, ...changes });
  const withMessage = (changes: object) => with_({ message: { ...event.message, ...changes } });

  it("is taken with its payload as an object, or as JSON text", () => {
    expect(eventJob.parse(event)).toEqual(event);
    expect(withMessage({ payload: '{"n": 1.0}' }).data?.message.payload).toBe('{"n": 1.0}');
    expect(withMessage({ payload: {} }).success).toBe(true);
  });

  it("is taken with everything that a message may say", () => {
    const message = {
      ...event.message,
      eventId: "e-1",
      channels: ["de"],
      tags: ["new"],
      payloadRetentionPeriod: 30,
      deliverAt: "2026-01-01T00:10:00Z",
      transformationsParams: { rawPayload: "x", headers: { "content-type": "text/plain" } },
    };
    expect(with_({ message }).data?.message).toEqual(message);
  });

  it("is taken with fields of a message that aren't known", () => {
    expect(withMessage({ unknown: 1 }).data?.message).toEqual(event.message);
  });

  it.each<[string, object]>([
    ["another version", { v: 2 }],
    ["no version", { v: undefined }],
    ["another kind", { kind: "fan_out" }],
    ["a field that isn't known", { extra: 1 }],
    ["an organisation without its prefix", { org: "acme" }],
    ["an empty organisation", { org: "org_" }],
    ["an application that is no name", { application: "a b" }],
    ["an empty application", { application: "" }],
    ["no message", { message: undefined }],
    ["no payload", { message: { eventType: "a" } }],
    ["no event type", { message: { payload: {} } }],
    ["an event type that is no name", { message: { eventType: "a b", payload: {} } }],
    ["an array as payload", { message: { eventType: "a", payload: [] } }],
    ["a number as payload", { message: { eventType: "a", payload: 1 } }],
    ["null as payload", { message: { eventType: "a", payload: null } }],
    ["an empty payload", { message: { eventType: "a", payload: "" } }],
    ["too many channels", { message: { ...event.message, channels: ["a", "b", "c", "d", "e", "f"] } }],
  ])("is refused with %s", (_, changes) => {
    expect(with_(changes).success).toBe(false);
  });

  it("is refused when it is no object", () => {
    for (const body of [null, undefined, "event", 1, [], [event]])
      expect(eventJob.safeParse(body).success).toBe(false);
  });
});

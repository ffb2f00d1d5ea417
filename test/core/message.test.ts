import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/core/errors.ts";
import { type MessageFields, messageFields, newMessage } from "../../src/core/message.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const make = (fields: Partial<MessageFields>, payload = '{"a":1}') =>
  newMessage({ eventType: "a.b", ...fields }, payload, now);

const raw = (rawPayload: string | null, contentType: string | null = null) => ({
  transformationsParams: { rawPayload, headers: { "content-type": contentType } },
});

function problemsOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ loc }) => loc.join("."));
    throw error;
  }
  return [];
}

describe("the fields", () => {
  const names = { ok: ["a", "x".repeat(256), "A-b_c.9"], bad: ["", "x".repeat(257), "a b", "ä", "a/b"] };
  const accepts = (fields: object) => messageFields.safeParse({ eventType: "a", ...fields }).success;

  it("need an event type and nothing else", () => {
    expect(messageFields.safeParse({ eventType: "a" }).success).toBe(true);
    expect(messageFields.safeParse({}).success).toBe(false);
    const optional = [
      "eventId",
      "channels",
      "tags",
      "payloadRetentionPeriod",
      "payloadRetentionHours",
      "deliverAt",
      "transformationsParams",
    ];
    expect(accepts(Object.fromEntries(optional.map((name) => [name, null])))).toBe(true);
  });

  it.each<[string, unknown[], unknown[]]>([
    ["eventType", names.ok, [...names.bad, null, 7]],
    ["eventId", [...names.ok, "msg", "my_msg_1"], [...names.bad, "msg_", "msg_1"]],
    ["channels", [["a"], ["a", "b", "c", "d", "e"]], [[], ["a", "b", "c", "d", "e", "f"], ["a b"], "a"]],
    [
      "tags",
      [[], ["any text: ä"], Array.from({ length: 16 }, String)],
      [[""], ["x".repeat(257)], Array.from({ length: 17 }, String)],
    ],
    ["payloadRetentionPeriod", [5, 90], [4, 91, 5.5, "5"]],
    ["payloadRetentionHours", [1, 2160], [0, 2161, 1.5]],
    [
      "deliverAt",
      ["2026-01-01T00:10:00Z", "2026-01-01T01:10:00.123+01:00"],
      ["2026-01-01T00:10:00", "2026-01-01", "tomorrow", now, "2026-02-30T00:00:00Z"],
    ],
    ["transformationsParams", [{}, { rawPayload: "x" }, { headers: {} }], [{ rawPayload: "" }, "x"]],
  ])("take and refuse %s", (field, good, bad) => {
    for (const value of good) expect([value, accepts({ [field]: value })]).toEqual([value, true]);
    for (const value of bad) expect([value, accepts({ [field]: value })]).toEqual([value, false]);
  });

  it("that are unknown are ignored", () => {
    expect(messageFields.parse({ eventType: "a", unknown: 1 })).toEqual({ eventType: "a" });
  });
});

describe("a new message", () => {
  it("has null for everything that was not said", () => {
    expect(make({})).toEqual({
      eventType: "a.b",
      origin: null,
      eventId: null,
      channels: null,
      tags: null,
      payload: '{"a":1}',
      contentType: null,
      retentionMs: null,
      deliverAt: null,
      recipient: null,
    });
  });

  it("keeps what was said", () => {
    const said = { eventType: "x", eventId: "e-1", channels: ["de"], tags: ["new"] };
    expect(make(said)).toMatchObject(said);
  });

  it("carries the payload to the byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (payload) => {
        expect(make({}, payload).payload).toBe(payload);
      }),
    );
  });
});

describe("the retention", () => {
  it("is given in days or in hours", () => {
    expect(make({ payloadRetentionPeriod: 5 }).retentionMs).toBe(5 * day);
    expect(make({ payloadRetentionHours: 1 }).retentionMs).toBe(hour);
    expect(make({ payloadRetentionPeriod: null, payloadRetentionHours: 36 }).retentionMs).toBe(36 * hour);
  });

  it("is not given in both", () => {
    const both = { payloadRetentionPeriod: 5, payloadRetentionHours: 120 };
    expect(problemsOf(() => make(both))).toEqual(["body.payloadRetentionHours"]);
  });
});

describe("the time of delivery", () => {
  it("lies between one minute and 24 hours ahead", () => {
    fc.assert(
      fc.property(fc.integer({ min: -day, max: 2 * day }), (ahead) => {
        const deliverAt = new Date(now + ahead).toISOString();
        if (ahead >= minute && ahead <= day) expect(make({ deliverAt }).deliverAt).toBe(now + ahead);
        else expect(problemsOf(() => make({ deliverAt }))).toEqual(["body.deliverAt"]);
      }),
    );
    const at = (ahead: number) => make({ deliverAt: new Date(now + ahead).toISOString() }).deliverAt;
    expect([at(minute), at(day)]).toEqual([now + minute, now + day]);
    expect(problemsOf(() => at(minute - 1))).toHaveLength(1);
    expect(problemsOf(() => at(day + 1))).toHaveLength(1);
  });

  it("is read with its offset from UTC", () => {
    expect(make({ deliverAt: "2026-01-01T02:30:00+02:00" }).deliverAt).toBe(now + 30 * minute);
  });
});

describe("a raw payload", () => {
  it("is sent instead of the payload, as it is, with its content type", () => {
    expect(make(raw("<a/>", "application/xml"))).toMatchObject({
      payload: "<a/>",
      contentType: "application/xml",
    });
    expect(make(raw("a=1"))).toMatchObject({ payload: "a=1", contentType: null });
  });

  it("is needed for a content type of one's own", () => {
    expect(make(raw(null, "text/plain"))).toMatchObject({ payload: '{"a":1}', contentType: null });
  });

  it.each([
    "text/plain",
    "application/vnd.api+json",
    "text/plain;charset=utf-8",
    "text/plain; charset=utf-8",
    'multipart/mixed; boundary="a b; c"; x=1',
  ])("takes the content type %s", (type) => {
    expect(make(raw("x", type)).contentType).toBe(type);
  });

  it.each([
    "",
    "text",
    "/",
    "text/",
    "text/plain;",
    "text/plain; charset",
    "a b/c",
    "text/plain\r\nx-evil: 1",
  ])("refuses the content type %j", (type) => {
    expect(problemsOf(() => make(raw("x", type)))).toEqual(["body.transformationsParams"]);
  });

  it("takes no content type that a request can't carry", () => {
    const part = fc.string({
      unit: fc.oneof(fc.constantFrom("a", ";", "=", " ", "\r", "\n", "\0", "–"), fc.string({ maxLength: 1 })),
      maxLength: 6,
    });
    const type = fc.oneof(
      part.map((rest) => `text/plain${rest}`),
      fc.tuple(part, part).map(([before, value]) => `text/plain${before};a=${value}`),
    );
    fc.assert(
      fc.property(type, (type) => {
        if (problemsOf(() => make(raw("x", type))).length > 0) return;
        expect(() => new Headers({ "content-type": type })).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { batchBytes, cut } from "../../../src/core/delivery/batching.ts";
import { batchRequest, element, plain, shapeRequest } from "../../../src/core/request/shape.ts";

const event = fc.record({
  id: fc.uuid(),
  bytes: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 2, max: 2_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 2 * batchBytes }) },
  ),
  since: fc.integer({ min: 0, max: 1_000_000 }),
});
const rule = fc.record({
  maxEvents: fc.integer({ min: 2, max: 100 }),
  maxWaitSeconds: fc.integer({ min: 1, max: 300 }),
});
const now = fc.integer({ min: 0, max: 1_400_000 });
const sizeOf = (batch: { bytes: number }[]) => batch.reduce((sum, { bytes }) => sum + bytes + 1, 1);

it("loses nothing, repeats nothing and keeps the order", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), rule, now, (events, rule, now) => {
      const { batches, rest } = cut(events, rule, now);
      expect([...batches.flat(), ...rest]).toEqual(events);
    }),
  );
});

it("makes no batch larger than it may be, except of one event that is too large by itself", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), rule, now, (events, rule, now) => {
      for (const batch of cut(events, rule, now).batches) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(rule.maxEvents);
        if (batch.length > 1) expect(sizeOf(batch)).toBeLessThanOrEqual(batchBytes);
        else if (2 + batch[0]!.bytes <= batchBytes) expect(sizeOf(batch)).toBeLessThanOrEqual(batchBytes);
      }
    }),
  );
});

it("lets nothing wait longer than the rule says, and nothing go early that is not full", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), rule, now, (events, rule, now) => {
      const { batches, rest, dueAt } = cut(events, rule, now);
      const wait = rule.maxWaitSeconds * 1000;
      for (const { since } of rest) expect(since + wait).toBeGreaterThan(now);
      expect(dueAt).toBe(rest.length === 0 ? null : Math.min(...rest.map(({ since }) => since)) + wait);
      const last = batches.at(-1);
      const early = last?.every(({ since }) => since + wait > now) ?? false;
      const next = rest[0];
      if (last && early)
        expect(
          last.length === rule.maxEvents ||
            sizeOf(last) >= batchBytes ||
            (next && sizeOf([...last, next]) > batchBytes),
        ).toBeTruthy();
    }),
  );
});

it("leaves room for more only where there is some", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), rule, now, (events, rule, now) => {
      const { batches, rest } = cut(events, rule, now);
      for (const [index, batch] of batches.entries()) {
        const next = batches[index + 1]?.[0] ?? rest[0];
        if (next) expect(batch.length === rule.maxEvents || sizeOf([...batch, next]) > batchBytes).toBe(true);
      }
    }),
  );
});

it("counts an element as many bytes as it takes in the body", () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 20 }), (values) => {
      const elements = values.map((value, index) =>
        element(plain, {
          id: `msg_${index}`,
          type: "a.b",
          timestamp: "2026-01-01T00:00:00.000Z",
          payload: JSON.stringify({ value }),
        }),
      );
      const body = batchRequest(plain, "https://x.example", elements).body!;
      expect(bytes(body)).toBe(sizeOf(elements.map((text) => ({ bytes: bytes(text) }))));
      expect(JSON.parse(body).map(({ data }: { data: unknown }) => data)).toEqual(
        JSON.parse(JSON.stringify(values.map((value) => ({ value })))),
      );
    }),
  );
});

it("sends a list even of one, and a body that is no JSON as a text in it", () => {
  const event = { id: "msg_1", type: "a.b", timestamp: "2026-01-01T00:00:00.000Z", payload: "<xml/>" };
  const { body, contentType } = shapeRequest({ ...plain, batch: true }, "https://x.example", event);
  expect(contentType).toBe("application/json");
  expect(JSON.parse(body!)).toEqual([
    { id: "msg_1", type: "a.b", timestamp: event.timestamp, data: "<xml/>" },
  ]);
});

import { serialize } from "node:v8";
import fc from "fast-check";
import { ulid } from "ulid";
import { describe, expect, it } from "vitest";
import { triggers } from "../../src/core/delivery/delivery.ts";
import type { DeliveryJob, QueuedMessage } from "../../src/core/jobs.ts";
import { fanOutJobs, jobSize, limits, pack, splitDeliveries, wireSize } from "../../src/core/queue-limits.ts";

/** A queue message may have 128 kB. */
const platformLimit = 128_000;

const name = fc.stringMatching(/^[a-zA-Z0-9\-_.]{1,40}$/);
const longName = fc.constantFrom("n".repeat(256), "a");
const channels = fc.option(fc.array(fc.oneof(name, longName), { minLength: 1, maxLength: 5 }));
const tags = fc.option(
  fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constant("ä–".repeat(128))), { maxLength: 16 }),
);

/** Up to what travels in a job instead of in R2. */
const payload = fc
  .tuple(fc.constantFrom("x", "ü", "–", "👋"), fc.oneof(fc.nat(500), fc.nat(48_000)))
  .map(([char, bytes]) => `{"a":"${char.repeat(bytes / char.length / (char < "\u0100" ? 1 : 2))}"}`);

const about = { eventType: fc.oneof(name, longName), channels, tags };
const origin = fc.option(fc.constantFrom("import", "x".repeat(64)));
const id = (prefix: string) => fc.constant(null).map(() => `${prefix}_${ulid()}`);

const accepted = fc.record<QueuedMessage>({
  id: id("msg"),
  ...about,
  origin,
  deliverAt: fc.option(fc.integer({ min: 1.7e12, max: 1.8e12 })),
  expiresAt: fc.integer({ min: 1.7e12, max: 1.8e12 }),
  contentType: fc.option(fc.constantFrom("text/plain", `text/plain; x=${"x".repeat(242)}`)),
  payload: fc.option(payload),
});

const deliveryJob = fc.record<DeliveryJob>({
  v: fc.constant(1),
  kind: fc.constant("deliveries"),
  org: fc.constant("org_1"),
  app: id("app"),
  endpoint: id("ep"),
  lease: id("lease"),
  sendBefore: fc.integer({ min: 1.7e12, max: 1.8e12 }),
  deliveries: fc.array(
    fc.record({
      id: fc.oneof(
        id("msg"),
        fc.tuple(id("msg"), id("job")).map((ids) => ids.join("/")),
      ),
      message: id("msg"),
      members: fc.option(
        fc.array(fc.record({ message: id("msg"), eventType: fc.constant("n".repeat(256)) }), {
          minLength: 1,
          maxLength: 100,
        }),
      ),
      ...about,
      attempt: fc.integer({ min: 1, max: 8 }),
      suspect: fc.boolean(),
      trigger: fc.constantFrom(...Object.values(triggers)),
      content: fc.option(fc.record({ payload, contentType: fc.constantFrom(null, "text/plain") })),
    }),
    { maxLength: 40, size: "max" },
  ),
});

describe("pack", () => {
  const items = fc.array(fc.nat(120), { maxLength: 60, size: "max" });
  const cases = [items, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 10 })] as const;
  const sum = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  const packed = (sizes: readonly number[], bytes: number, count: number) =>
    pack(sizes, (size) => size, bytes, count);

  it("keeps every item, in order, in groups that aren't empty", () => {
    fc.assert(
      fc.property(...cases, (sizes, bytes, count) => {
        const groups = packed(sizes, bytes, count);
        expect(groups.flat()).toEqual(sizes);
        expect(groups.every((group) => group.length > 0)).toBe(true);
      }),
    );
  });

  it("keeps to both limits; what is too large by itself goes alone", () => {
    fc.assert(
      fc.property(...cases, (sizes, bytes, count) => {
        for (const group of packed(sizes, bytes, count)) {
          expect(group.length).toBeLessThanOrEqual(count);
          if (group.length > 1) expect(sum(group)).toBeLessThanOrEqual(bytes);
        }
      }),
    );
  });

  it("begins a group only when the one before is full", () => {
    fc.assert(
      fc.property(...cases, (sizes, bytes, count) => {
        const groups = packed(sizes, bytes, count);
        for (const [index, group] of groups.slice(1).entries()) {
          const before = groups[index]!;
          expect(before.length === count || sum(before) + group[0]! > bytes).toBe(true);
        }
      }),
    );
  });
});

it("measures a text as it travels: never less than V8 needs, and hardly more", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", size: "large" }),
    fc.string({ unit: fc.constantFrom("a", "ÿ"), size: "large" }),
  );
  // Two bytes before each value, a tag, the length, and a byte that aligns.
  const around = 9;
  fc.assert(
    fc.property(text, (text) => {
      const bytes = serialize(text).length;
      expect(bytes).toBeLessThanOrEqual(wireSize(text) + around);
      expect(bytes).toBeGreaterThanOrEqual(wireSize(text));
    }),
  );
  expect([wireSize(""), wireSize("abc"), wireSize("ÿ"), wireSize("Ā"), wireSize("aĀ")]).toEqual([
    0, 3, 1, 2, 4,
  ]);
});

describe("a job of accepted messages", () => {
  const messages = fc.array(accepted, { maxLength: 150, size: "max" });

  it("fits into a queue message, and is measured no smaller than it is", () => {
    fc.assert(
      fc.property(messages, (messages) => {
        for (const job of fanOutJobs("org_1", "app_1", messages)) {
          expect(serialize(job).length).toBeLessThanOrEqual(jobSize(job));
          expect(jobSize(job)).toBeLessThanOrEqual(platformLimit);
          expect(job.messages.length).toBeLessThanOrEqual(limits.batchMessages);
        }
      }),
      { numRuns: 30 },
    );
  });

  const bare: QueuedMessage = {
    id: `msg_${ulid()}`,
    eventType: "a",
    origin: null,
    channels: null,
    tags: null,
    deliverAt: null,
    expiresAt: 1.7e12,
    contentType: null,
    payload: null,
  };

  it("has a hundred messages at most", () => {
    const jobs = fanOutJobs("org_1", "app_1", Array<QueuedMessage>(150).fill(bare));
    expect(jobs.map(({ messages }) => messages.length)).toEqual([100, 50]);
  });

  it("is measured no smaller than it is, also where only content types are long", () => {
    const contentType = `text/plain; x=${"x".repeat(242)}`;
    const messages = Array.from({ length: 100 }, () => ({ ...bare, contentType }));
    for (const job of fanOutJobs("org_1", "app_1", messages))
      expect(serialize(job).length).toBeLessThanOrEqual(jobSize(job));
  });

  it("takes its part of the messages, in order", () => {
    fc.assert(
      fc.property(messages, (messages) => {
        const jobs = fanOutJobs("org_1", "app_1", messages);
        expect(jobs.flatMap((job) => job.messages)).toEqual(messages);
        for (const job of jobs)
          expect(job).toMatchObject({ v: 1, kind: "fan_out", org: "org_1", app: "app_1" });
      }),
      { numRuns: 30 },
    );
  });
});

describe("a job of deliveries", () => {
  it("is split so that each part fits into a queue message and has ten deliveries at most", () => {
    fc.assert(
      fc.property(deliveryJob, (job) => {
        for (const part of splitDeliveries(job)) {
          expect(serialize(part).length).toBeLessThanOrEqual(jobSize(part));
          expect(jobSize(part)).toBeLessThanOrEqual(platformLimit);
          expect(part.deliveries.length).toBeLessThanOrEqual(10);
          if (part.deliveries.some(({ members }) => members !== null))
            expect(part.deliveries).toHaveLength(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("is split without losing anything, in order, each part under the same lease", () => {
    fc.assert(
      fc.property(deliveryJob, (job) => {
        const parts = splitDeliveries(job);
        expect(parts.flatMap(({ deliveries }) => deliveries)).toEqual(job.deliveries);
        for (const part of parts) expect({ ...part, deliveries: job.deliveries }).toEqual(job);
      }),
      { numRuns: 50 },
    );
  });
});

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, inject, it, vi } from "vitest";
import type { FanOutJob } from "../../../src/core/jobs.ts";
import type { Verdict } from "../../../src/core/matching/match.ts";
import type { IncomingMessage } from "../../../src/objects/journal/messages.ts";
import { readContents } from "../../../src/pipeline/deliver/contents.ts";
import { newId } from "../../../src/store/ids.ts";
import { at, loseJobs } from "../../pipeline/scene.ts";

/** A Journal against a list in memory, through histories in which everything may happen after everything else. */

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const { runs, seed } = inject("fuzz");
const retention = { payload: 60 * day, log: 180 * day };

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const endpoints = ["ep_a", "ep_b", "ep_c"];
const message = fc.record({
  key: fc.option(fc.constantFrom("k1", "k2", "auto_1", "auto_2", "auto_3")),
  eventId: fc.option(fc.constantFrom("e1", "e2", "e3"), { freq: 2 }),
  type: fc.constantFrom("a", "b.c"),
  tag: fc.option(fc.constantFrom("red", "a")),
  channel: fc.option(fc.constantFrom("north", "b.c")),
  retentionMs: fc.option(fc.constantFrom(hour, 24 * hour, 70 * day)),
  /** So often "🙂" or "x". */
  text: fc.constantFrom("0 x", "1 x", "1 🙂", "30000 x", "9000 🙂"),
});
const longText = (text: string) => text.slice(text.indexOf(" ") + 1).repeat(Number.parseInt(text, 10));
const which = fc.nat({ max: 999 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("accept"),
      messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fanOut"),
      which: fc.array(which, { minLength: 1, maxLength: 6 }),
      verdicts: fc.dictionary(
        fc.constantFrom(...endpoints),
        fc.constantFrom<Verdict>("matched", "filter", "cooldown"),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("byHand"), which, endpoint: fc.constantFrom(...endpoints) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("expunge"),
      which: fc.array(which, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait"),
      ms: fc.constantFrom(second, 31 * second, 9 * minute, 11 * minute, 2 * hour, 13 * hour, 25 * hour),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.constantFrom(61 * day, 182 * day) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("look") }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Known {
  id: string;
  at: number;
  sent: IncomingMessage;
  expiresAt: number;
  verdicts: Record<string, Verdict> | null;
  byHand: Set<string>;
}

class Model {
  now: number;
  messages: Known[] = [];
  readonly app = newId("application");
  readonly stub = env.JOURNAL.getByName(this.app);
  readonly queue: ReturnType<typeof loseJobs>;
  #count = 0;

  constructor(now: number, queue: ReturnType<typeof loseJobs>) {
    this.now = now;
    this.queue = queue;
  }

  pick = (n: number) => this.messages[n % this.messages.length];
  picked = (ns: readonly number[]) => [...new Set(ns.flatMap((n) => this.pick(n) ?? []))];

  async take(step: Step): Promise<void> {
    at(this.now);
    if (step.do === "accept")
      await this.accept((step as { messages: Parameters<Model["accept"]>[0] }).messages);
    if (step.do === "fanOut") await this.fanOut(step as never);
    if (step.do === "byHand") await this.byHand(step as never);
    if (step.do === "expunge") await this.expunge((step as unknown as { which: number[] }).which);
    if (step.do === "crash") await this.crash();
    if (step.do === "wait") await this.wait((step as unknown as { ms: number }).ms);
    if (step.do === "look") await this.look();
  }

  async accept(
    given: {
      key: string | null;
      eventId: string | null;
      type: string;
      tag: string | null;
      channel: string | null;
      retentionMs: number | null;
      text: string;
    }[],
  ) {
    const sent = given.map(
      ({ key, eventId, type, tag, channel, retentionMs, text }): IncomingMessage => ({
        ...{
          eventType: type,
          origin: null,
          eventId,
          contentType: null,
          deliverAt: null,
          recipient: null,
          retentionMs,
        },
        ...{ channels: channel === null ? null : [channel], tags: tag === null ? null : [tag, "more"] },
        ...{ payload: `<${this.#count++}>${longText(text)}`, ref: null, idempotencyKey: key },
      }),
    );
    const result = await this.stub.accept("org_x", this.app, this.app, sent, false);
    if (result.status !== "accepted") throw new Error(result.status);
    for (const [index, one] of sent.entries()) {
      const acceptance = result.acceptances[index]!;
      const first = this.withKey(one.idempotencyKey);
      const age = first === undefined ? Number.POSITIVE_INFINITY : this.now - first.at;
      // Keys of SDKs are known for ten minutes at least, and may be for twenty.
      const [surely, maybe] = one.idempotencyKey?.startsWith("auto_")
        ? [10 * minute, 20 * minute]
        : [12 * hour, 12 * hour];
      const repeats = acceptance.ok && acceptance.repeated;
      if (age <= surely) expect(repeats).toBe(true);
      if (age > maybe) expect(repeats).toBe(false);
      if (repeats) {
        expect(acceptance.message.id).toBe(first!.id);
        continue;
      }
      const isTaken = one.eventId !== null && this.messages.some(({ sent }) => sent.eventId === one.eventId);
      expect(acceptance.ok).toBe(!isTaken);
      if (!acceptance.ok) continue;
      const { id, expiresAt } = acceptance.message;
      expect(id > (this.messages.at(-1)?.id ?? "")).toBe(true);
      expect(expiresAt).toBe(this.now + (one.retentionMs ?? retention.payload));
      this.messages.push({ id, at: this.now, sent: one, expiresAt, verdicts: null, byHand: new Set() });
    }
  }

  withKey = (key: string | null) =>
    key === null ? undefined : this.messages.findLast(({ sent }) => sent.idempotencyKey === key);

  async fanOut({ which, verdicts }: { which: number[]; verdicts: Record<string, Verdict> }) {
    const some = this.picked(which);
    const given = { ...verdicts };
    await this.stub.finishFanOut(
      some.map(({ id }) => ({ id, verdicts: given })),
      this.now,
    );
    for (const one of some) one.verdicts ??= given;
  }

  async byHand({ which, endpoint }: { which: number; endpoint: string }) {
    const one = this.pick(which);
    if (one === undefined) return;
    await this.stub.addManualVerdict([one.id], endpoint);
    one.byHand.add(endpoint);
  }

  async expunge(which: number[]) {
    const some = this.picked(which);
    expect(await this.stub.expunge(some.map(({ id }) => id))).toEqual(some.map(({ id }) => id));
    for (const one of some) one.expiresAt = Math.min(one.expiresAt, this.now);
  }

  /** Results of fan-outs may be lost by it, nothing else: those come again. */
  async crash() {
    await this.stub.locate([]);
    await evictDurableObject(this.stub);
    const found = await this.stub.findMany(this.messages.map(({ id }) => id));
    for (const [index, one] of this.messages.entries())
      if (found[index]?.verdicts === null) one.verdicts = null;
  }

  async wait(ms: number) {
    this.now += ms;
    at(this.now);
    this.queue.mockClear();
    // One step follows the other while there is anything to do at once.
    for (let n = 0; n < 3; n++) await runDurableObjectAlarm(this.stub);
    const queued = this.queue.mock.calls.flatMap(([jobs]) =>
      (jobs as { body: FanOutJob }[]).flatMap(({ body }) => body.messages),
    );
    const pending = this.messages.filter(
      ({ verdicts, expiresAt }) => verdicts === null && expiresAt > this.now,
    );
    const byId = new Map(pending.map((one) => [one.id, one]));
    for (const { id, payload } of queued)
      expect(payload ?? byId.get(id)?.sent.payload).toBe(byId.get(id)?.sent.payload);
    for (const { id } of queued) expect([...byId.keys()]).toContain(id);
    // However often it was queued before, an hour is the longest that it waits.
    if (ms > 12 * hour) expect(new Set(queued.map(({ id }) => id))).toEqual(new Set(byId.keys()));
    this.messages = this.messages.filter((one) => one.at >= this.now - retention.log);
    await this.seeNothingOfWhatIsGone();
  }

  isGone = ({ expiresAt }: Known) => expiresAt <= this.now;

  async look() {
    const ids = this.messages.map(({ id }) => id);
    const found = await this.stub.findMany(ids);
    expect(found).toEqual(this.messages.map((one) => this.expected(one)));
    for (const { id, sent } of this.messages)
      if (sent.eventId !== null) expect((await this.stub.find(sent.eventId))?.id).toBe(id);
    const contents = await readContents(env, await this.stub.locate(ids));
    expect(ids.map((id) => contents.get(id)?.payload ?? null)).toEqual(
      this.messages.map((one) => (this.isGone(one) ? null : one.sent.payload)),
    );
    await this.seeNothingOfWhatIsGone();
    for (const order of ["ascending", "descending"] as const) {
      await this.lookAtPages(order, {});
      await this.lookAtPages(order, { eventTypes: ["a"] });
      await this.lookAtPages(order, { channel: "north" });
      await this.lookAtPages(order, { tag: "a" });
      await this.lookAtPages(order, { after: this.now - hour });
      await this.lookAtPages(order, { before: this.now - hour });
    }
  }

  expected({ id, sent, expiresAt, verdicts, byHand }: Known) {
    const { retentionMs, payload, ref, idempotencyKey, ...description } = sent;
    const more = [...byHand]
      .filter((endpoint) => verdicts?.[endpoint] !== "matched")
      .map((endpoint) => [endpoint, "manual"]);
    return {
      id,
      ...description,
      expiresAt,
      verdicts: verdicts && { ...verdicts, ...Object.fromEntries(more) },
    };
  }

  async lookAtPages(
    order: "ascending" | "descending",
    given: { eventTypes?: string[]; channel?: string; tag?: string; after?: number; before?: number },
  ) {
    const filter = { eventTypes: null, channel: null, tag: null, after: null, before: null, ...given };
    const wanted = this.messages.filter(
      ({ at, sent }) =>
        (filter.eventTypes === null || filter.eventTypes.includes(sent.eventType)) &&
        (filter.channel === null || sent.channels?.includes(filter.channel)) &&
        (filter.tag === null || sent.tags?.includes(filter.tag)) &&
        (filter.after === null || at > filter.after) &&
        (filter.before === null || at < filter.before),
    );
    const ids = wanted.map(({ id }) => id);
    const seen: string[] = [];
    for (let iterator: string | null = null; ; ) {
      const page = await this.stub.list(filter, { limit: 7, iterator, order });
      seen.push(...page.data.map(({ id }) => id));
      if (page.done) break;
      iterator = page.iterator;
    }
    expect(seen).toEqual(order === "ascending" ? ids : ids.reverse());
  }

  /** Neither in rows nor in R2. */
  async seeNothingOfWhatIsGone() {
    const rows = await runInDurableObject(this.stub, (_, { storage }) =>
      storage.sql.exec<{ payloads: string }>("SELECT payloads FROM blocks").toArray(),
    );
    const { objects } = await env.PAYLOADS.list({ prefix: `payloads/${this.app}/` });
    const inR2 = await Promise.all(objects.map(async ({ key }) => (await env.PAYLOADS.get(key))!.text()));
    const all = [...rows.map(({ payloads }) => payloads), ...inR2].join();
    // What expires by itself goes within the hour, and the next run of the alarm.
    const gone = this.messages.filter(({ expiresAt }) => expiresAt <= this.now - 3 * hour);
    for (const { sent } of gone)
      expect(all).not.toContain(sent.payload!.slice(0, sent.payload!.indexOf(">") + 1));
  }
}

let start = Date.now();

it("keeps to its promises through any history", async () => {
  const queue = loseJobs("EVENTS");
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      start += 400 * day;
      const model = new Model(start, queue);
      for (const one of steps) await model.take(one as Step);
      await model.take({ do: "look" } as Step);
    }),
    { numRuns: runs, ...(seed === null ? {} : { seed }) },
  );
}, 600_000);

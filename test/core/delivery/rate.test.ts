import fc from "fast-check";
import { expect, it } from "vitest";
import { leaveWithin, Rate } from "../../../src/core/delivery/rate.ts";

const second = 1_000;
const start = 1_700_000_000_000;

type Step =
  | { do: "wait"; ms: number }
  | { do: "ask"; most: number }
  | { do: "leave" | "leaveAtDeadline" | "complete"; pick: number }
  | { do: "restart" };

const pick = fc.nat(1_000);
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ask"), most: fc.constantFrom(1, 2, 1_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("leave"), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("complete"), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leaveAtDeadline"), pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait"),
      ms: fc.oneof(fc.integer({ min: 0, max: 2_500 }), fc.constantFrom(1, 500, 999, 1_000, 1_001)),
    }),
  },
);
const restart = fc.constant<Step>({ do: "restart" });

const perSeconds = fc.integer({ min: 1, max: 5 });

/** Plays an endpoint whose requests leave and are settled at any moment that is allowed; `look` sees every state. */
function play(
  perSecond: number,
  steps: readonly Step[],
  look: (rate: Rate, now: number) => void = () => {},
): { left: number[]; rate: Rate; now: number } {
  let rate = new Rate();
  let now = start;
  const out: { lease: string; deadline: number; leftAt: number | null }[] = [];
  const left: number[] = [];
  const leave = (at: number, index: number) => {
    const ready = out.filter(({ deadline, leftAt }) => leftAt === null && deadline >= now);
    const delivery = ready[index % ready.length];
    if (!delivery) return;
    now = at === now ? now : delivery.deadline;
    delivery.leftAt = now;
    left.push(now);
  };
  for (const [index, step] of steps.entries()) {
    if (step.do === "wait") now += step.ms;
    if (step.do === "leave") leave(now, step.pick);
    if (step.do === "leaveAtDeadline") leave(Number.POSITIVE_INFINITY, step.pick);
    if (step.do === "ask") {
      const count = Math.min(step.most, rate.allowance(perSecond, now).count);
      const lease = `lease ${index}`;
      if (count > 0) rate.handOut(lease, count, now);
      for (let i = 0; i < count; i++) out.push({ lease, deadline: now + leaveWithin, leftAt: null });
    }
    if (step.do === "complete" && out.length > 0) {
      const [{ lease, leftAt }] = out.splice(step.pick % out.length, 1) as [(typeof out)[number]];
      rate.complete(lease, leftAt, now);
    }
    if (step.do === "restart")
      rate = Rate.afterRestart(perSecond, Math.max(0, ...left, ...out.map(({ deadline }) => deadline)));
    look(rate, now);
  }
  return { left, rate, now };
}

/** So many are handed out with one lease, at the start. */
function handedOut(count: number): Rate {
  const rate = new Rate();
  rate.handOut("lease", count, start);
  return rate;
}

const mostInASecond = (left: readonly number[]) =>
  Math.max(0, ...left.map((from) => left.filter((at) => at >= from && at < from + second).length));

it("lets no more than the rate leave in any sliding second, whatever leaves and settles when", () => {
  fc.assert(
    fc.property(perSeconds, fc.array(step, { maxLength: 80, size: "max" }), (perSecond, steps) => {
      expect(mostInASecond(play(perSecond, steps).left)).toBeLessThanOrEqual(perSecond);
    }),
    { numRuns: 1_000 },
  );
});

it("holds to the rate across restarts that know the last moment at which anything left or may yet leave", () => {
  const steps = fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: restart }), {
    maxLength: 80,
    size: "max",
  });
  fc.assert(
    fc.property(perSeconds, steps, (perSecond, steps) => {
      expect(mostInASecond(play(perSecond, steps).left)).toBeLessThanOrEqual(perSecond);
    }),
    { numRuns: 500 },
  );
});

it("names a moment to ask again when nothing may go, and then a tenth of the rate may", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.oneof(step, restart), { maxLength: 40, size: "max" }),
      (perSecond, steps) => {
        play(perSecond, steps, (rate, now) => {
          const { count, at } = rate.allowance(perSecond, now);
          expect(count > 0).toBe(at === null);
          if (at === null) return;
          expect(at).toBeGreaterThan(now);
          expect(at).toBeLessThanOrEqual(now + leaveWithin + second);
          const tenth = Math.max(1, Math.floor(perSecond / 10));
          expect(rate.allowance(perSecond, at).count).toBeGreaterThanOrEqual(tenth);
        });
      },
    ),
  );
});

it("says to come back when a tenth of the rate will be free, whatever the order of settling", () => {
  const distinct = fc.uniqueArray(fc.nat(900), { minLength: 1, maxLength: 60, size: "max" });
  fc.assert(
    fc.property(distinct, (leftAfter) => {
      const perSecond = leftAfter.length;
      const rate = handedOut(perSecond);
      for (const ms of leftAfter) rate.complete("lease", start + ms, start + 900);
      const tenth = Math.max(1, Math.floor(perSecond / 10));
      const nth = leftAfter.toSorted((a, b) => a - b)[tenth - 1]!;
      expect(rate.allowance(perSecond, start + 900)).toEqual({ count: 0, at: start + nth + second });
    }),
  );
});

it("gives the whole rate back once a second has passed since everything left and was settled", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(999), (perSecond, duration) => {
      const rate = handedOut(perSecond);
      for (let i = 0; i < perSecond; i++) rate.complete("lease", start, start + duration);
      expect(rate.allowance(perSecond, start + second - 1).count).toBe(0);
      expect(rate.allowance(perSecond, start + second)).toEqual({ count: perSecond, at: null });
    }),
  );
});

it("gives the place of a delivery that never left back at once", () => {
  const rate = handedOut(3);
  expect(rate.allowance(3, start).count).toBe(0);
  rate.complete("lease", null, start);
  expect(rate.allowance(3, start).count).toBe(1);
});

it("gives everything back by itself when nothing is ever settled", () => {
  fc.assert(
    fc.property(perSeconds, fc.array(step, { maxLength: 40, size: "max" }), (perSecond, steps) => {
      const { rate, now } = play(perSecond, steps);
      expect(rate.allowance(perSecond, now + leaveWithin + second).count).toBe(perSecond);
    }),
  );
});

it("takes the window for full after a restart, until a second after the last that left", () => {
  const rate = Rate.afterRestart(3, start);
  expect(rate.allowance(3, start + second - 1)).toEqual({ count: 0, at: start + second });
  expect(rate.allowance(3, start + second).count).toBe(3);
});

/** The definition: every place that is taken, with the moment at which it is free. */
class PlainRate {
  #places: { lease: string | null; until: number }[];

  constructor(places: { lease: string | null; until: number }[] = []) {
    this.#places = places;
  }

  handOut(lease: string, count: number, now: number) {
    for (let i = 0; i < count; i++) this.#places.push({ lease, until: now + leaveWithin + second });
  }

  complete(lease: string, leftAt: number | null, now: number) {
    const held = this.#places.findIndex((place) => place.lease === lease && place.until > now);
    if (held >= 0) this.#places.splice(held, 1);
    if (leftAt !== null) this.#places.push({ lease: null, until: leftAt + second });
  }

  allowance(perSecond: number, now: number): { count: number; at: number | null } {
    const ends = this.#places.map(({ until }) => until).filter((until) => until > now);
    if (ends.length < perSecond) return { count: perSecond - ends.length, at: null };
    const wanted = ends.length - perSecond + Math.max(1, Math.floor(perSecond / 10));
    return { count: 0, at: ends.sort((a, b) => a - b)[Math.min(wanted, ends.length) - 1]! };
  }
}

it("agrees with the plain definition, whatever is handed out and settled when", () => {
  const lease = fc.constantFrom("a", "b", "c", "d");
  const event = fc.oneof(
    fc.record({ do: fc.constant("hand out" as const), count: fc.nat(30) }),
    fc.record({
      do: fc.constant("settle" as const),
      lease,
      ago: fc.option(fc.integer({ min: -20, max: 1_500 })),
    }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.nat(1_500) }),
  );
  const open = fc.uniqueArray(
    fc.record({ lease, count: fc.integer({ min: 1, max: 9 }), ago: fc.nat(2_500) }),
    {
      selector: ({ lease }) => lease,
    },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.nat(2_000),
      open,
      fc.array(event, { maxLength: 60, size: "max" }),
      (perSecond, lastAgo, open, events) => {
        const handedOut = open.map(({ lease, count, ago }) => ({ lease, count, at: start - ago }));
        const rate = Rate.afterRestart(perSecond, start - lastAgo, handedOut);
        const plain = new PlainRate(
          Array.from({ length: perSecond }, () => ({ lease: null, until: start - lastAgo + second })),
        );
        for (const { lease, count, at } of handedOut) plain.handOut(lease, count, at);
        let now = start;
        for (const [index, one] of events.entries()) {
          if (one.do === "wait") now += one.ms;
          if (one.do === "hand out")
            for (const each of [rate, plain]) each.handOut(`lease ${index}`, one.count, now);
          if (one.do === "settle") {
            const leftAt = one.ago === null ? null : now - one.ago;
            for (const each of [rate, plain]) {
              each.complete(one.lease, leftAt, now);
              each.complete(`lease ${index - 1}`, leftAt, now);
            }
          }
          for (const at of [now, now + 700, now + 5_000])
            expect(rate.allowance(perSecond, at)).toEqual(plain.allowance(perSecond, at));
        }
      },
    ),
    { numRuns: 250 },
  );
});

it("looks at no more places for a request at a high rate than at a low one", () => {
  const looksPerRequest = (perSecond: number) => {
    let looks = 0;
    const clock = (ms: number) =>
      ({
        valueOf: () => {
          looks++;
          return ms;
        },
      }) as unknown as number;
    const rate = new Rate();
    for (let i = 0; i < 3 * perSecond; i++) {
      const now = start + Math.floor((i * second) / perSecond);
      if (i % 10 === 0) rate.handOut(`lease ${i / 10}`, 10, clock(now));
      rate.complete(`lease ${Math.floor(i / 10)}`, now - (i % 7), clock(now));
    }
    return looks / (3 * perSecond);
  };
  for (const perSecond of [100, 10_000]) expect(looksPerRequest(perSecond)).toBeLessThan(8);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import {
  afterRestart,
  allowance,
  complete,
  handOut,
  idle,
  leaveWithin,
  type Rate,
} from "../../../src/core/delivery/rate.ts";

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
  let rate = idle;
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
      const count = Math.min(step.most, allowance(rate, perSecond, now).count);
      const lease = `lease ${index}`;
      if (count > 0) rate = handOut(rate, lease, count, now);
      for (let i = 0; i < count; i++) out.push({ lease, deadline: now + leaveWithin, leftAt: null });
    }
    if (step.do === "complete" && out.length > 0) {
      const [{ lease, leftAt }] = out.splice(step.pick % out.length, 1) as [(typeof out)[number]];
      rate = complete(rate, lease, leftAt, now);
    }
    if (step.do === "restart")
      rate = afterRestart(perSecond, Math.max(0, ...left, ...out.map(({ deadline }) => deadline)));
    look(rate, now);
  }
  return { left, rate, now };
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
          const { count, at } = allowance(rate, perSecond, now);
          expect(count > 0).toBe(at === null);
          if (at === null) return;
          expect(at).toBeGreaterThan(now);
          expect(at).toBeLessThanOrEqual(now + leaveWithin + second);
          const tenth = Math.max(1, Math.floor(perSecond / 10));
          expect(allowance(rate, perSecond, at).count).toBeGreaterThanOrEqual(tenth);
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
      const rate = leftAfter.reduce(
        (rate, ms) => complete(rate, "lease", start + ms, start + 900),
        handOut(idle, "lease", perSecond, start),
      );
      const tenth = Math.max(1, Math.floor(perSecond / 10));
      const nth = leftAfter.toSorted((a, b) => a - b)[tenth - 1]!;
      expect(allowance(rate, perSecond, start + 900)).toEqual({ count: 0, at: start + nth + second });
    }),
  );
});

it("gives the whole rate back once a second has passed since everything left and was settled", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(999), (perSecond, duration) => {
      let rate = handOut(idle, "lease", perSecond, start);
      for (let i = 0; i < perSecond; i++) rate = complete(rate, "lease", start, start + duration);
      expect(allowance(rate, perSecond, start + second - 1).count).toBe(0);
      expect(allowance(rate, perSecond, start + second)).toEqual({ count: perSecond, at: null });
    }),
  );
});

it("gives the place of a delivery that never left back at once", () => {
  const rate = handOut(idle, "lease", 3, start);
  expect(allowance(rate, 3, start).count).toBe(0);
  expect(allowance(complete(rate, "lease", null, start), 3, start).count).toBe(1);
});

it("gives everything back by itself when nothing is ever settled", () => {
  fc.assert(
    fc.property(perSeconds, fc.array(step, { maxLength: 40, size: "max" }), (perSecond, steps) => {
      const { rate, now } = play(perSecond, steps);
      expect(allowance(rate, perSecond, now + leaveWithin + second).count).toBe(perSecond);
    }),
  );
});

it("takes the window for full after a restart, until a second after the last that left", () => {
  const rate = afterRestart(3, start);
  expect(allowance(rate, 3, start + second - 1)).toEqual({ count: 0, at: start + second });
  expect(allowance(rate, 3, start + second).count).toBe(3);
});

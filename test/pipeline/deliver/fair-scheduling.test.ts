import fc from "fast-check";
import { expect, it } from "vitest";
import { runFairly, type Task } from "../../../src/pipeline/deliver/fair-scheduling.ts";

const sizes = fc.array(fc.nat(6), { maxLength: 6 });
const widths = fc.integer({ min: 1, max: 8 });

/** Lanes of these sizes whose tasks note when they begin and end; `work` is what they wait for. */
function lanesOf(sizes: readonly number[], work: (lane: number) => Promise<unknown>) {
  const seen = {
    begun: [] as [lane: number, task: number][],
    givenUp: [] as [lane: number, task: number][],
    ended: sizes.map(() => 0),
    mostAtOnce: 0,
  };
  let running = 0;
  const task = (lane: number, index: number): Task => ({
    run: async () => {
      seen.begun.push([lane, index]);
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++running);
      await work(lane);
      running--;
      seen.ended[lane]!++;
    },
    giveUp: () => seen.givenUp.push([lane, index]),
  });
  const lanes = new Map(
    sizes.map((size, lane) => [
      `lane ${lane}`,
      Array.from({ length: size }, (_, index) => task(lane, index)),
    ]),
  );
  return { lanes, seen };
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
const forever = () => new Promise<never>(() => {});

it("runs every task once, in order within its lane, and as many at once as the width allows", () =>
  fc.assert(
    fc.asyncProperty(sizes, widths, fc.scheduler(), async (sizes, width, scheduler) => {
      const { lanes, seen } = lanesOf(sizes, () => scheduler.schedule(Promise.resolve()));
      await scheduler.waitFor(runFairly(lanes, width, 60_000).ended);
      expect(seen.ended).toEqual(sizes);
      for (const [lane, size] of sizes.entries()) {
        const order = seen.begun.flatMap(([of, index]) => (of === lane ? [index] : []));
        expect(order).toEqual(Array.from({ length: size }, (_, index) => index));
      }
      expect(seen.mostAtOnce).toBe(Math.min(width, total(sizes)));
    }),
  ));

it("finishes the other lanes while some hang, as long as fewer hang than may run at once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ size: fc.nat(12), hangs: fc.boolean() }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.scheduler(),
      async (lanes, spare, scheduler) => {
        const width = lanes.filter(({ hangs }) => hangs).length + spare;
        const { lanes: tasks, seen } = lanesOf(
          lanes.map(({ size }) => size),
          (lane) => (lanes[lane]!.hangs ? forever() : scheduler.schedule(Promise.resolve())),
        );
        runFairly(tasks, width, 60_000);
        await scheduler.waitIdle();
        for (const [lane, { size, hangs }] of lanes.entries())
          expect(seen.ended[lane]).toBe(hangs ? 0 : size);
      },
    ),
  ));

it("shares the width evenly between lanes that have work", () => {
  const { lanes, seen } = lanesOf([10, 10, 10], forever);
  runFairly(lanes, 6, 60_000);
  expect(seen.begun.map(([lane]) => lane).sort()).toEqual([0, 0, 1, 1, 2, 2]);
});

it("says when the last task has begun, and apart from that when all have ended", async () => {
  const last = Promise.withResolvers<void>();
  const { lanes, seen } = lanesOf([1, 2], (lane) => (lane === 0 ? last.promise : Promise.resolve()));
  const run = runFairly(lanes, 2, 60_000);
  let ended = false;
  run.ended.then(() => {
    ended = true;
  });
  expect(seen.begun).toHaveLength(2);
  await run.flowing;
  expect(seen.begun).toHaveLength(3);
  expect(ended).toBe(false);
  last.resolve();
  await run.ended;
  expect(seen.ended).toEqual([1, 2]);
});

it("has begun and ended at once when there is nothing to do", async () => {
  for (const lanes of [new Map(), new Map([["empty", []]])]) {
    const { flowing, ended } = runFairly(lanes, 3, 60_000);
    await expect(Promise.all([flowing, ended])).resolves.toBeDefined();
  }
});

it("gives up what has not begun of slow lanes once nothing else is left", async () => {
  const { lanes, seen } = lanesOf([5, 3], (lane) => (lane === 0 ? forever() : Promise.resolve()));
  await runFairly(lanes, 2, 20).flowing;
  expect(seen.begun.filter(([lane]) => lane === 1)).toHaveLength(3);
  expect(seen.begun.length + seen.givenUp.length).toBe(8);
  expect(seen.givenUp.map(([lane]) => lane)).not.toContain(1);
});

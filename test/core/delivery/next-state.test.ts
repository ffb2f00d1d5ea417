import fc from "fast-check";
import { expect, it } from "vitest";
import { statuses } from "../../../src/core/delivery/attempt.ts";
import { type Circumstances, type Report, stateAfter } from "../../../src/core/delivery/next-state.ts";
import { defaultWaits } from "../../../src/core/delivery/retry.ts";

const now = 1_700_000_000_000;

const first: Circumstances = {
  attempt: 1,
  handOuts: 2,
  since: now - 5_000,
  closed: false,
  throttled: false,
  waits: defaultWaits,
  random: 0.5,
};

const failed: Report = { kind: "attempted", success: false, retryAfter: null, final: false };
const succeeded: Report = { kind: "attempted", success: true, retryAfter: null, final: false };

const attempted = fc
  .tuple(fc.boolean(), fc.option(fc.nat(100_000)))
  .map(([success, retryAfter]): Report => ({ kind: "attempted", success, retryAfter, final: false }));
const reports = fc.oneof(
  attempted,
  fc.constantFrom<Report>({ kind: "returned" }, { kind: "postponed" }, { kind: "canceled" }),
);
const circumstances = fc.record<Circumstances>({
  attempt: fc.integer({ min: 1, max: defaultWaits.length + 1 }),
  handOuts: fc.nat(10),
  since: fc.integer({ min: now - 100_000, max: now + 100_000 }),
  closed: fc.boolean(),
  throttled: fc.boolean(),
  waits: fc.constantFrom(defaultWaits, [], [1]),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

it("goes again exactly while it is pending, and counts only failed attempts", () => {
  fc.assert(
    fc.property(reports, circumstances, (report, circumstances) => {
      const { status, dueAt, attempt } = stateAfter(report, circumstances, now);
      expect(dueAt !== null).toBe(status === statuses.pending);
      const retried = report.kind === "attempted" && status === statuses.pending;
      expect(attempt - circumstances.attempt).toBe(retried ? 1 : 0);
    }),
  );
});

it("is delivered after a success, even when the endpoint is deleted meanwhile", () => {
  for (const closed of [false, true])
    expect(stateAfter(succeeded, { ...first, closed }, now)).toEqual({
      status: statuses.success,
      dueAt: null,
      attempt: 1,
      handOuts: 0,
    });
});

it("is canceled when there is nothing to send, or no endpoint any more to send it to", () => {
  const canceled = { status: statuses.canceled, dueAt: null };
  expect(stateAfter({ kind: "canceled" }, first, now)).toMatchObject(canceled);
  for (const report of [failed, { kind: "returned" } as const])
    expect(stateAfter(report, { ...first, closed: true }, now)).toMatchObject(canceled);
});

it("is tried again after a failure, by the schedule or as the receiver asks", () => {
  expect(stateAfter(failed, first, now)).toEqual({
    status: statuses.pending,
    dueAt: now + 5_000,
    attempt: 2,
    handOuts: 0,
  });
  expect(stateAfter({ ...failed, retryAfter: 8, final: false }, first, now).dueAt).toBe(now + 8_000);
  expect(stateAfter(failed, { ...first, attempt: 2 }, now)).toMatchObject({
    dueAt: now + 300_000,
    attempt: 3,
  });
});

it("goes again in 4 to 6 minutes when no request could be made through a fault of ours, however often", () => {
  const dueAt = (random: number) =>
    stateAfter({ kind: "postponed" }, { ...first, attempt: 8, random }, now).dueAt! - now;
  expect([0, 0.5].map(dueAt)).toEqual([240_000, 300_000]);
  expect(dueAt(0.999)).toBeLessThan(360_000);
  expect(stateAfter({ kind: "postponed" }, first, now)).toMatchObject({
    ...{ status: statuses.pending, attempt: 1, handOuts: 0 },
  });
});

it("has failed for good when the schedule is used up", () => {
  expect(stateAfter(failed, { ...first, attempt: 8 }, now)).toMatchObject({
    status: statuses.fail,
    attempt: 8,
  });
});

it("takes its old place again when it comes back unsent, which is never in the future", () => {
  const returned = (since: number) => stateAfter({ kind: "returned" }, { ...first, since }, now);
  expect(returned(now - 5_000)).toMatchObject({ status: statuses.pending, dueAt: now - 5_000, attempt: 1 });
  expect(returned(now + 5_000).dueAt).toBe(now);
});

it("gets a longer lease each time that it comes back unsent, unless only its rate made it late", () => {
  const handOuts = (throttled: boolean) =>
    stateAfter({ kind: "returned" }, { ...first, throttled }, now).handOuts;
  expect([handOuts(false), handOuts(true)]).toEqual([3, 0]);
});

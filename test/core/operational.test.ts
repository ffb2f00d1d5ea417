import { expect, it } from "vitest";
import { statuses } from "../../src/core/delivery/attempt.ts";
import { isOperational, mainOrg, noticeOf, operationalOrg } from "../../src/core/operational.ts";

it("tells of the fourth failure while more attempts are to come, and of the last", () => {
  const failing = [1, 2, 3, 4, 5].map((attempt) => noticeOf(attempt, statuses.pending));
  expect(failing).toEqual([null, null, null, "message.attempt.failing", null]);
  for (const attempt of [1, 4, 8]) expect(noticeOf(attempt, statuses.fail)).toBe("message.attempt.exhausted");
});

it("tells of a success only when it was told of failures", () => {
  expect([1, 4].map((attempt) => noticeOf(attempt, statuses.success))).toEqual([null, null]);
  expect(noticeOf(5, statuses.success)).toBe("message.attempt.recovered");
});

it("tells nothing of what is canceled", () => {
  expect(noticeOf(4, statuses.canceled)).toBeNull();
});

it("gives what an operator is told an owner of its own", () => {
  expect(isOperational("org_x")).toBe(false);
  expect(isOperational(operationalOrg("org_x"))).toBe(true);
  for (const org of ["org_x", operationalOrg("org_x")]) expect(mainOrg(org)).toBe("org_x");
});

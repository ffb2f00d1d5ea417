import fc from "fast-check";
import { expect, it } from "vitest";
import { hasMoreContainers, isLargerThan } from "../../../src/core/json/size.ts";

const containersIn = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + containersIn(one), 1)
    : 0;

it("counts the objects and lists of a JSON text, not what stands in its texts", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const [text, count] = [JSON.stringify(value), containersIn(value)];
      expect(hasMoreContainers(text, count)).toBe(false);
      if (count > 0) expect(hasMoreContainers(text, count - 1)).toBe(true);
    }),
  );
  expect(hasMoreContainers(JSON.stringify('[{"\\'.repeat(100)), 0)).toBe(false);
});

it("comes to an end with what is no JSON", () => {
  for (const text of ['"[', '"\\', "[[", ""]) expect(hasMoreContainers(text, 2)).toBe(false);
});

it("tells what is too large to write out, also what holds itself", () => {
  expect(isLargerThan({ a: "x".repeat(100), b: [1, null] }, 200)).toBe(false);
  expect(isLargerThan({ a: "x".repeat(201) }, 200)).toBe(true);
  expect(isLargerThan({ ["x".repeat(201)]: 1 }, 200)).toBe(true);
  const self: Record<string, unknown> = {};
  self.self = self;
  expect(isLargerThan(self, 200)).toBe(true);
});

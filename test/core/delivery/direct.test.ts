import { expect, it } from "vitest";
import {
  type DirectCircumstances,
  goesDirectly,
  isQuick,
  mostDirect,
} from "../../../src/core/delivery/direct.ts";

const healthy: DirectCircumstances = {
  deliveries: [{ suspect: false }],
  quick: true,
  failures: 0,
  throttled: false,
};

it("lets a little go directly to who answers well and at once", () => {
  expect(goesDirectly(healthy)).toBe(true);
  expect(goesDirectly({ ...healthy, deliveries: Array(mostDirect).fill({ suspect: false }) })).toBe(true);
});

it.each<[string, Partial<DirectCircumstances>]>([
  ["more than a little", { deliveries: Array(mostDirect + 1).fill({ suspect: false }) }],
  ["what may end its sender", { deliveries: [{ suspect: false }, { suspect: true }] }],
  ["what has never answered, or slowly", { quick: false }],
  ["what fails", { failures: 1 }],
  ["what has a rate", { throttled: true }],
])("leaves %s to the queue", (_, circumstances) => {
  expect(goesDirectly({ ...healthy, ...circumstances })).toBe(false);
});

it("takes an answer within a second for quick", () => {
  expect(isQuick({ success: true, duration: 1_000 })).toBe(true);
  expect(isQuick({ success: true, duration: 1_001 })).toBe(false);
  expect(isQuick({ success: false, duration: 1 })).toBe(false);
});

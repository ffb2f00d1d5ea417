import { expect, it } from "vitest";
import { type Status, statusText } from "../../../src/core/delivery/attempt.ts";

it("names the API's numbers of a status", () => {
  const names = ([0, 1, 2, 3, 4] satisfies Status[]).map(statusText);
  expect(names).toEqual(["success", "pending", "fail", "sending", "canceled"]);
});

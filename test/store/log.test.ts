import { expect, it, vi } from "vitest";
import { log } from "../../src/store/log.ts";

it("prints one line of JSON, whatever is in the fields", () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  log("delivered", { endpoint: "ep_1", ms: 12, reason: 'a "quoted"\nline' });
  const line = String(print.mock.calls[0]![0]);
  print.mockRestore();
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    event: "delivered",
    endpoint: "ep_1",
    ms: 12,
    reason: 'a "quoted"\nline',
  });
});

it("prints what went wrong at the level of errors", () => {
  const print = vi.spyOn(console, "error").mockImplementation(() => {});
  log("request_failed", { error: "gone" });
  const lines = print.mock.calls.map(([line]) => JSON.parse(String(line)));
  print.mockRestore();
  expect(lines).toEqual([{ event: "request_failed", error: "gone" }]);
});

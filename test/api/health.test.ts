import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { as } from "./client.ts";

const anyone = as(null);
const parts = { database: "ok", payloads: "ok", journal: "ok", events: "ok", deliveries: "ok" };

let broken: { mockRestore(): void } | null = null;
afterEach(() => broken?.mockRestore());

it("answers 200 with the state of each part, without a token", async () => {
  expect(await anyone.get("/health")).toMatchObject({ status: 200, json: { status: "ok", parts } });
});

it("answers 503 and names the part that is missing", async () => {
  broken = vi.spyOn(Object.getPrototypeOf(env.PAYLOADS), "head").mockRejectedValue(new Error("R2 is down"));
  expect(await anyone.get("/health")).toMatchObject({
    status: 503,
    json: { status: "unavailable", parts: { ...parts, payloads: "unavailable" } },
  });
});

it("answers a ping with 204", async () => {
  expect(await anyone.get("/health/ping")).toMatchObject({ status: 204, text: "" });
});

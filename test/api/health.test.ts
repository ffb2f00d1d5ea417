import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { app } from "../../src/api/app.ts";
import { as, origin, token } from "./client.ts";

const anyone = as(null);
const parts = {
  secrets: "ok",
  database: "ok",
  payloads: "ok",
  journal: "ok",
  events: "ok",
  deliveries: "ok",
};

let broken: { mockRestore(): void } | null = null;
afterEach(() => broken?.mockRestore());

it("answers 200 with the state of each part, without a token", async () => {
  expect(await anyone.get("/health")).toMatchObject({
    status: 200,
    json: { status: "ok", parts, problems: [] },
  });
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

it.each(["", "secret", "a long random string that signs the API tokens"])(
  "believes no token while the secret is %j, and says what mends it",
  async (JWT_SECRET) => {
    const unfit = { ...env, JWT_SECRET };
    const call = (path: string, authorization = "") =>
      app.request(`${origin}/api/v1${path}`, { headers: { authorization } }, unfit);
    const health = await call("/health");
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: "unavailable",
      parts: { ...parts, secrets: "unavailable" },
      problems: [expect.stringMatching(/^JWT_SECRET .+: openssl rand -hex 32$/)],
    });
    const signed = await token({ sub: "org_any" }, JWT_SECRET || "none");
    const answer = await call("/app", `Bearer ${signed}`);
    expect({ status: answer.status, ...(await answer.json<object>()) }).toMatchObject({
      status: 503,
      reason: "secret_unfit",
    });
  },
);

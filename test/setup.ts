/** Before and after each file of tests that run in a Worker. */
import { applyD1Migrations, type D1Migration, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";
import { replaceInternet } from "./api/client.ts";

await applyD1Migrations(env.DB, (env as unknown as { MIGRATIONS: D1Migration[] }).MIGRATIONS);
replaceInternet();

afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
});

/** Before and after each file of tests that run in a Worker. */
import { type D1Migration, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, afterEach, vi } from "vitest";
import { replaceInternet } from "./api/client.ts";

// All in one call: they are applied for each file.
const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
const migrate = () =>
  env.DB.batch(MIGRATIONS.flatMap(({ queries }) => queries).map((query) => env.DB.prepare(query)));
// What still ran when the file before ended may have kept its tables from going.
await migrate().catch(async () => {
  await reset();
  await migrate();
});
replaceInternet();

/** What Workers log is told of tests that fail; the telling costs more than many a test. */
const lines: unknown[][] = [];
const { log, error } = console;
console.log = console.error = (...line) => void lines.push(line);

afterEach(({ task }) => {
  if (task.result?.state === "fail") for (const line of lines) log(...line);
  lines.length = 0;
});

afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
  Object.assign(console, { log, error });
});

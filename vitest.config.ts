import { existsSync, statfsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from "vitest/config";

const migrations = await readD1Migrations("migrations");

/** `FUZZ_RUNS=500 FUZZ_SEED=1` makes more requests than usual, or the same ones again. */
const { FUZZ_RUNS = "12", FUZZ_SEED } = process.env;
const fuzz = { runs: Number(FUZZ_RUNS), seed: FUZZ_SEED === undefined ? null : Number(FUZZ_SEED) };

/** What tests store is gone with them: in memory, where there is room, nothing waits for a disk. */
const memory = "/dev/shm";
if (existsSync(memory) && roomIn(memory) > 4e9) process.env.TMPDIR = memory;

function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const ids = join(import.meta.dirname, "test/ulid.ts");
const idsFollowTheClock: Plugin = {
  name: "ids-follow-the-clock",
  enforce: "pre",
  resolveId: (id, importer) => (id === "ulid" && importer !== ids ? ids : undefined),
};

const worker: TestProjectInlineConfiguration = {
  plugins: [
    idsFollowTheClock,
    cloudflareTest({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: {
          JWT_SECRET: "a secret for tests, and for tests only",
          ENCRYPTION_KEY: btoa("k".repeat(32)),
          ALLOWED_PRIVATE_SUBNETS: "",
          EMAIL_FROM: "webhooks@posthorn.example",
          MIGRATIONS: migrations,
        },
      },
    }),
  ],
  test: {
    name: "worker",
    include: ["test/{api,objects,pipeline,store}/**/*.test.ts"],
    isolate: false,
    globalSetup: ["test/assets.ts"],
    setupFiles: ["test/setup.ts"],
    provide: { fuzz },
    testTimeout: 30_000,
  },
};

export default defineConfig({
  test: {
    silent: "passed-only",
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: "core",
          include: ["test/*.test.ts", "test/{core,console-unit}/**/*.test.{ts,tsx}"],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      worker,
      {
        test: { name: "cli", include: ["test/cli/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "e2e",
          // Tests that kill a server wait more than they work.
          maxWorkers: availableParallelism() + 1,
          isolate: false,
          include: ["test/{e2e,console}/**/*.test.ts"],
          globalSetup: ["test/e2e/setup.ts"],
          // Not while other projects' tests keep the machine busy.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "docs",
          maxWorkers: availableParallelism(),
          include: ["test/docs/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

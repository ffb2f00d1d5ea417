import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const migrations = await readD1Migrations("migrations");

/** `FUZZ_RUNS=500 FUZZ_SEED=1` makes more requests than usual, or the same ones again. */
const { FUZZ_RUNS = "24", FUZZ_SEED } = process.env;
const fuzz = { runs: Number(FUZZ_RUNS), seed: FUZZ_SEED === undefined ? null : Number(FUZZ_SEED) };

export default defineConfig({
  test: {
    // What Workers log is told of tests that fail.
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "core",
          include: ["test/*.test.ts", "test/{core,console-unit}/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                JWT_SECRET: "a secret for tests",
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
          setupFiles: ["test/migrate.ts"],
          provide: { fuzz },
          testTimeout: 30_000,
        },
      },
      {
        test: { name: "cli", include: ["test/cli/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "e2e",
          include: ["test/{e2e,console}/**/*.test.ts"],
          globalSetup: ["test/e2e/setup.ts"],
          // Not while other projects' tests keep the machine busy.
          maxWorkers: Number(process.env.E2E_WORKERS ?? 2),
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "docs",
          include: ["test/docs/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

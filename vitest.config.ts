import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const migrations = await readD1Migrations("migrations");

/** `FUZZ_RUNS=500 FUZZ_SEED=1` makes more requests than usual, or the same ones again. */
const { FUZZ_RUNS = "24", FUZZ_SEED } = process.env;
const fuzz = { runs: Number(FUZZ_RUNS), seed: FUZZ_SEED === undefined ? null : Number(FUZZ_SEED) };

const inWorker = globSync("test/{api,objects,pipeline,store}/**/*.test.ts");
/**
 * Has modules and storage of its own: who moves the clock, because ids and caches remember the latest time that they
 * saw, and who takes all requests that go out, because those of others would be among them.
 */
const needsIsolation = (file: string) =>
  /useFakeTimers|spyOn\(Date|import \{[^}]*\b(?:at|receive)\b[^}]*\} from/.test(readFileSync(file, "utf8"));

function workerProject(name: string, include: string[], isolate: boolean): TestProjectInlineConfiguration {
  return {
    plugins: [
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
      name,
      include,
      isolate,
      setupFiles: ["test/setup.ts"],
      provide: { fuzz },
      testTimeout: 30_000,
    },
  };
}

export default defineConfig({
  test: {
    // What Workers log is told of tests that fail.
    silent: "passed-only",
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "core",
          include: ["test/*.test.ts", "test/{core,console-unit}/**/*.test.{ts,tsx}"],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      workerProject(
        "worker",
        inWorker.filter((file) => !needsIsolation(file)),
        false,
      ),
      workerProject("isolated", inWorker.filter(needsIsolation), true),
      {
        test: { name: "cli", include: ["test/cli/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "e2e",
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
          include: ["test/docs/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

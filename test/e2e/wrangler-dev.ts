import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { inject, onTestFinished } from "vitest";
import { root } from "../server/bundle.ts";
import { killGroup } from "../server/group.ts";
import { until } from "./harness.ts";
import { settings } from "./settings.ts";

const parts = ["src", "migrations", "test/e2e/producer", "wrangler.toml", "package.json", "tsconfig.json"];

/**
 * Posthorn as `wrangler dev` runs it until the test ends, in a copy of the project: it writes nothing into the project.
 *
 * @param configs paths in the project; the first one's Worker is reached over HTTP
 */
export async function startWranglerDev(configs: string[]) {
  const project = mkdtempSync(join(inject("folder"), "project-"));
  for (const part of parts) cpSync(join(root, part), join(project, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const lines = Object.entries(settings()).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(join(project, "settings"), lines.join(""));

  const spawnWrangler = (args: string[]) =>
    spawn(process.execPath, [join(root, "node_modules/wrangler/bin/wrangler.js"), ...args], {
      cwd: project,
      // Nothing of the developer's settings.
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: project,
        TMPDIR: project,
        CI: "true",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
      } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });

  const migration = spawnWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", "state"]);
  const [out, error, [code]] = await Promise.all([
    text(migration.stdout),
    text(migration.stderr),
    once(migration, "exit"),
  ]);
  if (code !== 0) throw new Error(`The database could not be migrated:\n${out}${error}`);

  let child: ChildProcess | null = null;
  const dev = {
    /** Where it is reached, another port after every start. */
    url: "",
    async start() {
      const wrangler = spawnWrangler([
        "dev",
        ...configs.flatMap((config) => ["--config", config]),
        ...["--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"],
        ...["--show-interactive-dev-session=false", "--persist-to", "state", "--env-file", "settings"],
      ]);
      child = wrangler;
      let printed = "";
      for (const stream of [wrangler.stdout, wrangler.stderr])
        stream.setEncoding("utf8").on("data", (chunk: string) => {
          printed += chunk;
        });
      dev.url = await until(
        () => `server:\n${printed}`,
        () => {
          if (wrangler.exitCode !== null) throw new Error(`The server ended by itself:\n${printed}`);
          return /Ready on (http:\S+)/.exec(printed)?.[1];
        },
        60_000,
      );
      await until("healthy server", () =>
        fetch(`${dev.url}/api/v1/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
    },
    /** As a power cut would have it. */
    async kill() {
      if (child !== null) await killGroup(child);
    },
  };
  onTestFinished(() => dev.kill());
  await dev.start();
  return dev;
}

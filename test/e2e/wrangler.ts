import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

export const root = new URL("../../", import.meta.url).pathname;

/** The folder, in the copy of the project, with the state that every server starts from. */
export const freshState = "fresh-state";

/** Wrangler in a process group of its own, knowing nothing of the developer's settings. */
export function spawnWrangler(project: string, args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, "node_modules/wrangler/bin/wrangler.js"), ...args], {
    cwd: project,
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
}

/** One command to its end. Throws with what it printed when it fails. */
export async function wrangler(project: string, ...args: string[]): Promise<string> {
  const child = spawnWrangler(project, args);
  const [out, error, code] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    new Promise<number | null>((resolve) => child.on("exit", resolve)),
  ]);
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${out}${error}`);
  return out;
}

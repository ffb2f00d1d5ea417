/** A copy of the project, without state or secrets, under a path that has a space and an umlaut in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";

const root = join(import.meta.dirname, "../..");
const parts = ["src", "migrations", "wrangler.toml", "package.json", "tsconfig.json", ".npmrc"];

export interface Ended {
  code: number | null;
  out: string;
  error: string;
}

export interface Project {
  folder: string;
  /** Starts a tool of `src/cli` and answers when it has ended. */
  run(tool: string, args?: string[], env?: Record<string, string>): Promise<Ended>;
  /** Starts an npm script in a process group of its own. */
  npm(...args: string[]): ChildProcess;
}

export function copyProject(): Project {
  const outer = mkdtempSync(join(tmpdir(), "posthorn-cli-"));
  afterAll(() => rmSync(outer, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }));
  const folder = join(outer, "Post horn für alle");
  mkdirSync(folder);
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const clean = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    HOME: outer,
    CI: "true",
  };
  return {
    folder,
    run: (tool, args = [], env = {}) =>
      ended(
        spawn(process.execPath, [join(folder, `src/cli/${tool}.ts`), ...args], {
          cwd: outer,
          env: { ...clean, ...env } as unknown as NodeJS.ProcessEnv,
        }),
      ),
    npm: (...args) =>
      spawn("npm", args, { cwd: folder, env: clean as unknown as NodeJS.ProcessEnv, detached: true }),
  };
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const [out, error, code] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    new Promise<number | null>((resolve) => child.on("exit", resolve)),
  ]);
  return { code, out, error };
}

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./project.ts";

/** Who uses the local state, as long as it does. */
interface Running {
  pid: number;
  /** Who started it, and ends with it. */
  starter: number;
  address: string;
}

const file = join(root, ".wrangler/running.json");

/** The Posthorn that uses this folder's state, null when there is none: two would lock each other out of it. */
export function running(): Running | null {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Running;
    process.kill(found.pid, 0);
    return found;
  } catch (error) {
    // Of another user, but there.
    if ((error as NodeJS.ErrnoException).code === "EPERM") return JSON.parse(readFileSync(file, "utf8"));
    return null;
  }
}

/** Ends a server whose starter was killed; what comes next finds its state and its port free. */
export async function endLeftOver(): Promise<void> {
  const left = running();
  if (left === null || isThere(left.starter)) return;
  try {
    for (;;) {
      process.kill(-left.pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch {
    rmSync(file, { force: true });
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Notes that the server `pid` uses the state, until this process ends. */
export function noteRunning(server: Omit<Running, "starter">): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...server, starter: process.pid }));
  process.once("exit", () => rmSync(file, { force: true }));
}

/** Ends the process group that `pid` leads when this process has ended, in whatever way: a pipe tells. */
export function endsWithUs(pid: number): void {
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, "watchdog.ts"), String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
}

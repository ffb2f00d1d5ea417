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
  const noted = readNote();
  return noted !== null && isThere(noted.pid) ? noted : null;
}

function readNote(): Running | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** So long (ms) a server may take to end when its starter was killed. */
const endsWithin = 15_000;

/**
 * Waits for the end of a server whose starter was killed, which its watchdog sees to; what comes next finds its state and
 * its port free. What has its number after that is another process.
 */
export async function leftOverEnds(): Promise<void> {
  const left = running();
  if (left === null || isThere(left.starter)) return;
  const until = Date.now() + endsWithin;
  while (isThere(left.pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  rmSync(file, { force: true });
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Of another user, but there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !hasEnded(pid);
}

/** It has ended, and nobody asked how: Linux keeps its number until somebody does. */
function hasEnded(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
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

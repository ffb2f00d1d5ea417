import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

/** SIGKILL for a process that leads a group of its own and all its children, as a power cut would have it. */
export async function killGroup(leader: ChildProcess): Promise<void> {
  const group = leader.pid!;
  if (leader.exitCode === null && leader.signalCode === null) {
    const exited = once(leader, "exit");
    process.kill(-group, "SIGKILL");
    await exited;
  }
  // Its workerd may take a moment longer to let go of the state.
  while (exists(group)) await setTimeout(10);
}

function exists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

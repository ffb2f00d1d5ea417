import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endGroup } from "./installation.ts";

/**
 * A terminal in which one block runs after the other. Any command that fails ends it, and so does a variable that was
 * never set; a request fails when its answer is an error.
 */
const prelude = `
set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 30 --write-out '\\n' "$@"; }
`;

export class Shell {
  readonly folder: string;
  #child: ChildProcess;
  #printed = "";
  #blocks = 0;
  #changed: () => void = () => {};

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#child = spawn("bash", { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.#printed += chunk;
        this.#changed();
      });
    this.#child.on("exit", () => this.#changed());
    this.#child.stdin!.write(prelude);
  }

  /**
   * Answers what a block printed.
   *
   * @param at where it stands, for the error when one of its commands fails
   */
  async run(code: string, at: string): Promise<string> {
    const script = join(this.folder, `.block-${this.#child.pid}-${++this.#blocks}.sh`);
    await writeFile(script, code);
    const end = `── end of block ${this.#blocks} ──`;
    this.#printed = "";
    // The block must not read what comes after it.
    this.#child.stdin!.write(`source ${script} </dev/null\necho '${end}'\n`);
    for (;;) {
      const length = this.#printed.indexOf(end);
      if (length >= 0) return this.#printed.slice(0, length);
      if (this.#child.exitCode !== null) throw new Error(`${at} failed:\n${code}\n${this.#printed}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** Ends it, and what it has started in the background. */
  close = () => endGroup(this.#child);
}

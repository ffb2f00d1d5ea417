import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { killGroup } from "./group.ts";
import type { Addresses } from "./process.ts";

/** Where a server is reached, and the file with all that it logged. */
export interface Running extends Addresses {
  log: string;
}

export type Settings = Record<string, string | number>;

const program = join(import.meta.dirname, "process.ts");

/** Posthorn in a process group of its own, with state and settings of its own, which can be killed and started again. */
export class Server implements Running {
  readonly log: string;
  #folder: string;
  #bundles: string;
  #child: ChildProcess | null = null;
  #addresses: Addresses = { url: "", producer: "" };

  /**
   * @param parent the folder that its own is made in
   * @param bundles path of the bundled Workers
   * @param settings in place of wrangler.toml's
   */
  constructor(parent: string, bundles: string, settings: Settings) {
    this.#folder = mkdtempSync(join(parent, "server-"));
    this.#bundles = bundles;
    this.log = join(this.#folder, "log");
    writeFileSync(join(this.#folder, "settings.json"), JSON.stringify(settings));
  }

  /** The folder of its state. */
  get state() {
    return join(this.#folder, "state");
  }

  /** Another one after every start. */
  get url() {
    return this.#addresses.url;
  }

  get producer() {
    return this.#addresses.producer;
  }

  async start(): Promise<void> {
    const log = openSync(this.log, "a");
    const child = spawn(process.execPath, [program, this.#folder, this.#bundles], {
      stdio: ["ignore", log, log, "ipc"],
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    const ended = once(child, "exit").then(() => null);
    const answer = await Promise.race([once(child, "message"), ended]);
    if (answer === null) throw new Error(`The server ended by itself:\n${readFileSync(this.log, "utf8")}`);
    this.#addresses = answer[0];
  }

  /** As a power cut would have it. */
  async kill(): Promise<void> {
    if (this.#child !== null) await killGroup(this.#child);
    this.#child = null;
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

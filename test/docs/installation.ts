import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./markdown.ts";

const parts = ["src", "migrations", "package.json", "tsconfig.json", "wrangler.toml", ".npmrc"];
const secrets = ".dev.vars";

/** A fresh installation that `npm start` has started. */
export interface Installation {
  folder: string;
  url: string;
  /** What a terminal has. */
  env: NodeJS.ProcessEnv;
  /** Another copy of its folder, with its secrets: whatever happens there, the server doesn't see. */
  copy: () => Promise<string>;
  stop: () => Promise<void>;
}

export async function install(): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), "posthorn-docs-"));
  const folder = await checkOut(home);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH!,
    HOME: home,
    TMPDIR: home,
    CI: "true",
    WRANGLER_SEND_METRICS: "false",
    POSTHORN_URL: url,
  } as unknown as NodeJS.ProcessEnv;
  const server = spawn("npm", ["start", "--", "--port", String(port)], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = async () => {
    await endGroup(server);
    // The server ends a little later than what has started it.
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
  };
  process.once("exit", () => kill(server));
  try {
    await untilUp(server);
  } catch (error) {
    await stop();
    throw error;
  }
  const copy = async () => {
    const other = await checkOut(home);
    await copyFile(join(folder, secrets), join(other, secrets));
    return other;
  };
  return { folder, url, env, copy, stop };
}

async function checkOut(home: string): Promise<string> {
  const folder = await mkdtemp(join(home, "posthorn-"));
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Ends a process that leads a group, and all of its children. */
export async function endGroup(child: ChildProcess): Promise<void> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  kill(child);
  await exited;
}

function kill({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}

function untilUp(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = "";
  for (const stream of [server.stdout!, server.stderr!])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      if (printed.includes("Posthorn is up")) resolve();
    });
  server.on("exit", () => reject(new Error(`npm start ended by itself:\n${printed}`)));
  return promise;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

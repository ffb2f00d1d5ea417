/** Workers as wrangler would deploy them, for Miniflare. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { V4WorkerOptions } from "miniflare";

// Before wrangler is loaded: it is only asked for its reading of wrangler.toml.
process.env.WRANGLER_LOG = "error";
process.env.WRANGLER_SEND_METRICS = "false";
const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import("wrangler");

export const root = join(import.meta.dirname, "../..");

/** What Miniflare takes for a Worker, as plain data. */
export type Worker = V4WorkerOptions & { name: string };

/**
 * Bundles the Worker that a wrangler.toml describes. Throws with what wrangler printed when it can't.
 *
 * @param config path in the project
 * @param entry path in the project, in place of the configuration's `main`
 */
export async function bundle(config = "wrangler.toml", entry?: string): Promise<Worker> {
  const contents = await scriptOf(config, entry);
  const read = unstable_readConfig({ config: join(root, config) });
  const { modulesRules, ...options } = unstable_getMiniflareWorkerOptions(read).workerOptions;
  const path = join(root, dirname(config), "bundle.js");
  return { ...options, name: read.name!, modules: [{ type: "ESModule", path, contents }] };
}

async function scriptOf(config: string, entry: string[] | string = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-bundle-"));
  try {
    const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
    const args = ["deploy", entry, "--config", config, "--dry-run", "--outdir", folder].flat();
    await promisify(execFile)(process.execPath, [wrangler, ...args], {
      cwd: root,
      env: { ...process.env, WRANGLER_LOG: "log" },
    }).catch(({ stdout, stderr }) => {
      throw new Error(`${config} could not be bundled:\n${stdout}${stderr}`);
    });
    const name = (await readdir(folder)).find((file) => file.endsWith(".js"));
    return await readFile(join(folder, name!), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

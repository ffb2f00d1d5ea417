/** Posthorn in Miniflare, as wrangler.toml describes it, without `wrangler dev` and its proxy in between. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "hono/jwt";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

// Before wrangler is loaded: it is only asked for its reading of wrangler.toml.
process.env.WRANGLER_LOG = "error";
process.env.WRANGLER_SEND_METRICS = "false";
const { unstable_getMiniflareWorkerOptions } = await import("wrangler");

const root = new URL("../../", import.meta.url).pathname;
const jwtSecret = "a secret for the benchmark";
const migration = "--> statement-breakpoint";

export interface Posthorn {
  url: string;
  /** What a producer sends along. */
  headers: Record<string, string>;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  inspector: () => Promise<URL>;
  stop(): Promise<void>;
}

export interface Bundle {
  script: string;
  /** Whether it is to run with an inspector, which costs time. */
  inspected: boolean;
}

/** Bundles the Worker as a deployment would; `entry` is a path in the project. Answers the script. */
export async function build(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-bench-"));
  try {
    const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [wrangler, "deploy", entry, "--dry-run", "--outdir", folder],
      { cwd: root, encoding: "utf8", env: { ...process.env, WRANGLER_LOG: "log" } },
    );
    if (status !== 0) throw new Error(`The Worker could not be built:\n${stdout}${stderr}`);
    const name = (await readdir(folder)).find((file) => file.endsWith(".js"));
    return await readFile(join(folder, name!), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Starts a built Worker with fresh, empty state on disk. */
export async function startPosthorn({ script, inspected }: Bundle): Promise<Posthorn> {
  const state = await mkdtemp(join(tmpdir(), "posthorn-bench-"));
  // Assets come from Cloudflare's edge, not from the Worker.
  const { assets, modulesRules, ...options } = unstable_getMiniflareWorkerOptions(
    join(root, "wrangler.toml"),
  ).workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      ...(inspected ? { inspectorPort: 0 } : {}),
      cf: false,
      logRequests: false,
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: () => {},
      resourcePersistencePath: state,
      ...options,
      name: "posthorn",
      modules: [{ type: "ESModule", path: join(root, "bench.js"), contents: script }],
      bindings: {
        ...(options.bindings as object),
        JWT_SECRET: jwtSecret,
        ENCRYPTION_KEY: btoa("k".repeat(32)),
        ALLOWED_PRIVATE_SUBNETS: "127.0.0.0/8",
      },
    }),
  );
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  await migrate(miniflare);
  const headers = {
    authorization: `Bearer ${await sign({ sub: "org_bench" }, jwtSecret, "HS256")}`,
    "content-type": "application/json",
  };
  return {
    url,
    headers,
    api: async (method, path, body) => {
      const response = await fetch(url + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text);
    },
    inspector: () => miniflare.getInspectorURL(),
    stop: async () => {
      await miniflare.dispose();
      await rm(state, { recursive: true });
    },
  };
}

async function migrate(miniflare: Miniflare): Promise<void> {
  const { DB } = await miniflare.getBindings<{ DB: D1Database }>();
  const folder = join(root, "migrations");
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort())
    for (const statement of (await readFile(join(folder, file), "utf8")).split(migration))
      await DB.prepare(statement).run();
}

/** Posthorn for measurements, with fresh state and a client. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "hono/jwt";
import type { Worker } from "../server/bundle.ts";
import { run } from "../server/posthorn.ts";

const jwtSecret = "a secret for the benchmark, and for it only";

export interface Posthorn {
  url: string;
  /** What a producer sends along. */
  headers: Record<string, string>;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  inspector: () => Promise<URL>;
  stop(): Promise<void>;
}

export interface Bundle {
  worker: Worker;
  /** Whether it is to run with an inspector, which costs time. */
  inspected: boolean;
}

/** Starts a built Worker with fresh, empty state on disk. */
export async function startPosthorn({ worker, inspected }: Bundle): Promise<Posthorn> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-bench-"));
  // Assets come from Cloudflare's edge, not from the Worker.
  const { assets, ...options } = worker;
  const bindings = {
    ...options.bindings,
    JWT_SECRET: jwtSecret,
    ENCRYPTION_KEY: btoa("k".repeat(32)),
    ALLOWED_PRIVATE_SUBNETS: "127.0.0.0/8",
  };
  const miniflare = await run({
    workers: [{ ...options, bindings }],
    state: join(folder, "state"),
    inspected,
  });
  const url = (await miniflare.ready).href.replace(/\/$/, "");
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
      await rm(folder, { recursive: true });
    },
  };
}

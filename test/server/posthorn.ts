/** Posthorn in Miniflare, as wrangler.toml describes it, without `wrangler dev` and its proxy in between. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import type { Worker } from "./bundle.ts";

export interface Run {
  /** The first one is reached over HTTP; the others by sockets of their own, or through it. */
  workers: Worker[];
  /** The folder of its state; one that isn't there is made, with a migrated database. */
  state: string;
  /** Whether it has an inspector, which costs time. */
  inspected?: boolean;
  /** Whether sent mails can be read, under `/cdn-cgi/local/explorer`. */
  mailbox?: boolean;
  /** Gets each line that a Worker logs. */
  log?: (line: string) => void;
}

const migrations = join(import.meta.dirname, "../../migrations");
const betweenStatements = "--> statement-breakpoint";

export async function run({ workers, state, inspected, mailbox, log }: Run): Promise<Miniflare> {
  const fresh = !existsSync(state);
  await mkdir(state, { recursive: true });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      ...(inspected ? { inspectorPort: 0 } : {}),
      cf: false,
      logRequests: false,
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: ({ message }) => log?.(message),
      resourcePersistencePath: join(state, "resources"),
      resourceTmpPath: join(state, "tmp"),
      unsafeLocalExplorer: mailbox,
      workers,
    }),
  );
  await miniflare.ready;
  if (fresh) await migrate(miniflare);
  return miniflare;
}

async function migrate(miniflare: Miniflare): Promise<void> {
  const { DB } = await miniflare.getBindings<{ DB: D1Database }>();
  const files = (await readdir(migrations)).filter((name) => name.endsWith(".sql")).sort();
  for (const file of files)
    for (const statement of (await readFile(join(migrations, file), "utf8")).split(betweenStatements))
      await DB.prepare(statement).run();
}

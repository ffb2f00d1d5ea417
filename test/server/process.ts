/**
 * Posthorn in a process of its own, which a test can kill: `node process.ts <folder> <bundles>`. Its state is in the
 * folder, with the settings in `settings.json`. Its addresses go to the process that started it, with which it ends;
 * what it logs goes to stdout.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "./bundle.ts";
import { run } from "./posthorn.ts";

/** Where a server is reached. */
export interface Addresses {
  url: string;
  /** Of the Worker beside it that sends it messages without HTTP. */
  producer: string;
}

const [folder = "", bundles = ""] = process.argv.slice(2);
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const [posthorn, producer]: [Worker, Worker] = json(bundles);

const miniflare = await run({
  workers: [
    { ...posthorn, bindings: { ...posthorn.bindings, ...json(join(folder, "settings.json")) } },
    { ...producer, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] },
  ],
  state: join(folder, "state"),
  mailbox: true,
  log: (line) => process.stdout.write(`${line}\n`),
});
process.on("disconnect", () => process.exit());
const plain = (url: URL) => url.href.replace(/\/$/, "");
process.send!({
  url: plain(await miniflare.ready),
  producer: plain(await miniflare.unsafeGetDirectURL(producer.name)),
} satisfies Addresses);

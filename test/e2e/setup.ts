import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { launch } from "../console/browser.ts";
import { bundle } from "../server/bundle.ts";
import { type Running, Server } from "../server/server.ts";
import { settings } from "./settings.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder that is gone when the run ends. */
    folder: string;
    /** Path of the bundled Workers. */
    bundles: string;
    /** Of the server that all files share. */
    server: Running;
    /** Where the browser that all files share takes connections. */
    browser: string;
  }
}

/** Bundles once, and starts the one server and the one browser of the run. */
export default async function ({ provide }: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-e2e-"));
  const [posthorn, producer, browser] = await Promise.all([
    bundle(),
    bundle("test/e2e/producer/wrangler.toml"),
    launch(),
  ]);
  // A copy, which stays as it is when somebody works on the project meanwhile.
  const assets = { ...posthorn.assets!, directory: join(folder, "assets") };
  await cp(posthorn.assets!.directory, assets.directory, { recursive: true });
  const bundles = join(folder, "bundles.json");
  await writeFile(bundles, JSON.stringify([{ ...posthorn, assets }, producer]));

  const server = new Server(folder, bundles, settings());
  await server.start();
  provide("folder", folder);
  provide("bundles", bundles);
  provide("server", { url: server.url, producer: server.producer, log: server.log });
  provide("browser", browser.wsEndpoint());
  return async () => {
    await Promise.all([server.stop(), browser.close()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
}

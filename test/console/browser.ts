/** A real browser for tests: the one that CHROMIUM_PATH names, the system's, or that of @sparticuz/chromium. */
import { accessSync, constants } from "node:fs";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

const systemPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const runs = (path: string) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

async function options(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM_PATH;
  const system = named ?? systemPaths.find(runs);
  const executablePath = system ?? (await packed());
  return { executablePath, args: ["--no-sandbox"] };
}

/** Its own arguments switch off what these tests are about, such as the same-origin policy. */
async function packed(): Promise<string> {
  const { default: chromium } = await import("@sparticuz/chromium");
  return chromium.executablePath();
}

const advice =
  "These tests need a Chromium: install one (e.g. `apt-get install chromium`), or set CHROMIUM_PATH to the one you have.";

/** Throws with what to install when there is no browser. */
export async function launch(): Promise<Browser> {
  try {
    return await chromium.launch(await options());
  } catch (error) {
    throw new Error(`${advice}\n${(error as Error).message}`);
  }
}

/** A real browser for tests: the one that CHROMIUM_PATH names, the system's, or one that Playwright has installed. */
import { accessSync, constants } from "node:fs";
import { type BrowserServer, chromium, type LaunchOptions } from "playwright-core";

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

const options = (): LaunchOptions => ({
  executablePath: process.env.CHROMIUM_PATH ?? systemPaths.find(runs) ?? chromium.executablePath(),
  args: ["--no-sandbox"],
});

const advice = `These tests need a Chromium. Install one, in one of these ways, or set CHROMIUM_PATH to the one you have:
  apt-get install chromium
  npx playwright-core install --with-deps chromium`;

/** Throws with what to install when there is no browser. */
export async function launch(): Promise<BrowserServer> {
  try {
    return await chromium.launchServer({ ...options(), host: "127.0.0.1" });
  } catch (error) {
    throw new Error(`${advice}\n${(error as Error).message}`);
  }
}

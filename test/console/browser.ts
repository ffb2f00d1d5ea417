/**
 * A Chromium for tests: the one that CHROMIUM_PATH names, or else the first that starts. Those without windows (headless
 * shells) come first, because they take half the time.
 */
import { accessSync, constants } from "node:fs";
import { type BrowserServer, chromium } from "playwright-core";

const shells = ["/usr/bin/chromium-headless-shell"];
const browsers = [
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

const named = process.env.CHROMIUM_PATH;
/** Paths; undefined for the headless shell that Playwright may have installed. */
const candidates = named ? [named] : [...shells.filter(runs), undefined, ...browsers.filter(runs)];

const advice = `These tests need a Chromium. Install one, in one of these ways, or set CHROMIUM_PATH to the one you have:
  apt-get install chromium-headless-shell
  npx playwright-core install --with-deps --only-shell chromium`;

/** Starts a browser to connect to. Throws with what to install when there is none that starts. */
export async function launch(): Promise<BrowserServer> {
  const failures: string[] = [];
  for (const executablePath of candidates)
    try {
      const path = executablePath === undefined ? {} : { executablePath };
      return await chromium.launchServer({ ...path, host: "127.0.0.1", args: ["--no-sandbox"] });
    } catch (error) {
      failures.push((error as Error).message);
    }
  throw new Error([advice, ...failures].join("\n"));
}

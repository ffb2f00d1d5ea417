/** What browser tests share: people who open the portal or the console. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, expect, inject } from "vitest";
import { Client, sharedServer, tokenFor } from "../e2e/harness.ts";

export type Language = "de" | "en";

export interface Person extends BrowserContextOptions {
  language?: Language;
}

const trouble = new WeakMap<Page, string[]>();

/** The shared server, and a connection to the shared browser for the tests of one file. */
export async function scene() {
  const server = sharedServer();
  const browser = await chromium.connect(inject("browser"));
  afterAll(() => browser.close());
  const kept = new Set<BrowserContext>();
  afterEach(async ({ task }) => {
    const own = browser.contexts().filter((context) => !kept.has(context));
    if (task.result?.state === "fail") for (const context of own) await tellWhatIsShown(context);
    await Promise.all(own.map((context) => context.close()));
  });
  return {
    server,
    /** A page of somebody's own, with nothing in it. A violation of the policy or an error of a script fails. */
    open: (person: Person = {}) => openPage(browser, person),
    /** A page for all tests of the file. */
    async keep(person: Person = {}) {
      const page = await openPage(browser, person);
      kept.add(page.context());
      return page;
    },
    /** The portal, opened by the link that the API gives for this application. */
    async portal(api: Client, app: string, person: Person = {}, access: object = {}) {
      const page = await openPage(browser, person);
      await page.goto((await api.call("POST", `/auth/app-portal-access/${app}`, access)).url);
      if (person.javaScriptEnabled === false) {
        const { token } = await api.call("POST", `/auth/app-portal-access/${app}`, access);
        await page.getByRole("textbox").fill(token);
        await page.locator("main button[type=submit]").click();
      }
      await page.waitForURL(/\/webhooks$/);
      return page;
    },
    /** The console of the client's organisation. */
    async console(api: Client, person: Person = {}) {
      const page = await openPage(browser, person);
      await page.goto(`${server.url}/console/login`);
      await page.locator("#token").fill(await tokenFor(api.org));
      await page.locator("main button[type=submit]").click();
      await page.waitForURL(/\/console$/);
      return page;
    },
    client: () => new Client(server),
  };
}

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Of a test that fails now and then, nothing else is left. */
async function tellWhatIsShown(context: BrowserContext) {
  for (const page of context.pages()) {
    const shown = await page.locator("body").ariaSnapshot({ timeout: 2_000 }).catch(String);
    console.error(`${page.url()} shows:\n${shown}`);
  }
}

async function openPage(browser: Browser, { language = "de", ...options }: Person): Promise<Page> {
  const context = await browser.newContext({
    locale: language === "de" ? "de-DE" : "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  // Longer than the pages that look again by themselves take for it, on a machine that has other things to do, too.
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const found: string[] = [];
  trouble.set(page, found);
  page.on("pageerror", (error) => found.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) found.push(message.text());
  });
  return page;
}

/** Since the last time: scripts ran without errors, and nothing tried what the content security policy forbids. */
export const provesQuiet = (page: Page) => expect(trouble.get(page)!.splice(0)).toEqual([]);

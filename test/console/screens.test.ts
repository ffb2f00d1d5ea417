import { statSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { appSections, consoleSections } from "../../src/console/app/nav.ts";
import { tokenFor } from "../e2e/harness.ts";
import { folder, picture } from "./picture.ts";
import { type Language, provesAccessible, provesQuiet, scene } from "./scene.ts";
import { type Screen, screens } from "./screens.ts";
import { world } from "./world.ts";

const configs = ["test/e2e/producer/wrangler.toml", "wrangler.toml"];
const { server, open, client } = await scene({ EMAIL_FROM: "webhooks@posthorn.example" }, configs);

const api = client();
const ids = await world(api, `${server.url}/queue`);
const access = async (of: string, more: object = {}): Promise<string> =>
  (await api.call("POST", `/auth/app-portal-access/${of}`, more)).token;

const pathOf = ({ path }: Screen) =>
  path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? expect.fail(`no id ${name}`));

async function sessionOf({ who, path }: Screen): Promise<string | null> {
  if (who === "nobody") return null;
  if (who === "operator") return tokenFor(api.org);
  return access(path.startsWith("/portal/{empty}") ? ids.empty! : ids.app!, { readOnly: who === "reader" });
}

/** A page with nothing in its cache, for whoever sees the screen. */
async function pageFor(screen: Screen): Promise<Page> {
  const page = await open({ language: "de" });
  const value = await sessionOf(screen);
  if (value !== null)
    await page.context().addCookies([{ name: "posthorn_session", value, url: server.url, httpOnly: true }]);
  return page;
}

const cookieFor = (language: Language) => ({ name: "posthorn_language", value: language, url: server.url });

/** Bytes that went over the wire for a page with all that it needs. */
async function transferred(page: Page, visit: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await visit();
  await session.detach();
  return bytes;
}

const evaluates = (page: Page, expression: string) => page.evaluate<boolean>(expression);

/** Dialogs take the focus, keep it, and give it back to what opened them. */
async function provesDialogs(page: Page, most = 3) {
  const openers = page.locator("main [data-dialog]");
  for (let index = 0; index < Math.min(most, await openers.count()); index++) {
    const opener = openers.nth(index);
    const menu = opener.locator("xpath=ancestor::*[@popover]");
    const inMenu = (await menu.count()) > 0;
    const button = inMenu ? page.locator(`[popovertarget="${await menu.getAttribute("id")}"]`) : opener;
    await button.focus();
    await page.keyboard.press("Enter");
    if (inMenu) {
      await menu.locator(":focus").waitFor();
      await opener.focus();
      await page.keyboard.press("Enter");
    }
    const dialog = page.locator("dialog:modal");
    await dialog.waitFor();
    expect(await evaluates(page, "!!document.activeElement.closest('dialog:modal')")).toBe(true);
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press(step < 4 ? "Tab" : "Shift+Tab");
      const inside =
        "document.activeElement === document.body || !!document.activeElement.closest('dialog:modal')";
      expect(await evaluates(page, inside), `${page.url()}: the focus leaves the dialog`).toBe(true);
    }
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" }).catch(() => dialog.waitFor({ state: "hidden" }));
    const back = await button.evaluate(
      (element: unknown) =>
        (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement ===
        element,
    );
    expect(back, `${page.url()}: the focus doesn't come back to ${await button.textContent()}`).toBe(true);
  }
}

/** Of what a template didn't get. */
const nonsense = /\bundefined\b|\bNaN\b|\[object |Invalid Date|\bnull\b/;

interface Look {
  language: Language;
  scheme: "light" | "dark";
  width: number;
  /** Is among the pictures that are kept. */
  kept: boolean;
}

const looks: Look[] = [
  { language: "de", scheme: "light", width: 1280, kept: true },
  { language: "de", scheme: "dark", width: 1280, kept: true },
  { language: "en", scheme: "light", width: 1280, kept: true },
  { language: "de", scheme: "light", width: 360, kept: true },
  { language: "en", scheme: "dark", width: 360, kept: false },
];

describe("every screen", () => {
  it("is in the table", () => {
    const known = (path: string) => screens.some((screen) => screen.path.endsWith(path));
    const sections = [
      ...appSections.map(({ path }) => `/portal/{app}${path}`),
      ...consoleSections.map(({ path }) => `/console${path}`),
    ];
    expect(sections.filter((path) => !known(path))).toEqual([]);
    expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
  });

  it.each(screens)("$name is small, accessible and in order in every look", async (screen) => {
    const page = await pageFor(screen);
    const url = server.url + pathOf(screen);
    const bytes = await transferred(page, async () => {
      const answer = await page.goto(url, { waitUntil: "networkidle" });
      expect(answer!.status()).toBe(screen.status ?? 200);
    });
    expect(bytes, "bytes of the first view").toBeLessThan(100_000);
    expect(bytes, "bytes of the first view").toBeGreaterThan(10_000);
    await provesDialogs(page);
    for (const { language, scheme, width, kept } of looks) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await page.context().addCookies([cookieFor(language)]);
      await page.goto(url, { waitUntil: "load" });
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
      expect(await page.locator("h1").count()).toBe(1);
      const headings = (await page.locator("h1, h2, h3, label, button, th, .badge").allTextContents()).join(
        "\n",
      );
      expect(nonsense.exec(headings)?.[0]).toBeUndefined();
      await provesAccessible(page);
      if (process.env.SCREENSHOTS && kept && screen.picture)
        await picture(page, await open(), `${screen.name}-${language}-${scheme}-${width}`, width);
    }
    provesQuiet(page);
  });
});

describe("pictures", () => {
  it("are kept for the screens that are in the README", () => {
    const names = screens
      .filter((screen) => screen.picture)
      .flatMap(({ name }) =>
        looks
          .filter(({ kept }) => kept)
          .map((look) => `${name}-${look.language}-${look.scheme}-${look.width}`),
      );
    const sizes = names.map((name) => statSync(`${folder}${name}.webp`, { throwIfNoEntry: false })?.size);
    if (!process.env.SCREENSHOTS) return;
    expect(names.filter((_, index) => sizes[index] === undefined)).toEqual([]);
    expect(sizes.reduce((sum: number, size) => sum + (size ?? 0), 0)).toBeLessThan(4_000_000);
  });
});

import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appSections, consoleSections } from "../../src/console/app/nav.ts";
import { tokenFor, until } from "../e2e/harness.ts";
import { bringAxe, provesAccessible } from "./accessible.ts";
import { folder, picture } from "./picture.ts";
import { type Language, provesQuiet, scene } from "./scene.ts";
import { type Screen, screens } from "./screens.ts";
import { world } from "./world.ts";

const { server, open, keep, client } = await scene();

const api = client();
const ids = await world(api, `${server.producer}/queue`);
const access = async (of: string, more: object = {}): Promise<string> =>
  (await api.call("POST", `/auth/app-portal-access/${of}`, more)).token;
const viewer = await api.call("POST", "/api-key", { name: "Viewer", scopes: ["read"] });

const pathOf = ({ path }: Screen) =>
  path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? expect.fail(`no id ${name}`));

async function sessionOf({ who, path }: Screen): Promise<string | null> {
  if (who === "nobody") return null;
  if (who === "operator") return tokenFor(api.org);
  if (who === "viewer") return viewer.token;
  return access(path.startsWith("/portal/{empty}") ? ids.empty! : ids.app!, { readOnly: who === "reader" });
}

// One page for all: a browser takes longer to make one than to look at a screen.
const page = await keep({ reducedMotion: "reduce" });
await bringAxe(page);
const devtools = await page.context().newCDPSession(page);
await devtools.send("Network.enable");

/** Whoever sees the screen comes with nothing in the cache. */
async function comeFor(screen: Screen) {
  // What the last screen still asks for is no part of this one.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await devtools.send("Network.clearBrowserCache");
  await devtools.send("Storage.clearDataForOrigin", { origin: server.url, storageTypes: "all" });
  const value = await sessionOf(screen);
  if (value !== null)
    await page.context().addCookies([{ name: "posthorn_session", value, url: server.url, httpOnly: true }]);
  await show(looks.de[0]!);
}

async function show({ scheme, width }: Look) {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
}

const cookieFor = (language: Language) => ({ name: "posthorn_language", value: language, url: server.url });

/** Bytes that go over the wire for a page with all that it asks for while it loads. */
async function transferred(visit: () => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const underWay = new Set<string>();
  const begins = ({ requestId }: { requestId: string }) => underWay.add(requestId);
  const fails = ({ requestId }: { requestId: string }) => underWay.delete(requestId);
  const ends = ({ requestId, encodedDataLength }: { requestId: string; encodedDataLength: number }) => {
    bytes += encodedDataLength;
    underWay.delete(requestId);
  };
  devtools.on("Network.requestWillBeSent", begins);
  devtools.on("Network.loadingFailed", fails);
  devtools.on("Network.loadingFinished", ends);
  await visit();
  // What a page asks for again and again is not a part of it.
  devtools.off("Network.requestWillBeSent", begins);
  await until("end of loading", () => underWay.size === 0);
  devtools.off("Network.loadingFailed", fails);
  devtools.off("Network.loadingFinished", ends);
  return bytes;
}

const evaluates = (expression: string) => page.evaluate<boolean>(expression);

/** Dialogs take the focus, keep it, and give it back to what opened them. */
async function provesDialogs(most = 3) {
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
    expect(await evaluates("!!document.activeElement.closest('dialog:modal')")).toBe(true);
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press(step < 4 ? "Tab" : "Shift+Tab");
      const inside =
        "document.activeElement === document.body || !!document.activeElement.closest('dialog:modal')";
      expect(await evaluates(inside), `${page.url()}: the focus leaves the dialog`).toBe(true);
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
  scheme: "light" | "dark";
  width: number;
  /** What axe looks for: each width is seen whole once. */
  rules: "all" | "contrast";
  /** Is among the pictures that are kept. */
  kept: boolean;
}

const looks: Record<Language, Look[]> = {
  de: [
    { scheme: "light", width: 1280, rules: "all", kept: true },
    { scheme: "dark", width: 1280, rules: "contrast", kept: true },
    { scheme: "light", width: 360, rules: "contrast", kept: true },
  ],
  en: [
    { scheme: "dark", width: 360, rules: "all", kept: false },
    { scheme: "light", width: 1280, rules: "contrast", kept: true },
  ],
};

const nameOf = (screen: Screen, language: Language, { scheme, width }: Look) =>
  `${screen.name}-${language}-${scheme}-${width}`;

/** The page's content is all there, in its language. */
async function provesWhole(language: Language) {
  expect(await page.locator("html").getAttribute("lang")).toBe(language);
  expect(await page.locator("h1").count()).toBe(1);
  const texts = await page.locator("h1, h2, h3, label, button, th, .badge").allTextContents();
  expect(nonsense.exec(texts.join("\n"))?.[0]).toBeUndefined();
}

async function provesLooks(screen: Screen, language: Language) {
  for (const look of looks[language]) {
    await show(look);
    await provesAccessible(page, look.rules);
    if (process.env.SCREENSHOTS && look.kept && screen.picture)
      await picture(page, await open(), nameOf(screen, language, look), look.width);
  }
}

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
    await comeFor(screen);
    const url = server.url + pathOf(screen);
    const bytes = await transferred(async () => {
      const answer = await page.goto(url);
      expect(answer!.status()).toBe(screen.status ?? 200);
    });
    expect(bytes, "bytes of the first view").toBeLessThan(100_000);
    expect(bytes, "bytes of the first view").toBeGreaterThan(10_000);
    await provesWhole("de");
    await provesLooks(screen, "de");

    await page.context().addCookies([cookieFor("en")]);
    await page.goto(url);
    await provesWhole("en");
    await provesLooks(screen, "en");
    await provesDialogs();
    provesQuiet(page);
  });
});

describe("pictures", () => {
  it("are kept for the screens that are in the README", () => {
    const names = screens
      .filter((screen) => screen.picture)
      .flatMap((screen) =>
        (["de", "en"] as const).flatMap((language) =>
          looks[language].filter(({ kept }) => kept).map((look) => nameOf(screen, language, look)),
        ),
      );
    const sizes = names.map((name) => statSync(`${folder}${name}.webp`, { throwIfNoEntry: false })?.size);
    if (!process.env.SCREENSHOTS) return;
    expect(names.filter((_, index) => sizes[index] === undefined)).toEqual([]);
    expect(sizes.reduce((sum: number, size) => sum + (size ?? 0), 0)).toBeLessThan(4_000_000);
  });
});

/** What was asked for last is what is shown, however slow the answers before it are. */
import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { until } from "../e2e/harness.ts";
import { provesQuiet, scene } from "./scene.ts";

const { server, portal, console: consoleOf, client } = await scene();

/** The first such request is answered only once `letGo` is called; the others as always. */
async function holdFirst(page: Page, address: RegExp) {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let first = true;
  await page.route(address, async (route: Route) => {
    if (first) {
      first = false;
      asked.resolve();
      await held.promise;
    }
    await route.continue().catch(() => {});
  });
  return { asked: asked.promise, letGo: held.resolve };
}

it("a list goes by all filters that were chosen in quick succession", async () => {
  const api = client();
  const app = await api.createApplication();
  for (const name of ["a.one", "a.two"]) await api.call("POST", "/event-type", { name, description: name });
  for (const eventType of ["a.one", "a.two"]) await api.send(app, { eventType });
  const page = await portal(api, app);
  await page.goto(`${server.url}/portal/${app}/messages`);
  const rows = page.locator("#messages .log-row");
  await until("both events", async () => (await rows.count()) === 2);
  const { asked, letGo } = await holdFirst(page, /period=week/);
  await page.locator("#period").selectOption("week");
  await asked;
  await page.locator("#type").selectOption("a.one");
  await page.locator("#period").selectOption("month");
  letGo();
  await page.waitForURL(/period=month.*type=a\.one|type=a\.one.*period=month/);
  await until("one event", async () => (await rows.count()) === 1);
  provesQuiet(page);
});

it("a search ends with what was typed last", async () => {
  const api = client();
  for (const name of ["Anna", "Annabell", "Annabell Nord"]) await api.call("POST", "/app", { name });
  const page = await consoleOf(api);
  await page.goto(`${server.url}/console/apps`);
  const { asked, letGo } = await holdFirst(page, /q=/);
  const field = page.locator("#q");
  await field.fill("Anna");
  await asked;
  for (const text of ["Annabell", "Annabell N", "Annabell Nord"]) {
    await field.fill(text);
    await page.evaluate("new Promise((resolve) => setTimeout(resolve, 300))");
  }
  letGo();
  await page.waitForURL(/q=Annabell(\+|%20)Nord/);
  await page.getByText("Annabell Nord").first().waitFor();
  await page.locator("#applications").getByText("Anna", { exact: true }).waitFor({ state: "detached" });
  provesQuiet(page);
});

it("the look of the portal is drawn as it was typed last", async () => {
  const api = client();
  const page = await consoleOf(api);
  await page.goto(`${server.url}/console/settings`);
  const { asked, letGo } = await holdFirst(page, /settings\?/);
  await page.locator("#name").fill("Blumen");
  await asked;
  await page.locator("#name").fill("Blumenpost Nord");
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 500))");
  letGo();
  await page.locator("#preview").getByText("Blumenpost Nord").first().waitFor();
  expect(await page.locator("#preview").count()).toBe(1);
  provesQuiet(page);
});

it("a test's answer takes nothing back that was chosen while it was under way", async () => {
  const api = client();
  const app = await api.createApplication();
  for (const name of ["a.one", "a.two"])
    await api.call("POST", "/event-type", { name, description: name, example: { kind: name } });
  const page = await portal(api, app);
  await page.goto(`${server.url}/portal/${app}/webhooks/new`);
  await page.locator("#url").fill("http://127.0.0.1:9/hooks");
  const shown = page.locator("#preview");
  await shown.getByText('"a.one"').waitFor();
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await page.route(/webhooks\/new$/, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked.resolve();
    await held.promise;
    await route.continue().catch(() => {});
  });
  await page.locator("button[value=test]").click();
  await asked.promise;
  await page.locator("#previewType").selectOption("a.two");
  await shown.getByText('"a.two"').waitFor();
  held.resolve();
  await page.locator("#tested .result").waitFor();
  expect(await page.locator("#previewType").inputValue()).toBe("a.two");
  await shown.getByText('"a.two"').waitFor();
});

it("a button that comes anew while it is pressed counts as pressed", async () => {
  const api = client();
  const app = await api.createApplication();
  const fields = [
    { name: "email", labels: { de: "E-Mail" }, path: "email", alwaysSent: true },
    { name: "first", labels: { de: "Vorname" }, path: "first" },
  ];
  await api.call("POST", "/event-type", { name: "a.one", description: "a.one", example: {}, fields });
  const page = await portal(api, app);
  await page.goto(`${server.url}/portal/${app}/webhooks/new`);
  await page.locator("#shaping summary").first().click();
  const { asked, letGo } = await holdFirst(page, /do=fields/);
  await page.getByRole("radio", { name: "Nur bestimmte Felder" }).check();
  await asked;
  const { x, y, width, height } = (await page.getByRole("button", { name: "Vorname" }).boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  letGo();
  const count = () => page.locator("[name=fieldName]").count();
  await until("first field", async () => (await count()) === 1);
  await page.mouse.up();
  await until("second field", async () => (await count()) === 2);
  provesQuiet(page);
});

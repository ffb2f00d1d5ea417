import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Client } from "../e2e/harness.ts";
import { provesQuiet, scene } from "./scene.ts";

const { server, console: login, open, client } = await scene();

const inMain = (page: Page) => page.locator("main");
const press = (page: Page, name: string) => inMain(page).getByRole("button", { name, exact: true }).click();

/** Logs in with this token; how that went is to be seen. */
async function enter(page: Page, token: string) {
  await page.goto(`${server.url}/console/login`);
  await page.locator("#token").fill(token);
  await page.locator("main button[type=submit]").click();
}

const statusWith = async (token: string, path = "/app") =>
  (await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

it.each([true, false])("a key is made, shown once and revoked (with JavaScript: %s)", async (scripts) => {
  const api = client();
  const page = await login(api, { javaScriptEnabled: scripts });
  await page.getByRole("navigation").getByRole("link", { name: "API-Schlüssel" }).click();
  await page.getByRole("heading", { name: "Noch keine API-Schlüssel" }).waitFor();
  await page.getByRole("link", { name: "Neuer API-Schlüssel" }).click();
  await page.getByRole("checkbox", { name: "Senden" }).uncheck();
  await press(page, "API-Schlüssel anlegen");
  await page.getByText("Das ließ sich noch nicht speichern.").waitFor();

  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await page.getByRole("checkbox", { name: "Lesen" }).check();
  await page.getByLabel("Gültig für").selectOption("30 Tage");
  await press(page, "API-Schlüssel anlegen");
  await page.getByRole("status").getByText("„Shop“ ist fertig").waitFor();
  const token = await page.getByRole("textbox", { name: "API-Schlüssel" }).inputValue();
  expect(await page.getByRole("button", { name: "API-Schlüssel kopieren" }).isVisible()).toBe(scripts);
  const [key] = (await api.call("GET", "/api-key")).data;
  expect(key).toMatchObject({ name: "Shop", scopes: ["read"], censoredToken: `${token.slice(0, 12)}…` });
  const days = (Date.parse(key.expiresAt) - Date.parse(key.createdAt)) / (24 * 3_600_000);
  expect(Math.round(days)).toBe(30);
  expect(await statusWith(token)).toBe(200);

  await page.goto(`${server.url}/console/api-keys`);
  expect(await page.content()).not.toContain(token.slice(12));
  await page.getByRole("row", { name: /Shop/ }).getByText("Lesen").waitFor();
  await page.getByRole("link", { name: "„Shop“ widerrufen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "API-Schlüssel widerrufen" }).click();
  await page.getByText("„Shop“ ist widerrufen.").waitFor();
  expect(await statusWith(token)).toBe(401);
  expect((await api.call("GET", "/api-key")).data).toEqual([]);
  provesQuiet(page);
});

it("a key is there to copy", async () => {
  const page = await login(client());
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${server.url}/console/api-keys/new`);
  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await press(page, "API-Schlüssel anlegen");
  const token = await page.getByRole("textbox", { name: "API-Schlüssel" }).inputValue();
  await press(page, "API-Schlüssel kopieren");
  await page.getByText("Kopiert").waitFor();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(token);
});

const keyWith = async (api: Client, ...scopes: string[]): Promise<{ id: string; token: string }> =>
  api.call("POST", "/api-key", { name: "Console", scopes });

it("a key with `admin` opens the console, until it is revoked", async () => {
  const api = client();
  const { id, token } = await keyWith(api, "admin");
  const page = await open({ language: "en" });
  await enter(page, token);
  await page.waitForURL(/\/console$/);
  await page.goto(`${server.url}/console/plans/new`);
  await page.getByLabel("Name", { exact: true }).fill("Small");
  await press(page, "Create plan");
  await page.getByText("“Small” has been created.").waitFor();
  await api.call("DELETE", `/api-key/${id}`);
  expect((await page.reload())!.status()).toBe(401);
  await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
  provesQuiet(page);
});

it("a key with `read` opens the console to look only, without the keys", async () => {
  const api = client();
  const app = await api.createApplication();
  const endpoint = await api.createEndpoint(app, "https://receiver.example/");
  const { token } = await keyWith(api, "read");
  const page = await open({ language: "en" });
  await enter(page, token);
  await page.waitForURL(/\/console$/);
  await page.getByText("You can look at everything here, but change nothing.").waitFor();
  expect(await page.getByRole("link", { name: "API keys" }).count()).toBe(0);
  expect((await page.goto(`${server.url}/console/api-keys`))!.status()).toBe(403);
  await page.goto(`${server.url}/console/plans/new`);
  expect(await inMain(page).getByRole("button", { name: "Create plan" }).isDisabled()).toBe(true);
  await page.goto(`${server.url}/console/app/${app}/webhooks/${endpoint}?secret=show`);
  expect(await page.content()).not.toContain("whsec_");
  provesQuiet(page);
});

it("a key that may only send, one that was revoked and none at all are told why they don't get in", async () => {
  const api = client();
  const { id, token } = await keyWith(api, "send");
  const page = await open({ language: "en" });
  await enter(page, token);
  await page.getByText("This API key may only send. The console needs one that may read.").waitFor();
  await api.call("DELETE", `/api-key/${id}`);
  await enter(page, token);
  await page.getByText("This token is not valid for this server, or it has expired.").waitFor();
  await page.goto(`${server.url}/portal`);
  await page.locator("#token").fill((await keyWith(api, "admin")).token);
  await page.locator("main button[type=submit]").click();
  await page.getByText("This is a token of an organisation. Use it in the console.").first().waitFor();
});

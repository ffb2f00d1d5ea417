import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { provesQuiet, scene } from "./scene.ts";

const { portal, client } = await scene();

const openReceiver = async (page: Page) => {
  await page.getByRole("link", { name: "Testempfänger" }).click();
  return (await page.locator("#address").textContent())!;
};

const rows = (page: Page) => page.locator("#received-list li");

describe("the test receiver", () => {
  it("shows what comes in by itself, and leaves what is looked at alone", async () => {
    const api = client();
    const page = await portal(api, await api.createApplication());
    const address = await openReceiver(page);
    await page.getByRole("heading", { name: "Wartet auf die erste Anfrage" }).waitFor();
    await fetch(`${address}/crm?source=shop`, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-probe": "<b>one</b>" },
      body: '{"name":"Jane & Co"}',
    });
    const shown = page.getByRole("article");
    await shown.getByText('"Jane & Co"').waitFor();
    await shown.getByRole("heading", { name: "PUT /crm?source=shop" }).waitFor();
    await shown.getByRole("row", { name: "x-probe <b>one</b>" }).waitFor();
    await shown.getByRole("row", { name: "source shop" }).waitFor();

    await fetch(`${address}/later`, { method: "POST", body: new URLSearchParams({ email: "a@b.example" }) });
    await rows(page).nth(1).waitFor();
    expect(await shown.getByRole("heading", { level: 2 }).textContent()).toBe("PUT/crm?source=shop");
    await rows(page).first().getByRole("link").click();
    await shown.getByRole("heading", { name: "POST /later" }).waitFor();
    await shown.getByRole("row", { name: "email a@b.example" }).waitFor();
    await rows(page).nth(1).getByRole("link").click();
    await shown.getByRole("heading", { name: "PUT /crm?source=shop" }).waitFor();
    await page.goBack();
    await shown.getByRole("heading", { name: "POST /later" }).waitFor();
    provesQuiet(page);
  });

  it.each([true, false])("is emptied only after asking (JavaScript: %s)", async (javaScriptEnabled) => {
    const api = client();
    const app = await api.createApplication();
    const page = await portal(api, app, { javaScriptEnabled });
    await fetch(await openReceiver(page), { method: "POST", body: "{}" });
    await page.reload();
    expect(await rows(page).count()).toBe(1);
    await page.getByRole("link", { name: "Leeren" }).click();
    const dialog = page.getByRole("dialog", { name: "Testempfänger leeren?" });
    await dialog.getByRole("link", { name: "Abbrechen" }).click();
    expect((await api.call("GET", `/app/${app}/receiver`)).data).toHaveLength(1);
    await page.getByRole("link", { name: "Leeren" }).click();
    await dialog.getByRole("button", { name: "Anfragen löschen" }).click();
    await page.getByText("Der Testempfänger ist leer.").waitFor();
    expect((await api.call("GET", `/app/${app}/receiver`)).data).toEqual([]);
    provesQuiet(page);
  });

  it("copies its address and leads to a webhook with it", async () => {
    const api = client();
    const page = await portal(api, await api.createApplication(), {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const address = await openReceiver(page);
    await page.getByRole("button", { name: "Kopieren" }).click();
    await page.getByText("Kopiert", { exact: true }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(address);
    const link = page.getByRole("link", { name: "Webhook mit dieser Adresse" });
    const { searchParams } = new URL((await link.getAttribute("href"))!, page.url());
    expect(searchParams.get("url")).toBe(address);
    await link.click();
    await page.waitForURL(/webhooks\/new/);
    expect(await page.locator("input[name=url]").inputValue()).toBe(address);
  });

  it("may be looked at but not emptied by who may only look", async () => {
    const api = client();
    const app = await api.createApplication();
    const page = await portal(api, app, {}, { readOnly: true });
    await fetch(await openReceiver(page), { method: "POST", body: "plain" });
    await page.getByRole("article").getByText("plain", { exact: true }).waitFor();
    expect(await page.getByRole("link", { name: "Leeren" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Webhook mit dieser Adresse" }).count()).toBe(0);
  });

  it("says that a request is no longer kept", async () => {
    const api = client();
    const page = await portal(api, await api.createApplication());
    await fetch(await openReceiver(page), { method: "POST", body: "{}" });
    await page.goto(`${page.url()}?request=gone`);
    await page.getByText("wird nicht mehr aufbewahrt").waitFor();
    expect(await rows(page).count()).toBe(1);
  });
});

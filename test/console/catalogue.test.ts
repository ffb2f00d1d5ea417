import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { provesQuiet, scene } from "./scene.ts";

const { portal, console: operator, client } = await scene();

const types = {
  "invoice.paid": {
    description: "An invoice was paid",
    descriptions: { en: "An invoice was paid.", de: "Eine Rechnung wurde bezahlt." },
    groupName: "Rechnungen",
    availableSince: "4.9.0",
    excludeOrigins: ["import"],
    example: { id: "4711", amount: "129.00" },
    fields: [{ name: "email", labels: { de: "E-Mail-Adresse" }, path: "contact.email", alwaysSent: true }],
    schemas: {
      1: { type: "object", properties: { old: { type: "string" } } },
      2: { type: "object", required: ["id"], properties: { id: { type: "string", description: "Nummer" } } },
    },
  },
  "invoice.refunded": {
    description: "An invoice was refunded",
    descriptions: { de: "Eine Rechnung wurde erstattet" },
    groupName: "Rechnungen",
    status: "planned",
  },
  "contact.merged": { description: "Contacts were merged", featureFlags: ["enterprise"] },
};

async function customer() {
  const api = client();
  for (const [name, type] of Object.entries(types)) await api.call("PUT", `/event-type/${name}`, type);
  return { api, app: await api.createApplication() };
}

describe("the event catalogue", () => {
  it("shows every type with what is special about it, and finds one while somebody types", async () => {
    const { api, app } = await customer();
    const page = await portal(api, app);
    await page.getByRole("link", { name: "Ereigniskatalog" }).click();
    const paid = page.getByRole("listitem").filter({ hasText: "invoice.paid" });
    await paid.getByText("ab v4.9.0").waitFor();
    await paid.getByText("Wird nicht durch Importe ausgelöst.").waitFor();
    await page.getByRole("listitem").filter({ hasText: "invoice.refunded" }).getByText("Geplant").waitFor();
    expect(await page.getByText("contact.merged").count()).toBe(0);
    await page.getByRole("searchbox", { name: "Ereignisse suchen" }).fill("erstattet");
    await page.getByText("1 Ereignis", { exact: true }).waitFor();
    expect(await page.locator(".events .id").allTextContents()).toEqual(["invoice.refunded"]);
    provesQuiet(page);
  });

  it("shows the operator what only some plans have", async () => {
    const { api, app } = await customer();
    const page = await operator(api, { language: "en" });
    await page.goto(`${new URL(page.url()).origin}/console/app/${app}/catalogue`);
    await page
      .getByRole("listitem")
      .filter({ hasText: "contact.merged" })
      .getByText("Enterprise only")
      .waitFor();
  });

  it("explains a type: its newest schema, its fields, an example, and the way to a webhook", async () => {
    const { api, app } = await customer();
    const page = await portal(api, app);
    await page.getByRole("link", { name: "Ereigniskatalog" }).click();
    await page.getByRole("link", { name: "Eine Rechnung wurde bezahlt" }).click();
    await page.getByRole("heading", { level: 1, name: "Eine Rechnung wurde bezahlt" }).waitFor();
    const property = page.getByRole("row", { name: /^id immer vorhanden/ });
    expect(await property.getByRole("cell").allTextContents()).toEqual(["Text", "Nummer"]);
    expect(await page.getByRole("rowheader", { name: "old" }).count()).toBe(0);
    await page.getByRole("row", { name: /E-Mail-Adresse wird immer gesendet contact\.email/ }).waitFor();
    await page.getByRole("region", { name: "application/json" }).getByText('"4711"').waitFor();
    await page.locator("summary", { hasText: "JSON-Schema, Version 1" }).click();
    await page.getByRole("region", { name: "JSON-Schema, Version 1" }).getByText('"old":').waitFor();
    const link = page.getByRole("link", { name: "Webhook für dieses Ereignis" });
    await link.click();
    await page.waitForURL(`**/portal/${app}/webhooks/new?event=invoice.paid`);
    expect(await page.locator("input[type=checkbox][value='invoice.paid']").isChecked()).toBe(true);
    provesQuiet(page);
  });

  it("says that a type doesn't exist, also when it is another plan's", async () => {
    const { api, app } = await customer();
    const page = await portal(api, app);
    const answer = await page.goto(page.url().replace(/webhooks$/, "catalogue/contact.merged"));
    expect(answer!.status()).toBe(404);
    await page.getByRole("heading", { name: "Das gibt es nicht" }).waitFor();
  });

  it("gives developers the same as an OpenAPI document, of the types that they may see", async () => {
    const { api, app } = await customer();
    const page = await portal(api, app, {}, { readOnly: true });
    await page.getByRole("link", { name: "Ereigniskatalog" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "OpenAPI-Dokument" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("webhooks.openapi.json");
    const document = (await json(await download.createReadStream())) as {
      openapi: string;
      webhooks: object;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.webhooks)).toEqual(["invoice.paid", "invoice.refunded"]);
  });

  it("says so while there is nothing", async () => {
    const api = client();
    const page = await portal(api, await api.createApplication());
    await page.getByRole("link", { name: "Ereigniskatalog" }).click();
    await page.getByRole("heading", { name: "Noch keine Ereignisse" }).waitFor();
    expect(await page.getByRole("link", { name: "OpenAPI-Dokument" }).count()).toBe(0);
  });
});

import { expect, it } from "vitest";
import { startReceiver, until, verify } from "../e2e/harness.ts";
import { provesAccessible } from "./accessible.ts";
import { type Language, provesQuiet, scene } from "./scene.ts";

const { server, portal, client } = await scene();

async function webhook(fields: Record<string, unknown> = {}, url = "https://receiver.example/hook") {
  const api = client();
  const app = await api.createApplication();
  await api.call("PUT", "/event-type/invoice.paid", {
    description: "An invoice was paid",
    descriptions: { de: "Eine Rechnung wurde bezahlt" },
    example: { invoice: 4711 },
  });
  const id = await api.createEndpoint(app, url, { name: "ERP", ...fields });
  return { api, app, id, path: `/portal/${app}/webhooks/${id}` };
}

it("shows what was accepted and failed, also to those who see no chart", async () => {
  const receiver = await startReceiver();
  const { api, app, id, path } = await webhook({}, receiver.url);
  await api.attempts(app, await api.send(app));
  const page = await portal(api, app);
  await page.goto(server.url + path);
  await page.locator("#outcomes canvas").waitFor();
  const table = page.getByRole("table", { name: "Angenommene und fehlgeschlagene Anfragen im Zeitverlauf" });
  expect(await table.locator("tbody tr").last().locator("td").allTextContents()).toEqual(["1", "0"]);
  await page.getByText("1 von 1 Anfragen").waitFor();
  await page.getByRole("link", { name: "28 Tage" }).click();
  await page.waitForURL(`**/${id}?period=28d`);
  provesQuiet(page);
});

it("says what waits and why", async () => {
  const receiver = await startReceiver((response) => response.writeHead(500).end());
  const { api, app, id, path } = await webhook({}, receiver.url);
  await api.attempts(app, await api.send(app, { eventType: "invoice.paid" }));
  const page = await portal(api, app);
  await page.goto(server.url + path);
  const card = page.getByRole("region", { name: "Was wartet" });
  await card.getByText("1 Ereignis wartet.").waitFor();
  await card.getByRole("row", { name: /invoice\.paid/ }).waitFor();
  await api.call("PATCH", `/app/${app}/endpoint/${id}`, { disabled: true });
  await page.reload();
  await card.getByText("Der Webhook ist pausiert.").waitFor();
});

it("shows the secret only when asked, and replaces it with a time for both", async () => {
  const receiver = await startReceiver();
  const { api, app, id, path } = await webhook({}, receiver.url);
  const { key: before } = await api.call("GET", `/app/${app}/endpoint/${id}/secret`);
  const page = await portal(api, app);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(server.url + path);
  expect(await page.content()).not.toContain(before);
  await page.getByRole("link", { name: "Schlüssel anzeigen" }).click();
  const card = page.locator("#secret");
  await card.getByText(before).waitFor();
  await card.getByRole("button", { name: "Kopieren" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(before);

  await card.getByRole("link", { name: "Schlüssel ersetzen" }).click();
  const dialog = page.getByRole("dialog", { name: "Schlüssel ersetzen?" });
  await dialog.getByRole("combobox").selectOption({ label: "1 Stunde" });
  await dialog.getByRole("button", { name: "Schlüssel ersetzen" }).click();
  await page.getByText("Es gibt einen neuen Schlüssel.").waitFor();
  const { key: after } = await api.call("GET", `/app/${app}/endpoint/${id}/secret`);
  expect(after).not.toBe(before);
  await card.getByText(after).waitFor();
  const [delivery] = await receiver.deliveries(await api.send(app));
  verify(after, delivery!);
  verify(before, delivery!);
  provesQuiet(page);
});

it("gives the focus back to what opened a dialog", async () => {
  const { api, app, path } = await webhook();
  const page = await portal(api, app);
  await page.goto(server.url + path);
  const opener = page.getByRole("link", { name: "Schlüssel ersetzen" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Schlüssel ersetzen?" });
  await dialog.waitFor();
  expect(await dialog.evaluate((element) => element.matches(":modal"))).toBe(true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect(await opener.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
});

it("explains in five languages how to verify the signature, without JavaScript as well", async () => {
  const { api, app, path } = await webhook();
  const page = await portal(api, app, { javaScriptEnabled: false });
  await page.goto(server.url + path);
  for (const language of ["JavaScript", "Python", "Go", "PHP", "Ruby"]) {
    await page.getByRole("radio", { name: language, exact: true }).check();
    const visible = page.locator(".snippet:visible");
    expect(await visible.count()).toBe(1);
    expect(await visible.textContent()).toContain("WEBHOOK_SECRET");
  }
});

it("sends what was missed before the webhook was there", async () => {
  const receiver = await startReceiver();
  const api = client();
  const app = await api.createApplication();
  const missed = await api.send(app);
  const id = await api.createEndpoint(app, receiver.url, { name: "ERP" });
  const page = await portal(api, app);
  await page.goto(`${server.url}/portal/${app}/webhooks/${id}`);
  await page.getByRole("button", { name: "Verpasstes senden" }).click();
  await page.getByText("Verpasstes wird jetzt gesendet.").waitFor();
  await receiver.deliveries(missed);
  provesQuiet(page);
});

it("takes a period in the time of the person, and says what is wrong with one", async () => {
  const { api, app, path } = await webhook();
  const page = await portal(api, app);
  await page.goto(server.url + path);
  const form = page.locator(`form[action$="/recover"]`);
  await form.getByRole("combobox", { name: "Zeitraum" }).selectOption({ label: "Zeitraum wählen" });
  await form.getByText("Zeiten in Europe/Berlin").waitFor();
  await form.getByLabel("Von").fill("2099-01-01T10:00");
  await form.getByRole("button").click();
  await page.getByText("darf nicht in der Zukunft liegen").waitFor();
  expect(await form.getByLabel("Von").inputValue()).toBe("2099-01-01T10:00");
  await form.getByLabel("Von").fill("2026-01-01T10:00");
  await form.getByRole("button").click();
  await page.getByText("Fehlgeschlagenes wird noch einmal gesendet.").waitFor();
});

it("tries a webhook out and shows request and answer", async () => {
  const receiver = await startReceiver((response) => response.writeHead(503).end("<b>too busy</b>"));
  const { api, app, id, path } = await webhook({}, receiver.url);
  const page = await portal(api, app);
  await page.goto(`${server.url}${path}/test`);
  await page.getByRole("button", { name: "Testanfrage senden" }).click();
  await page.getByText("Der Empfänger hat die Anfrage nicht angenommen.").waitFor();
  await page.getByText("<b>too busy</b>").waitFor();
  const sent = await until("test request", () => receiver.received[0]);
  const { key } = await api.call("GET", `/app/${app}/endpoint/${id}/secret`);
  verify(key, sent);
  expect(JSON.parse(sent.body)).toEqual({ invoice: 4711 });
  provesQuiet(page);
});

it("hides secret and repair from those who may only look", async () => {
  const { api, app, id, path } = await webhook();
  const page = await portal(api, app, {}, { readOnly: true });
  await page.goto(`${server.url}${path}?secret=show`);
  await page.getByText("brauchen Sie vollen Zugang").waitFor();
  const { key } = await api.call("GET", `/app/${app}/endpoint/${id}/secret`);
  expect(await page.content()).not.toContain(key);
  expect(await page.locator("#repair").count()).toBe(0);
});

it.each<[Language, "light" | "dark", number]>([
  ["de", "light", 1280],
  ["en", "dark", 360],
])("is accessible and fits (%s, %s, %i px)", async (language, colorScheme, width) => {
  const { api, app, path } = await webhook();
  await api.createEndpoint(app, "https://receiver.example/paused", { disabled: true });
  const page = await portal(api, app, { language, colorScheme, viewport: { width, height: 900 } });
  await provesAccessible(page);
  await page.goto(server.url + path);
  await provesAccessible(page);
  await page.goto(`${server.url}${path}?remove=yes`);
  await provesAccessible(page);
  await page.goto(`${server.url}${path}/test`);
  await provesAccessible(page);
});

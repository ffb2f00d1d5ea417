import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { startReceiver, until } from "../e2e/harness.ts";
import { Mailbox } from "../e2e/mailbox.ts";
import { provesAccessible } from "./accessible.ts";
import { type Language, provesQuiet, scene } from "./scene.ts";

const { server, portal, client } = await scene();

async function shop() {
  const api = client();
  await api.call("PUT", "/event-type/invoice.paid", {
    description: "An invoice was paid",
    descriptions: { de: "Eine Rechnung wurde bezahlt" },
    example: { invoice: "an example" },
  });
  await api.call("PUT", "/event-type/premium.done", { description: "Premium", featureFlags: ["premium"] });
  await api.call("PUT", "/plan/basic", { featureFlags: [] });
  const app = (await api.call("POST", "/app", { name: "Shop", plan: "basic" })).id as string;
  const receiver = await startReceiver((response, { path }) =>
    response.writeHead(path.endsWith("broken") ? 500 : 200).end(),
  );
  return { api, app, receiver, at: (path: string) => `${server.url}/portal/${app}${path}` };
}

const verdicts = {
  de: {
    Takes: ["passt zu den Einstellungen", "Angenommen"],
    Broken: ["passt zu den Einstellungen", "Nächster Versuch"],
    Paused: ["war pausiert", "Nicht gesendet"],
    Others: ["für dieses Ereignis nicht eingerichtet", "Nicht gesendet"],
    Channel: ["hört nur auf andere Kanäle", "Nicht gesendet"],
    Imports: ["lässt Ereignisse dieser Herkunft aus", "Nicht gesendet"],
    Filtered: ["Bedingungen des Webhooks nicht erfüllt", "Nicht gesendet"],
    Mail: ["E-Mail-Adresse war noch nicht bestätigt", "Nicht gesendet"],
    Later: ["Den Webhook gab es noch nicht", "Nicht gesendet"],
  },
  en: {
    Takes: ["fits the settings", "Accepted"],
    Broken: ["fits the settings", "Next try"],
    Paused: ["was paused", "Not sent"],
    Others: ["not set up for this event", "Not sent"],
    Channel: ["only listens to other channels", "Not sent"],
    Imports: ["leaves out events of this origin", "Not sent"],
    Filtered: ["did not meet the conditions", "Not sent"],
    Mail: ["had not been confirmed yet", "Not sent"],
    Later: ["didn't exist yet", "Not sent"],
  },
} satisfies Record<Language, Record<string, [string, string]>>;

it.each(["de", "en"] as const)("says of each webhook why it was told or not (%s)", async (language) => {
  const { api, app, receiver, at } = await shop();
  const page = await portal(api, app, { language });
  await page.goto(at("/messages"));
  await provesAccessible(page);
  const add = (name: string, more = {}, path = "") =>
    api.createEndpoint(app, `${receiver.url}${path}`, { name, ...more });
  await add("Takes");
  await add("Broken", {}, "/broken");
  await add("Paused", { disabled: true });
  await add("Others", { eventTypes: ["premium.done"] });
  await add("Channel", { channels: ["vip"] });
  await add("Imports", { excludeOrigins: ["import"] });
  await add("Filtered", { filter: { invoice: 1 } });
  await api.call("POST", `/app/${app}/endpoint`, {
    name: "Mail",
    destination: { type: "email", to: "office@shop.example" },
  });
  const message = await api.send(app, {
    eventType: "invoice.paid",
    origin: "import",
    tags: ["advent"],
    payload: { invoice: 4711, big: "x" },
  });
  await until("attempts", async () => (await api.attempts(app, message)).length === 2);
  await add("Later");

  // The list was open all the time.
  const row = page.locator(`#${message}`);
  await row.getByText(language === "de" ? "1 angenommen" : "1 accepted").waitFor();
  await row.getByText("advent").waitFor();
  await row.getByRole("link").click();
  for (const [name, [why, state]] of Object.entries(verdicts[language])) {
    const place = page.locator(".place", { has: page.getByRole("heading", { name, exact: true }) });
    await place.getByText(why).waitFor();
    await place.getByText(state).first().waitFor();
  }
  await page.getByText('"invoice"').waitFor();
  for (const fact of ["import", "advent"]) await page.locator(".particulars").getByText(fact).waitFor();
  await provesAccessible(page);
  provesQuiet(page);
});

it("says that the plan, the application or a cooldown kept an event back", async () => {
  const { api, app, receiver, at } = await shop();
  const cooldown = { key: "contact", seconds: 3600 };
  await api.createEndpoint(app, receiver.url, { name: "ERP", cooldown });
  const page = await portal(api, app);
  const says = async (message: string, why: string) => {
    await until("verdicts", async () => (await api.call("GET", `/app/${app}/msg/${message}/verdicts`)).done);
    await page.goto(at(`/messages/${message}`));
    await page.locator(".place").getByText(why).waitFor();
  };
  await says(await api.send(app, { eventType: "premium.done" }), "Ihr Tarif enthält dieses Ereignis nicht.");
  const paid = { eventType: "invoice.paid", payload: { contact: 1 } };
  await says(await api.send(app, paid), "Das Ereignis passt zu den Einstellungen");
  await says(await api.send(app, paid), "die Abklingzeit war noch nicht vorbei");
  await api.call("PUT", `/app/${app}/webhooks`, { enabled: false });
  await says(await api.send(app, paid), "Webhooks waren insgesamt deaktiviert.");
  const send = page.getByRole("button", { name: "Jetzt senden an „ERP“" });
  expect(await send.isDisabled()).toBe(true);
  expect(await send.getAttribute("title")).toMatch(/Webhooks sind deaktiviert/);
});

it.each([true, false])(
  "sends an event to a webhook that didn't get it (JavaScript: %s)",
  async (javaScriptEnabled) => {
    const { api, app, receiver, at } = await shop();
    await api.createEndpoint(app, receiver.url, { name: "ERP", eventTypes: ["premium.done"] });
    const message = await api.send(app, { eventType: "invoice.paid", payload: { invoice: 4711 } });
    await until("verdicts", async () => (await api.call("GET", `/app/${app}/msg/${message}/verdicts`)).done);
    const page = await portal(api, app, { javaScriptEnabled });
    await page.goto(at(`/messages/${message}`));
    await page.getByRole("link", { name: "Jetzt senden an „ERP“" }).click();
    const dialog = page.getByRole("dialog", { name: "Jetzt an „ERP“ senden?" });
    await dialog.getByRole("button", { name: "Erneut senden" }).click();
    expect((await receiver.deliveries(message))[0]!.body).toBe('{"invoice":4711}');
    await api.attempts(app, message);
    if (!javaScriptEnabled) await page.reload();
    await page.locator("#places .log-row").waitFor();
    await page.getByText("von Hand an diesen Webhook gesendet").waitFor();
    if (javaScriptEnabled) provesQuiet(page);
  },
);

it("sends an example to one webhook only", async () => {
  const { api, app, receiver, at } = await shop();
  await api.createEndpoint(app, `${receiver.url}/a`, { name: "A" });
  await api.createEndpoint(app, `${receiver.url}/b`, { name: "B" });
  const page = await portal(api, app);
  await page.goto(at("/messages"));
  await page.getByRole("link", { name: "Beispiel senden" }).click();
  const dialog = page.getByRole("dialog", { name: "Beispiel senden" });
  await dialog.getByLabel("Webhook").selectOption({ label: "B" });
  await dialog.getByLabel("Ereignis").selectOption({ label: "Eine Rechnung wurde bezahlt" });
  await provesAccessible(page);
  await dialog.getByRole("button", { name: "Senden" }).click();
  await page.waitForURL(/\/messages\/msg_/);
  await page.locator("#places .log-row").waitFor();
  expect(receiver.received.map(({ path, body }) => [path, body])).toEqual([
    ["/webhooks/b", '{"invoice":"an example"}'],
  ]);
  await page
    .locator(".place", { hasText: "A" })
    .getByText("nur für einen anderen Webhook bestimmt")
    .waitFor();
  provesQuiet(page);
});

it("narrows the events by kind and tag", async () => {
  const { api, app, at } = await shop();
  const tagged = await api.send(app, { eventType: "invoice.paid", tags: ["advent"] });
  await api.send(app, { eventType: "invoice.paid" });
  await api.send(app, { eventType: "premium.done" });
  const page = await portal(api, app);
  await page.goto(at("/messages"));
  const count = (n: number) => until(`${n} rows`, async () => (await page.locator(".log-row").count()) === n);
  await count(3);
  await page.getByLabel("Ereignis", { exact: true }).selectOption({ label: "Eine Rechnung wurde bezahlt" });
  await count(2);
  await page.getByLabel("Schlagwort").fill("advent");
  await page.keyboard.press("Enter");
  await count(1);
  expect(await page.locator(".log-row").getAttribute("id")).toBe(tagged);
  provesQuiet(page);
});

it("shows an email as a mail", async () => {
  const { api, app, at } = await shop();
  const to = `office-${randomUUID()}@shop.example`;
  const endpoint = await api.call("POST", `/app/${app}/endpoint`, {
    name: "Office",
    destination: { type: "email", to },
  });
  const [asked] = await new Mailbox(server).mails(to, 1);
  await fetch(/https?:\/\/\S+/.exec(asked!.text)![0], { method: "POST" });
  const message = await api.send(app, { eventType: "invoice.paid", payload: { invoice: 4711 } });
  const [attempt] = await api.attempts(app, message);
  expect(attempt.endpointId).toBe(endpoint.id);
  const page = await portal(api, app);
  await page.goto(at(`/attempts/${message}/${attempt.id}`));
  const shown = page.getByRole("region", { name: "E-Mail", exact: true });
  for (const text of [to, "webhooks@posthorn.example", "Office: invoice.paid", '"invoice"'])
    await shown.getByText(text).waitFor();
  await page
    .getByRole("region", { name: "Antwort des Mailservers" })
    .getByText(/Der Mailserver hat die E-Mail/)
    .waitFor();
  expect(await page.getByRole("button", { name: "Als cURL kopieren" }).count()).toBe(0);
  await provesAccessible(page);
});

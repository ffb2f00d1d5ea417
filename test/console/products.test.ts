/** What a person who has read a product's help page does, by clicking only, in German. */
import { randomUUID } from "node:crypto";
import { json } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { type Client, until, verify } from "../e2e/harness.ts";
import { Mailbox } from "../e2e/mailbox.ts";
import { startShop } from "../e2e/products/product.ts";
import { provesQuiet, scene } from "./scene.ts";

const { server, portal, console: operatorsConsole, client } = await scene();
const mailbox = new Mailbox(server);

/** A product's customer in the portal, and the product itself, which knows the API. */
async function customer(preset: string, plan: string | null = null) {
  const api = client();
  await api.call("POST", `/preset/${preset}`);
  const app: string = (await api.call("POST", "/app", { name: "Musterfirma", plan })).id;
  const page = await portal(api, app);
  const example = async (eventType: string) => (await api.call("GET", `/event-type/${eventType}`)).example;
  const trigger = async (eventType: string, more: object = {}): Promise<string> =>
    api.send(app, { eventType, payload: await example(eventType), ...more });
  return { api, app, page, example, trigger };
}

/** From the list of webhooks to the empty form. */
async function begin(page: Page, name: string, url: string | null, events: RegExp[]) {
  await toSection(page, "Webhooks");
  await page
    .getByRole("link", { name: /Webhook hinzufügen|Ersten Webhook/ })
    .first()
    .click();
  await page.getByRole("heading", { name: "Webhook hinzufügen" }).waitFor();
  await page.getByLabel(/^(?:Webhook-)?Name$/).fill(name);
  if (url !== null) await page.getByLabel(/^(?:Webadresse \(URL\)|Webhook-URL|Aktivierungs-URL)$/).fill(url);
  for (const event of events) await page.getByRole("checkbox", { name: event }).check();
}

const toSection = (page: Page, name: string) =>
  page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

const unfold = (page: Page, title: string) =>
  page.locator("details:not([open]) > summary").filter({ hasText: title }).click();

async function save(page: Page, name: string) {
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

const secretOf = async (api: Client, app: string, page: Page) =>
  (await api.call("GET", `/app/${app}/endpoint/${page.url().split("/").at(-1)}/secret`)).key as string;

/** Opens the newest request. */
async function openRequest(page: Page) {
  await toSection(page, "Anfragen");
  await page.locator(".log-row").first().getByRole("link").first().click();
  await page
    .getByRole("button", { name: "Als cURL kopieren" })
    .or(page.getByText("Angehängte Datei"))
    .first()
    .waitFor();
}

/** Sends the request that is open once more; it was accepted already. */
async function replay(page: Page) {
  await page.getByRole("link", { name: "Erneut senden" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Erneut senden" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** The payload's time is over. */
async function archive(api: Client, app: string, message: string, page: Page) {
  await api.call("DELETE", `/app/${app}/msg/${message}/content`);
  await page.reload();
  await page.getByText("Archiviert").first().waitFor();
  for (const name of ["Raw", "Herunterladen", "Erneut senden"])
    expect(await page.getByRole("button", { name, exact: true }).isDisabled(), name).toBe(true);
  await page.getByText("Inhalte werden nur für eine bestimmte Zeit aufbewahrt").waitFor();
}

/** Reads on the webhook's page how many were accepted. */
async function counts(page: Page, webhook: string, accepted: string) {
  await toSection(page, "Webhooks");
  await page.getByRole("link", { name: webhook, exact: true }).click();
  const figure = page.locator("#figures").getByText(accepted);
  await until("counts", async () => {
    if ((await figure.count()) > 0) return true;
    await page.reload();
    return false;
  });
}

it("Calenso: a booking, flat, with a key in a header; archived; an email instead of a request", async () => {
  const { api, app, page, example, trigger } = await customer("calenso", "Professional");
  const shop = await startShop(() => ({ status: 202, body: '{"ok":true}' }));
  await begin(page, "CRM", `${shop.url}/hooks`, [/appointment\.booking\.created/, /customer\.created/]);
  expect(
    await page
      .getByRole("checkbox", { name: /Geplant/ })
      .first()
      .isDisabled(),
  ).toBe(true);
  await page.getByText("Nur Enterprise").first().waitFor();
  await page.getByText("ab v4.9.0").first().waitFor();
  await page
    .getByLabel("Hierarchie der JSON-Datei")
    .selectOption({ label: "Flach: person.name bleibt ein Name" });
  expect(await page.getByRole("radio", { name: "Header", exact: true }).isChecked()).toBe(true);
  await page.getByLabel("Authorization Header Key").fill("Ocp-Apim-Subscription-Key");
  await page.getByLabel("Authorization Header Value").fill("s3cr3t-4711");
  // What is shown stays while more is chosen: which of the two comes first depends on how quickly they are.
  await page.getByLabel("Mit dem Beispiel von").selectOption("customer.created");
  await page.locator("#preview").getByText('"data.first_name"').waitFor();

  await page.getByRole("button", { name: "Speichern und testen" }).click();
  await page.getByText("Gespeichert. Das hat der Test ergeben:").waitFor();
  await page.locator("#tested").getByText("Angenommen").waitFor();
  const tested = await shop.next(1);
  expect(tested.headers["ocp-apim-subscription-key"]).toBe("s3cr3t-4711");
  expect(await page.getByLabel("Authorization Header Value").inputValue()).toBe("");

  await save(page, "CRM");
  const secret = await secretOf(api, app, page);
  const message = await trigger("appointment.booking.created");
  const arrival = await shop.next(2);
  expect(arrival).toMatchObject({ method: "POST", path: "/hooks" });
  expect(arrival.headers).toMatchObject({
    "ocp-apim-subscription-key": "s3cr3t-4711",
    "webhook-id": message,
  });
  verify(secret, arrival as never);
  const body = JSON.parse(arrival.body);
  expect(body).toMatchObject({ source: "calenso", "data.customer.email": "nora.keller@example.com" });
  expect(Object.values(body).some((value) => typeof value === "object" && value !== null)).toBe(false);

  await openRequest(page);
  await page.getByRole("heading", { name: "hat über das Buchungswidget einen Termin gebucht" }).waitFor();
  await page.getByText("Angenommen mit 202").waitFor();
  await page.getByText('"nora.keller@example.com"').waitFor();
  await page.locator(".request-headers summary").click();
  await page.getByText("•••").first().waitFor();
  expect(await page.getByText("s3cr3t-4711").count()).toBe(0);
  await replay(page);
  const again = await shop.next(3);
  expect([again.path, again.body]).toEqual([arrival.path, arrival.body]);
  await page.getByText("Mehrfach gesendet").first().waitFor();
  await archive(api, app, message, page);
  await counts(page, "CRM", "2 von 2 Anfragen");

  const to = `praxis-${randomUUID()}@calenso-customer.example`;
  await begin(page, "Sekretariat", null, [/appointment\.booking\.cancelled/]);
  await page.getByRole("radio", { name: /Per E-Mail statt Anfrage/ }).check();
  await page.getByText("Es wird keine Anfrage mehr gesendet").waitFor();
  await page.getByLabel("E-Mail-Adresse").fill(to);
  expect(await page.getByLabel("Methode").isVisible()).toBe(false);
  await save(page, "Sekretariat");
  await page.getByText(`Wir haben einen Link an ${to} gesendet.`).waitFor();
  const [asked] = await mailbox.mails(to, 1);
  expect(asked!.subject).toMatch(/bestätigen/);
  const owner = await page.context().newPage();
  await owner.goto(/http\S+/.exec(asked!.text)![0]);
  await owner.getByRole("button", { name: "Ja, Adresse bestätigen" }).click();
  await owner.getByText("Vielen Dank.").waitFor();
  await owner.close();
  const cancelled = await trigger("appointment.booking.cancelled");
  const mail = (await mailbox.mails(to, 2))[1]!;
  expect(mail.attachments).toMatchObject([
    { filename: `appointment.booking.cancelled-${cancelled}.json`, contentType: "application/json" },
  ]);
  await openRequest(page);
  await page.getByText("Der Mailserver hat die E-Mail").waitFor();
  await page.getByText(to).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Herunterladen" }).click(),
  ]);
  expect(await json(await download.createReadStream())).toEqual(
    await example("appointment.booking.cancelled"),
  );
  expect(shop.arrivals).toHaveLength(3);
  provesQuiet(page);
});

it("GetResponse: subscriptions in one request, only what says OK counts, imports stay out", async () => {
  const { api, app, page, example, trigger } = await customer("getresponse");
  let answer = '{"status":"ERROR"}';
  const shop = await startShop(() => ({ status: 200, body: answer }));
  await begin(page, "CRM", `${shop.url}/in`, [/contact\.subscribed/, /contact\.unsubscribed/]);
  await page.getByText("Wird nicht durch Importe ausgelöst").first().waitFor();
  await page.getByText("Nur MAX").waitFor();
  await page.getByRole("checkbox", { name: /Webhook-Batching/ }).check();
  await page.getByLabel("Höchstens (Ereignisse)").fill("2");
  await page.getByLabel("Höchstens warten (Sekunden)").fill("300");
  await unfold(page, "Antwort und Wiederholungen");
  await page.getByLabel("Die Antwort muss enthalten (JSON)").fill('{"status": "OK"}');
  await page.getByRole("button", { name: "Dieses Beispiel jetzt senden" }).click();
  await page.getByText('Die Antwort enthält {"status":"OK"} nicht.').waitFor();
  answer = '{"status":"OK"}';
  await page.getByRole("button", { name: "Dieses Beispiel jetzt senden" }).click();
  await page.locator("#tested").getByText("Angenommen", { exact: true }).waitFor();
  expect(JSON.parse((await shop.next(2)).body)).toMatchObject([{ type: expect.any(String) }]);

  await save(page, "CRM");
  const secret = await secretOf(api, app, page);
  const types = ["contact.subscribed", "contact.unsubscribed"];
  const sent: string[] = [];
  for (const type of types) sent.push(await trigger(type));
  const arrival = await shop.next(3);
  verify(secret, arrival as never);
  const events = JSON.parse(arrival.body);
  expect(events.map(({ id, type }: { id: string; type: string }) => [id, type])).toEqual(
    sent.map((message, index) => [message, types[index]]),
  );
  expect(events[0].data).toEqual(await example("contact.subscribed"));

  await openRequest(page);
  await page.getByRole("heading", { name: "Die 2 Ereignisse dieser Anfrage" }).waitFor();
  await replay(page);
  const again = [await shop.next(4), await shop.next(5)].flatMap(({ body }) => JSON.parse(body));
  expect(again.map(({ id }) => id).sort()).toEqual([...sent].sort());

  await trigger("contact.subscribed", { origin: "import" });
  await toSection(page, "Ereignisse");
  await page.getByText("Nicht gesendet").waitFor();
  await page.locator(".log-row").first().getByRole("link").first().click();
  await page.getByText("Der Webhook lässt Ereignisse dieser Herkunft aus").waitFor();
  await page.getByText("Import", { exact: true }).waitFor();
  await counts(page, "CRM", "3 von 3 Anfragen");
  expect(shop.arrivals).toHaveLength(5);
  provesQuiet(page);
});

it("KlickTipp: a GET with the contact's fields in the address, for one tag, once in six hours", async () => {
  const { api, app, page, example, trigger } = await customer("klicktipp");
  const shop = await startShop(() => ({ status: 200, body: "danke" }));
  await begin(page, "Kauf an ERP", `${shop.url}/u/__tag__?email=__ email __`, [/contact\.tagged/]);
  await page.getByRole("group", { name: "Request Methode" }).getByRole("radio", { name: "GET" }).check();
  await page.getByText("Wird immer gesendet").waitFor();
  await page.getByRole("button", { name: "Vorname", exact: true }).click();
  await page.getByRole("button", { name: "Aktivierungs-Tag", exact: true }).click();
  await page.getByRole("button", { name: "Eigenes Feld" }).click();
  const field = (n: number) => page.getByRole("group", { name: `Feld ${n}` });
  await field(2).getByLabel("Parametername").fill("vorname");
  await field(2).getByLabel("Vorgabewert", { exact: true }).fill("Kunde");
  await field(4).getByLabel("Parametername").fill("quelle");
  await field(4).getByLabel("Vorgabewert", { exact: true }).fill("Webinar & mehr");
  await field(4).getByLabel("Der Vorgabewert gilt").selectOption({ label: "immer" });
  await page.getByRole("textbox", { name: "Aktivierungs-Tag" }).fill("Produkt A gekauft");
  await page.getByText("Das Beispiel würde gesendet.").waitFor();
  expect(await page.getByLabel("Dauer").isVisible()).toBe(false);
  await unfold(page, "Tempo und Menge");
  expect(await page.getByLabel("Dauer").inputValue()).toBe("6");
  expect(await page.getByLabel("Einheit").inputValue()).toBe("h");
  await save(page, "Kauf an ERP");
  const secret = await secretOf(api, app, page);

  const tagged = async (id: number, tag = "Produkt A gekauft") => {
    const payload = await example("contact.tagged");
    return {
      ...payload,
      contact: { ...payload.contact, id, firstName: null },
      tag: { ...payload.tag, name: tag },
    };
  };
  const path = (vorname: string) =>
    `/u/Produkt%20A%20gekauft?email=tom.berger%40example.com&vorname=${vorname}&quelle=Webinar%20%26%20mehr`;
  const first = await trigger("contact.tagged", { origin: "tag" });
  const arrival = await shop.next(1);
  expect([arrival.method, arrival.path, arrival.body]).toEqual(["GET", path("Tom"), ""]);
  verify(secret, arrival as never);
  await trigger("contact.tagged", { origin: "campaign", payload: await tagged(230117) });
  expect((await shop.next(2)).path).toBe(path("Kunde"));
  await trigger("contact.tagged", { origin: "tag", payload: await tagged(7, "Produkt B gekauft") });
  await trigger("contact.tagged", { origin: "tag" });

  await toSection(page, "Ereignisse");
  const why = async (row: number, says: string | RegExp) => {
    await page.locator(".log-row").nth(row).getByRole("link").first().click();
    await page.getByText(says).first().waitFor();
    await toSection(page, "Ereignisse");
  };
  await until("all events", async () => (await page.locator(".log-row").count()) === 4);
  await why(0, /Abklingzeit/);
  await why(1, /Bedingung/);

  await toSection(page, "Anfragen");
  await page.locator(".log-row").nth(1).getByRole("link").first().click();
  await page.getByText(path("Tom")).first().waitFor();
  await replay(page);
  expect((await shop.next(3)).path).toBe(path("Tom"));
  await page.getByText("Mehrfach gesendet").first().waitFor();
  await archive(api, app, first, page);
  expect(shop.arrivals).toHaveLength(3);
  provesQuiet(page);
});

it("Stamply: a scanned card; what failed and what was missed is made up for", async () => {
  const { api, app, page, example, trigger } = await customer("stamply");
  let status = 500;
  const shop = await startShop(() => ({ status, body: status === 200 ? "danke" : "kaputt" }));
  await trigger("FeedbackCreatedEvent");
  await begin(page, "Kasse", `${shop.url}/stamply`, [/CardScannedEvent/, /FeedbackCreatedEvent/]);
  await unfold(page, "Antwort und Wiederholungen");
  await page.getByRole("radio", { name: "nie", exact: true }).check();
  await save(page, "Kasse");
  const secret = await secretOf(api, app, page);
  await page.getByRole("link", { name: "Testen" }).click();
  await page.getByLabel("Ereignis", { exact: true }).selectOption("CardScannedEvent");
  await page.getByRole("button", { name: "Testanfrage senden" }).click();
  await page.getByText("Beim Empfänger ist bei der Verarbeitung ein Fehler aufgetreten.").first().waitFor();
  await shop.next(1);

  await trigger("CardScannedEvent");
  const arrival = await shop.next(2);
  verify(secret, arrival as never);
  expect(JSON.parse(arrival.body)).toEqual(await example("CardScannedEvent"));
  await openRequest(page);
  await page.getByText("Fehlgeschlagen").first().waitFor();
  await page.getByText("Die Antwort war 500").waitFor();

  status = 200;
  await page.getByRole("link", { name: "Kasse", exact: true }).click();
  await page.getByRole("button", { name: "Fehlgeschlagenes senden" }).click();
  expect(JSON.parse((await shop.next(3)).body)).toEqual(await example("CardScannedEvent"));
  await page.getByRole("button", { name: "Verpasstes senden" }).click();
  expect(JSON.parse((await shop.next(4)).body)).toEqual(await example("FeedbackCreatedEvent"));
  await counts(page, "Kasse", "2 von 3 Anfragen");
  provesQuiet(page);
});

it("a webhook that the operator adds begins with the same defaults, in the same form", async () => {
  const { api, app } = await customer("klicktipp");
  const page = await operatorsConsole(api);
  await page.goto(`${server.url}/console/app/${app}/webhooks/new`);
  await page.getByLabel("Aktivierungs-URL").fill("https://erp.example/hook");
  await page.getByRole("checkbox", { name: /contact\.tagged/ }).check();
  await page.getByRole("textbox", { name: "Aktivierungs-Tag" }).fill("Neukunde");
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await page.waitForURL(/\/webhooks\/ep_[^/]+$/);
  const { data } = await api.call("GET", `/app/${app}/endpoint`);
  expect(data).toMatchObject([
    {
      eventTypes: ["contact.tagged"],
      filter: { "tag.name": "Neukunde" },
      payload: { mode: "fields", fields: [{ source: "contact.email" }] },
      cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] },
    },
  ]);
  provesQuiet(page);
});

import { decode } from "hono/jwt";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Client, until } from "../e2e/harness.ts";
import { bringAxe, provesAccessible } from "./accessible.ts";
import { provesQuiet, scene } from "./scene.ts";

const { server, console: login, open, client } = await scene();

const inMain = (page: Page) => page.locator("main");
const section = (page: Page, name: string) =>
  page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
const save = (page: Page, name: string) => inMain(page).getByRole("button", { name, exact: true }).click();

/** Puts jobs into the events queue, as another Worker may. */
const enqueue = (jobs: unknown[]) =>
  fetch(`${server.producer}/queue`, { method: "POST", body: JSON.stringify(jobs) });

const markup = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

describe("setting up a product", () => {
  it("installs a preset in German by clicking, and again without doing harm", async () => {
    const api = client();
    const page = await login(api);
    await section(page, "Vorlagen");
    const card = page.getByRole("region", { name: "Buchungssystem" });
    await card.getByText("Was sie enthält").click();
    await card.getByText("appointment.booking.created").waitFor();
    await card.getByRole("button", { name: "Installieren" }).click();
    await page.getByText(/„Buchungssystem“ ist installiert: 15 Ereignistypen neu, 0 geändert/).waitFor();
    await card.getByText("Installiert", { exact: true }).waitFor();
    const { data } = await api.call("GET", "/plan");
    expect(data.map(({ name }: { name: string }) => name)).toContain("Enterprise");

    await api.call("PATCH", "/plan/Enterprise", { maxEndpoints: 77 });
    await card.getByRole("button", { name: "Erneut installieren" }).click();
    await page.getByText(/0 Ereignistypen neu, 0 geändert, 15 wie zuvor, 0 Tarife neu/).waitFor();
    expect((await api.call("GET", "/plan/Enterprise")).maxEndpoints).toBe(77);

    await section(page, "Ereignistypen");
    await page.getByRole("heading", { name: /Termine/ }).waitFor();
    await page.getByRole("searchbox").fill("gebucht");
    await page.getByText("hat über das Buchungswidget einen Termin gebucht").waitFor();
    await page.getByRole("heading", { name: /^Kunden/ }).waitFor({ state: "detached" });
    provesQuiet(page);
  });

  it("creates a plan and an application, whose link opens the portal", async () => {
    const api = client();
    const page = await login(api);
    await page.getByRole("heading", { name: "Erste Schritte" }).waitFor();
    await page.getByRole("link", { name: "Neuer Tarif" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Klein & Fein");
    await page.getByLabel(/Höchstzahl der Webhooks/).fill("viele");
    await save(page, "Tarif anlegen");
    await page.getByText("Bitte geben Sie eine Zahl in Ziffern ein, etwa 10.").waitFor();
    await page.getByLabel(/Höchstzahl der Webhooks/).fill("2");
    await page.getByLabel(/Höchstens Anfragen pro Sekunde/).fill("1.000");
    await page.getByLabel(/^Tage, die Inhalte/).fill("60 Wochen");
    await save(page, "Tarif anlegen");
    await page.getByText("Höchstens 365 Tage.").waitFor();
    await page.getByLabel(/^Tage, die Inhalte/).fill("2 Wochen");
    await page.getByLabel(/Höchstzahl der Webhooks/).press("Enter");
    await page.getByText("„Klein & Fein“ wurde angelegt.").waitFor();
    expect(await api.call("GET", "/plan/Klein%20%26%20Fein")).toMatchObject({
      maxEndpoints: 2,
      maxThrottleRate: 1000,
      retentionDays: 14,
    });

    await section(page, "Anwendungen");
    await page.getByRole("link", { name: "Neue Anwendung" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Blumen Österreicher");
    await page.getByLabel(/Ihre eigene Kennung/).fill("kunde-7");
    await page.getByLabel("Tarif").selectOption("Klein & Fein");
    await page.getByLabel(/Notizen/).fill("region = nord\nnote = a=b");
    await save(page, "Anwendung anlegen");
    await page.getByText("„Blumen Österreicher“ wurde angelegt.").waitFor();
    const app = await api.call("GET", "/app/kunde-7");
    expect(app).toMatchObject({
      plan: "Klein & Fein",
      webhooksEnabled: true,
      metadata: { region: "nord", note: "a=b" },
    });

    await page.getByLabel("Gültig für").selectOption("1 Stunde");
    await page.getByRole("switch", { name: "Nur zum Ansehen" }).check();
    await save(page, "Link erstellen");
    const link = await page.getByLabel("Link zum Portal").inputValue();
    const { exp, iat, read_only } = decode(link.split("#token=")[1]!).payload;
    expect([exp! - iat!, read_only]).toEqual([3600, true]);
    const customer = await open();
    await customer.goto(link);
    await customer.waitForURL(`**/portal/${app.id}/webhooks`);
    await customer.getByText("Sie können sich hier alles ansehen, aber nichts ändern.").waitFor();

    await page.getByRole("link", { name: "Alle Sitzungen beenden" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sitzungen beenden" }).click();
    await page.getByText("Alle Links und Sitzungen dieses Portals sind beendet.").waitFor();
    expect((await customer.reload())!.status()).toBe(401);
    provesQuiet(page);
  });

  it("opens the portal as the customer sees it, and finds, changes and deletes applications", async () => {
    const api = client();
    for (const name of ["Rosenhof", "Tulpenhaus", "Autohaus Nord"]) await api.call("POST", "/app", { name });
    const page = await login(api);
    await section(page, "Anwendungen");
    await page.getByRole("searchbox", { name: "Anwendungen suchen" }).fill("HAUS");
    await page.getByText("2 gefunden").waitFor();
    expect(await page.getByRole("rowheader").getByRole("link").allTextContents()).toEqual([
      "Autohaus Nord",
      "Tulpenhaus",
    ]);
    await page.getByRole("button", { name: "Aktionen für Tulpenhaus" }).click();
    const [portal] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("button", { name: "Portal öffnen" }).click(),
    ]);
    await portal.getByRole("heading", { name: "Richten Sie Ihren ersten Webhook ein" }).waitFor();
    expect(portal.url()).toMatch(/\/portal\/app_\w+\/webhooks$/);
    await portal.close();

    await page.goto(`${server.url}/console/apps?q=tulpen`);
    await page.getByRole("button", { name: "Aktionen für Tulpenhaus" }).click();
    await page.getByRole("link", { name: "Bearbeiten" }).click();
    await page.getByLabel("Name", { exact: true }).fill("");
    await save(page, "Speichern");
    await page.getByText("Bitte füllen Sie dies aus.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Tulpenpalast");
    await page.getByRole("switch", { name: "Webhooks sind aktiviert" }).uncheck();
    await save(page, "Speichern");
    await page.getByText("Ihre Änderungen wurden gespeichert.").waitFor();
    const [changed] = (await api.call("GET", "/app?search=tulpen")).data;
    expect(changed).toMatchObject({ name: "Tulpenpalast", webhooksEnabled: false });

    await page.getByRole("button", { name: "Aktionen für Tulpenpalast" }).click();
    await page.getByRole("link", { name: "Löschen" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Anwendung löschen" }).click();
    await page.getByText("„Tulpenpalast“ wurde gelöscht.").waitFor();
    expect((await api.call("GET", "/app")).data).toHaveLength(2);
    provesQuiet(page);
  });
});

describe("event types", () => {
  it("are written, changed and archived in the form, with every part of them", async () => {
    const api = client();
    const page = await login(api);
    await section(page, "Ereignistypen");
    await page.getByRole("link", { name: "Neuer Ereignistyp" }).click();
    await page.getByLabel("Technischer Name").fill("Rechnung bezahlt");
    await page.getByLabel(/Beschreibung auf Deutsch/).fill("Eine Rechnung wurde bezahlt");
    await page.getByLabel(/Beschreibung auf Englisch/).fill("An invoice was paid");
    await page.getByLabel(/Gruppe/).fill("Rechnungen");
    await page.getByLabel("Status").selectOption("Geplant");
    await page.getByLabel(/Verfügbar ab/).fill("4.9.0");
    await page.getByLabel(/Nur mit Funktionen/).fill("enterprise");
    await page.getByLabel(/Nicht ausgelöst durch/).fill("import, migration");
    await page.getByLabel(/Beispiel/).fill('{"amount": "129.00"');
    await page.getByLabel(/^Schema/).fill('{"type": "object"}');
    await page.getByLabel("Parameter, Feld 1").fill("amount");
    await page.getByLabel("Pfad im Inhalt, Feld 1").fill("amount");
    await page.getByLabel("Bezeichnung, deutsch, Feld 1").fill("Betrag");
    await page.getByLabel("Immer dabei, Feld 1").check();
    await page.getByRole("button", { name: "Weiteres Feld" }).click();
    await page.getByLabel("Parameter, Feld 2").fill("bad name");
    await page.getByLabel("Pfad im Inhalt, Feld 2").fill("number");
    await save(page, "Ereignistyp anlegen");
    await page.getByText("Das ist kein gültiges JSON").waitFor();
    await page.getByLabel(/Beispiel/).fill('{"amount": "129.00"}');
    await save(page, "Ereignistyp anlegen");
    await page.getByText("Nur Buchstaben, Ziffern, Punkte, Bindestriche und einzelne Unterstriche").waitFor();
    await page.getByLabel("Technischer Name").fill("invoice.paid");
    await page.getByLabel("Parameter, Feld 2").fill("number");
    await save(page, "Ereignistyp anlegen");
    await page.getByText("„invoice.paid“ wurde angelegt.").waitFor();
    expect(await api.call("GET", "/event-type/invoice.paid")).toMatchObject({
      description: "An invoice was paid",
      descriptions: { de: "Eine Rechnung wurde bezahlt", en: "An invoice was paid" },
      groupName: "Rechnungen",
      status: "planned",
      availableSince: "4.9.0",
      featureFlags: ["enterprise"],
      excludeOrigins: ["import", "migration"],
      example: { amount: "129.00" },
      schemas: { 1: { type: "object" } },
      fields: [
        { name: "amount", path: "amount", labels: { de: "Betrag" }, alwaysSent: true },
        { name: "number", path: "number", labels: {}, alwaysSent: false },
      ],
    });

    await page.getByRole("link", { name: "Eine Rechnung wurde bezahlt" }).click();
    await page.getByLabel("Status").selectOption("Verfügbar");
    await page.getByLabel("Parameter, Feld 2").fill("");
    await page.getByLabel("Pfad im Inhalt, Feld 2").fill("");
    await save(page, "Speichern");
    await page.getByText("Ihre Änderungen wurden gespeichert.").waitFor();
    const changed = await api.call("GET", "/event-type/invoice.paid");
    expect(changed).toMatchObject({ status: null, schemas: { 1: { type: "object" } } });
    expect(changed.fields).toHaveLength(1);

    await page.getByRole("button", { name: "Aktionen für Eine Rechnung wurde bezahlt" }).click();
    await page.getByRole("button", { name: "Archivieren" }).click();
    await page.getByText("„invoice.paid“ ist archiviert").waitFor();
    expect((await api.call("GET", "/event-type/invoice.paid")).archived).toBe(true);
    await page.getByRole("link", { name: "Archivierte anzeigen" }).click();
    await page.getByText("Archiviert", { exact: true }).waitFor();
    provesQuiet(page);
  });

  it("come from an OpenAPI document, looked at first, and leave as one", async () => {
    const api = client();
    await api.call("POST", "/event-type", { name: "old.one", description: "Old" });
    const page = await login(api);
    await page.goto(`${server.url}/console/event-types/import`);
    await page.getByLabel("Datei").setInputFiles({
      name: "events.yaml",
      mimeType: "application/yaml",
      buffer: Buffer.from(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks:\n  card.issued:\n    post: {summary: A card, tags: [Cards], requestBody: {content: {application/json: {schema: {type: object}}}}}\n",
      ),
    });
    await page.getByLabel("Archivieren, was das Dokument nicht enthält").check();
    await save(page, "Erst prüfen");
    const result = page.getByRole("region", { name: "Das würde geschehen" });
    await result.getByText("1 neu").waitFor();
    await result.getByText("1 archiviert").waitFor();
    expect((await api.call("GET", "/event-type")).data).toMatchObject([{ name: "old.one" }]);
    await save(page, "Importieren");
    await page.getByText("Importiert: 1 neu oder geändert, 1 archiviert.").waitFor();
    expect((await api.call("GET", "/event-type")).data).toMatchObject([{ name: "card.issued" }]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Als OpenAPI exportieren" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("openapi.json");

    await page.goto(`${server.url}/console/event-types/import`);
    await page.getByLabel("Dokument", { exact: true }).fill("openapi: 3.1.0");
    await save(page, "Importieren");
    await page.getByText("In diesem Dokument gibt es keinen Abschnitt webhooks").waitFor();
    await page.getByLabel("Dokument", { exact: true }).fill("- x");
    await save(page, "Importieren");
    await page.getByText("Das lässt sich weder als YAML noch als JSON lesen.").waitFor();
    provesQuiet(page);
  });
});

describe("what goes on", () => {
  it("shows dead letters with their reason, and tries them again", async () => {
    const api = client();
    const message = { eventType: "invoice.paid", payload: { mark: 4711 } };
    await enqueue([{ v: 1, kind: "event", org: api.org, application: "late", message }]);
    const page = await login(api);
    await expect
      .poll(
        async () => {
          await page.goto(`${server.url}/console/dead-letters`);
          return page.getByText("invoice.paid · late").count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    const letter = page.getByRole("listitem").filter({ hasText: "invoice.paid · late" });
    await letter.getByText("Diese Anwendung gibt es nicht, oder nicht mehr.").waitFor();
    await letter.getByText("Der Auftrag").click();
    await letter.getByText("4711").waitFor();
    await letter.getByRole("button", { name: "Noch einmal versuchen" }).click();
    await page.getByText("So lässt sich dieser Auftrag nicht noch einmal versuchen.").waitFor();

    const { id } = await api.call("POST", "/app", { name: "Late", uid: "late" });
    await letter.getByRole("button", { name: "Noch einmal versuchen" }).click();
    await page.getByText("Der Auftrag ist wieder in seiner Warteschlange.").waitFor();
    await letter.waitFor({ state: "detached" });
    await expect
      .poll(async () => (await api.call("GET", `/app/${id}/msg`)).data.length, { timeout: 20_000 })
      .toBe(1);
    provesQuiet(page);
  });

  it("shows an event by itself in the live feed, unless it is paused", async () => {
    const api = client();
    const { id: app } = await api.call("POST", "/app", { name: "Blumenladen" });
    const page = await login(api);
    await section(page, "Live");
    await page.getByText("Zurzeit geschieht nichts").waitFor();
    // Others learn within five seconds that somebody watches.
    await expect
      .poll(
        async () => {
          await api.send(app, { eventType: "first.seen" });
          return page.getByText("first.seen").count();
        },
        { timeout: 25_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
    const link = page.getByRole("link", { name: "first.seen" }).first();
    expect(await link.getAttribute("href")).toMatch(new RegExp(`^/console/app/${app}/messages/msg_`));
    await api.send(app, { eventType: "second.seen" });
    await page.getByText("second.seen").first().waitFor();
    await page.getByRole("link", { name: "Anhalten" }).click();
    await page.getByText("Angehalten").waitFor();
    await api.send(app, { eventType: "third.seen" });
    await expect
      .poll(async () => (await api.call("GET", "/feed")).data.at(-1)?.eventType, { timeout: 15_000 })
      .toBe("third.seen");
    expect(await page.getByText("third.seen").count()).toBe(0);
    await page.getByRole("link", { name: "Weiter" }).click();
    await page.getByText("third.seen").first().waitFor();
    provesQuiet(page);
  });

  it("keeps notifications of one's own", async () => {
    const api = client();
    const page = await login(api);
    await section(page, "Meldungen");
    await page.getByRole("link", { name: "Neue Meldung" }).click();
    await page.getByLabel("Adresse").fill("irgendwo");
    await page.getByLabel("Nur dies:").check();
    await save(page, "Meldung anlegen");
    await page.getByText("Das ließ sich noch nicht speichern.").waitFor();
    await page.getByLabel("Adresse").fill("https://ops.example.com/hooks");
    await page.getByLabel(/^Name/).fill("Bereitschaft");
    await page.getByLabel(/Ein Webhook wurde pausiert/).check();
    await save(page, "Meldung anlegen");
    await page.getByText("„Bereitschaft“ wurde angelegt.").waitFor();
    await page.getByRole("switch", { name: "Bereitschaft" }).click();
    await page.getByText("Pausiert", { exact: true }).waitFor();
    const path = "/operational-webhook/endpoint";
    const [made] = (await api.call("GET", path)).data;
    expect(made).toMatchObject({ disabled: true, eventTypes: ["endpoint.disabled"] });

    await page.getByRole("button", { name: "Aktionen für Bereitschaft" }).click();
    await page.getByRole("link", { name: "Signaturschlüssel" }).click();
    const { key } = await api.call("GET", `${path}/${made.id}/secret`);
    await page.getByText("Schlüssel anzeigen").click();
    await page.getByText(key).waitFor();
    await page.getByRole("link", { name: "Schlüssel ersetzen" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Schlüssel ersetzen" }).click();
    await page.getByText("Es gibt einen neuen Schlüssel.").waitFor();
    expect((await api.call("GET", `${path}/${made.id}/secret`)).key).not.toBe(key);
    provesQuiet(page);
  });
});

describe("settings", () => {
  it("change the portal's look, language and who may frame it", async () => {
    const api = client();
    const app = await api.createApplication();
    const page = await login(api);
    await section(page, "Einstellungen");
    await page.getByLabel(/^Name/).fill("Blumenpost");
    await page.locator("#color").fill("#8a0f5c");
    await page.locator("#preview").getByText("Blumenpost").first().waitFor();
    // Polled from here: the policy of the page lets no text be evaluated in it.
    const colour = `getComputedStyle(document.querySelector(".look.light .look-button")).backgroundColor`;
    await until("colour", async () => (await page.evaluate<string>(colour)) === "rgb(138, 15, 92)");
    await page.getByRole("combobox", { name: "Sprache" }).selectOption("English");
    await page.getByLabel(/Erlaubte Seiten/).fill("https://shop.example/path");
    await page.getByLabel(/Vorgaben \(JSON\)/).fill('{"cooldown": {"key": "id"}}');
    await save(page, "Einstellungen speichern");
    await page.getByText("Bitte geben Sie Adressen ohne Pfad an").waitFor();
    await page.getByText(/cooldown\.seconds/).waitFor();
    await page.getByLabel(/Erlaubte Seiten/).fill("https://shop.example\nhttps://www.shop.example");
    await page.getByLabel(/Vorgaben \(JSON\)/).fill('{"cooldown": {"key": "id", "seconds": 60}}');
    await save(page, "Einstellungen speichern");
    await page.getByText("Your changes have been saved.").waitFor();
    expect(await api.call("GET", "/settings")).toEqual({
      brand: { name: "Blumenpost", color: "#8a0f5c" },
      language: "en",
      portalOrigins: ["https://shop.example", "https://www.shop.example"],
      endpointDefaults: { cooldown: { key: "id", seconds: 60 } },
      svixHeaders: false,
    });

    const { token } = await api.call("POST", `/auth/app-portal-access/${app}`, {});
    const answer = await fetch(`${server.url}/portal/${app}/webhooks`, {
      headers: { cookie: `posthorn_session=${token}` },
    });
    expect(answer.headers.get("content-security-policy")).toContain(
      "frame-ancestors https://shop.example https://www.shop.example",
    );
    const html = await answer.text();
    expect(html).toContain("Blumenpost");
    expect(html).toContain('lang="en"');
    expect(html).toContain("brand.css?color=8a0f5c");
    provesQuiet(page);
  });
});

describe("what may not be done", () => {
  it("shows an organisation nothing of another's", async () => {
    const [api, other] = [client(), client()];
    const { id } = await other.call("POST", "/app", { name: "Fremder Laden" });
    await other.call("POST", "/event-type", { name: "foreign.event", description: "Foreign" });
    await other.call("POST", "/plan", { name: "Fremder Tarif" });
    const page = await login(api);
    for (const path of ["", "/apps", "/plans", "/event-types", "/feed"]) {
      await page.goto(`${server.url}/console${path}`);
      expect(await page.getByText(/Fremder|foreign/i).count(), path).toBe(0);
    }
    for (const path of [
      `/apps/${id}/edit`,
      `/apps/${id}/access`,
      "/plans/edit?name=Fremder%20Tarif",
      "/event-types/edit?name=foreign.event",
    ])
      expect((await page.goto(`${server.url}/console${path}`))!.status(), path).toBe(404);
    await page.goto(`${server.url}/console/apps/new`);
    const csrf = await page.locator("[name=csrf]").first().inputValue();
    for (const action of ["delete", "open", "access", "access/revoke"]) {
      const answer = await page.request.post(`${server.url}/console/apps/${id}/${action}`, {
        form: { csrf, expiry: "3600" },
        headers: { origin: server.url },
        maxRedirects: 0,
      });
      expect(answer.status(), action).toBe(404);
    }
    expect((await other.request("GET", `/app/${id}`)).status).toBe(200);
  });

  it("keeps a customer out of the operator's pages", async () => {
    const api = client();
    const app = await api.createApplication();
    const { token } = await api.call("POST", `/auth/app-portal-access/${app}`, {});
    for (const path of [
      "",
      "/apps",
      "/plans",
      "/event-types",
      "/presets",
      "/dead-letters",
      "/feed",
      "/api-keys",
    ]) {
      const answer = await fetch(`${server.url}/console${path}`, {
        headers: { cookie: `posthorn_session=${token}` },
      });
      expect(answer.status, path).toBe(401);
    }
  });

  it("refuses forms without the session's secret", async () => {
    const api = client();
    const page = await login(api);
    const answer = await page.request.post(`${server.url}/console/presets/calenso`, {
      form: { csrf: "guessed" },
      headers: { origin: server.url },
    });
    expect(answer.status()).toBe(403);
    expect((await api.call("GET", "/event-type")).data).toEqual([]);
  });

  it("keeps markup in names, descriptions and jobs inert", async () => {
    const api = client();
    await fill(api, markup);
    await enqueue([{ v: 1, kind: "event", org: api.org, application: markup }]);
    const page = await login(api);
    for (const path of screens) {
      await page.goto(`${server.url}/console${path}`);
      expect(await page.title(), path).not.toBe("owned");
      expect(await page.locator("img[src=x]").count(), path).toBe(0);
      provesQuiet(page);
    }
  });
});

const screens = [
  "",
  "/apps",
  "/apps/new",
  "/plans",
  "/plans/new",
  "/event-types",
  "/event-types/edit?name=a.b",
  "/event-types/import",
  "/presets",
  "/feed",
  "/dead-letters",
  "/operational",
  "/operational/new",
  "/api-keys",
  "/api-keys/new",
  "/settings",
];

/** One of everything, under this name. */
async function fill(api: Client, name: string) {
  await api.call("POST", "/plan", { name: name.slice(0, 128), maxEndpoints: 3 });
  await api.call("POST", "/app", { name, plan: name.slice(0, 128) });
  await api.call("POST", "/event-type", {
    ...{ name: "a.b", description: name, groupName: name, availableSince: "v1" },
    example: { name },
    fields: [{ name: "x", path: "x", labels: { en: name, de: name } }],
  });
  const url = `https://ops.example.com/?q=${encodeURIComponent(name)}`;
  await api.call("POST", "/operational-webhook/endpoint", { url, description: name });
  await api.call("POST", "/api-key", { name, scopes: ["send"] });
  await api.call("PATCH", "/settings", { brand: { name: name.slice(0, 128) } });
}

describe.each(["de", "en"] as const)("every screen in %s", (language) => {
  it("can be used by everybody while there is nothing yet", async () => {
    const api = client();
    const page = await login(api, { language, colorScheme: language === "en" ? "dark" : "light" });
    await bringAxe(page);
    for (const path of screens.filter((path) => !path.includes("edit"))) {
      await page.goto(`${server.url}/console${path}`);
      await provesAccessible(page);
    }
    provesQuiet(page);
  });
});

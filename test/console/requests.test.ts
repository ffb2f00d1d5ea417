import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startReceiver, until } from "../e2e/harness.ts";
import { provesAccessible } from "./accessible.ts";
import { type Language, provesQuiet, scene } from "./scene.ts";

const { server, portal, client } = await scene();
const paid = "Eine Rechnung wurde bezahlt";

async function shop() {
  const api = client();
  const app = await api.createApplication();
  for (const [name, en, de] of [
    ["invoice.paid", "An invoice was paid", paid],
    ["contact.created", "A contact was created", "Ein Kontakt wurde angelegt"],
  ])
    await api.call("PUT", `/event-type/${name}`, {
      description: en,
      descriptions: { en, de },
      example: { a: 1 },
    });
  return { api, app, at: (path: string) => `${server.url}/portal/${app}${path}` };
}

const rows = (page: Page, list = "#request-list") => page.locator(`${list} .log-row`);
const csrfOf = (page: Page) => page.locator("[name=csrf]").first().inputValue();
const sendPaid = (more = {}) => ({ eventType: "invoice.paid", payload: { invoice: 4711 }, ...more });

const words = {
  de: {
    none: "Noch keine Anfragen",
    paid,
    request: "Anfrage",
    answer: "Antwort",
    resend: "Erneut senden",
    twice: "bereits angenommen",
    again: "Mehrfach gesendet",
    tries: "Alle Versuche dieses Ereignisses an diesem Webhook",
  },
  en: {
    none: "No requests yet",
    paid: "An invoice was paid",
    request: "Request",
    answer: "Answer",
    resend: "Send again",
    twice: "was accepted already",
    again: "Sent more than once",
    tries: "All tries of this event at this webhook",
  },
} satisfies Record<Language, Record<string, string>>;

describe("the list of requests", () => {
  it.each(["de", "en"] as const)(
    "shows a request as it comes in, its details, and that it was sent again (%s)",
    async (language) => {
      const text = words[language];
      const { api, app, at } = await shop();
      const receiver = await startReceiver((response) => response.end('{"status":"OK","at":{"shop":7}}'));
      await api.createEndpoint(app, receiver.url, { name: "ERP" });
      const page = await portal(api, app, { language });
      await page.goto(at("/attempts"));
      await page.getByRole("heading", { name: text.none }).waitFor();
      await provesAccessible(page);

      const message = await api.send(app, sendPaid());
      await page.getByRole("link", { name: text.paid }).waitFor();
      await provesAccessible(page);
      await page.getByRole("link", { name: text.paid }).click();
      const request = page.getByRole("region", { name: text.request, exact: true });
      await request.getByText(receiver.url).waitFor();
      await request.getByText('"invoice"').waitFor();
      const answer = page.getByRole("region", { name: text.answer, exact: true });
      await answer.locator(".badge", { hasText: "200" }).waitFor();
      const shop7 = answer.getByText('"shop"');
      expect(await shop7.isVisible()).toBe(true);
      await answer.locator("details").last().locator("summary").click();
      expect(await shop7.isVisible()).toBe(false);
      await provesAccessible(page);

      await page.getByRole("link", { name: text.resend }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(text.twice).waitFor();
      expect(receiver.received).toHaveLength(1);
      await dialog.getByRole("button", { name: text.resend }).click();
      await rows(page, "#tries").getByText(text.again).waitFor();
      expect(await rows(page, "#tries").count()).toBe(2);
      expect((await receiver.deliveries(message, 2))[1]!.body).toBe('{"invoice":4711}');
      await page.goto(at("/attempts"));
      await rows(page).first().getByText(text.again).waitFor();
      provesQuiet(page);
    },
  );

  it("offers what is new while somebody reads, and moves nothing", async () => {
    const { api, app, at } = await shop();
    const receiver = await startReceiver();
    await api.createEndpoint(app, receiver.url);
    await api.attempts(app, await api.send(app, sendPaid()));
    const page = await portal(api, app);
    await page.goto(at("/attempts"));
    const row = rows(page).first();
    const reading = setInterval(() => row.dispatchEvent("pointermove").catch(() => {}), 500);
    const before = await row.boundingBox();
    for (const _ of [1, 2]) await api.attempts(app, await api.send(app, sendPaid()));
    const offer = page.getByRole("button", { name: /2 neue Einträge/ });
    await offer.waitFor();
    clearInterval(reading);
    expect(await rows(page).count()).toBe(1);
    expect(await row.boundingBox()).toEqual(before);
    await offer.click();
    await until("3 rows", async () => (await rows(page).count()) === 3);
    expect(await offer.isVisible()).toBe(false);
    provesQuiet(page);
  });

  it("goes through the pages of several webhooks without leaving out or repeating one", async () => {
    const { api, app, at } = await shop();
    const receiver = await startReceiver();
    for (const name of ["A", "B", "C"]) await api.createEndpoint(app, `${receiver.url}/${name}`, { name });
    const sent = 20;
    for (let n = 0; n < sent; n++) await api.send(app, sendPaid());
    await until("all requests", () => receiver.received.length === 3 * sent);
    const page = await portal(api, app);
    await page.goto(at("/attempts"));
    await until("all attempts", async () => {
      const pages = await Promise.all(
        (await api.call("GET", `/app/${app}/endpoint`)).data.map(({ id }: { id: string }) =>
          api.call("GET", `/app/${app}/attempt/endpoint/${id}?limit=250`),
        ),
      );
      return pages.flatMap(({ data }) => data).length === 3 * sent;
    });
    await page.reload();
    const seen: string[] = [];
    const ids = () => rows(page).evaluateAll((all) => all.map(({ id }) => id));
    for (const expected of [25, 25, 10]) {
      const shown = await until(`${expected} rows more`, async () => {
        const found = await ids();
        return found.length === expected && !seen.includes(found[0]!) && found;
      });
      seen.push(...shown);
      const next = page.getByRole("link", { name: "Nächste Seite" });
      if (expected === 25) await next.click();
      else expect(await next.count()).toBe(0);
    }
    expect(new Set(seen).size).toBe(3 * sent);
    expect(seen).toEqual([...seen].sort().reverse());
    await page.getByRole("link", { name: "Vorherige Seite" }).click();
    await until("the page before", async () => (await ids())[0] === seen[25]);
    expect(await ids()).toEqual(seen.slice(25, 50));
  });

  it.each([true, false])(
    "is narrowed by result, event, webhook and period (JavaScript: %s)",
    async (javaScriptEnabled) => {
      const { api, app, at } = await shop();
      const receiver = await startReceiver((response, { path }) =>
        response.writeHead(path.endsWith("broken") ? 500 : 200).end(),
      );
      await api.createEndpoint(app, receiver.url, { name: "ERP" });
      await api.createEndpoint(app, `${receiver.url}/broken`, {
        name: "Shop",
        eventTypes: ["contact.created"],
        retry: { waits: [] },
      });
      await api.send(app, sendPaid());
      const message = await api.send(app, { eventType: "contact.created" });
      await until("attempts", async () => (await api.attempts(app, message)).length === 2);
      const page = await portal(api, app, { javaScriptEnabled });
      await page.goto(at("/attempts"));
      expect(await rows(page).count()).toBe(3);
      const filter = async (name: string, label: string, count: number) => {
        await page.getByLabel(name, { exact: true }).selectOption({ label });
        if (!javaScriptEnabled) await page.getByRole("button", { name: "Filtern" }).click();
        await until(`${count} rows`, async () => (await rows(page).count()) === count);
      };
      await filter("Ereignis", "Ein Kontakt wurde angelegt", 2);
      await filter("Ergebnis", "Fehlgeschlagen", 1);
      expect(await rows(page).textContent()).toContain("500");
      await filter("Ergebnis", "Jedes Ergebnis", 2);
      await filter("Webhook", "ERP", 1);
      await filter("Zeitraum", "Letzte Stunde", 1);
      await page.waitForURL(/period=hour/);
      await page.goto(at("/attempts?period=custom&from=2020-01-01&until=2020-01-31"));
      await page.getByRole("heading", { name: "Keine Anfrage passt" }).waitFor();
      expect(await page.getByLabel("Von").inputValue()).toBe("2020-01-01");
      await page.getByRole("link", { name: "Filter zurücksetzen" }).click();
      await until("all rows", async () => (await rows(page).count()) === 3);
      if (javaScriptEnabled) provesQuiet(page);
    },
  );
});

describe("one request", () => {
  async function delivered(fields = {}, payload: object = { invoice: 4711 }, answer = "thanks") {
    const { api, app, at } = await shop();
    const receiver = await startReceiver((response) => response.end(answer));
    const endpoint = await api.createEndpoint(app, receiver.url, { name: "ERP", ...fields });
    const message = await api.send(app, sendPaid({ payload }));
    const [attempt] = await api.attempts(app, message);
    return { api, app, receiver, endpoint, message, path: at(`/attempts/${message}/${attempt.id}`), at };
  }

  it("is given as text, as a file and as a command, without its secrets", async () => {
    const { api, app, path, message } = await delivered(
      { auth: { type: "bearer", token: "t0ken" } },
      { text: "it's <script>alert(1)</script>" },
    );
    const page = await portal(api, app);
    await page.goto(path);
    const raw = await page.request.get(`${path}/raw`);
    expect(raw.headers()).toMatchObject({
      "content-type": expect.stringMatching(/^text\/plain/),
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
      "cache-control": "no-store",
    });
    expect(await raw.text()).toContain(`webhook-id: ${message}`);
    expect(await raw.text()).not.toContain("t0ken");
    const file = page.waitForEvent("download");
    await page.getByRole("link", { name: "Herunterladen" }).click();
    expect((await file).suggestedFilename()).toBe(`${message}.json`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Als cURL kopieren" }).click();
    const command = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(command).toContain("-H 'authorization: •••'");
    expect(command).toContain(`--data-raw '{"text":"it'\\''s <script>alert(1)</script>"}'`);
    await page.getByText("Im Befehl steht •••").waitFor();
    provesQuiet(page);
  });

  it("is archived with its payload, and says why it can do no more", async () => {
    const { api, app, path, message, receiver } = await delivered();
    await api.call("DELETE", `/app/${app}/msg/${message}/content`);
    const page = await portal(api, app);
    await page.goto(path);
    await page.getByText("Archiviert", { exact: true }).first().waitFor();
    await page.getByText("Inhalte werden nur für eine bestimmte Zeit aufbewahrt").waitFor();
    for (const name of ["Raw", "Herunterladen", "Erneut senden"]) {
      const button = page.getByRole("button", { name });
      expect(await button.isDisabled()).toBe(true);
      expect(await button.getAttribute("title")).toMatch(/gelöscht/);
    }
    expect(await page.content()).not.toContain("4711");
    await provesAccessible(page);
    const origin = { headers: { origin: server.url } };
    await page.request.post(`${path}/resend`, { form: { csrf: await csrfOf(page) }, ...origin });
    expect((await page.request.get(`${path}/raw`)).status()).toBe(410);
    expect((await page.request.get(`${path}/download`)).status()).toBe(410);
    expect(receiver.received).toHaveLength(1);
    await page.goto(path.replace(/\/msg_.*/, ""));
    await rows(page).getByText("Archiviert").waitFor();
  });

  it("shows markup in payloads, answers and headers as text", async () => {
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const { api, app, path, at, message } = await delivered(
      { headers: { "x-note": evil }, name: evil },
      { [evil]: evil },
      evil,
    );
    const page = await portal(api, app);
    for (const address of [path, at("/attempts"), at(`/messages/${message}`), at("/messages")]) {
      await page.goto(address);
      await page.locator(".log-row").first().waitFor();
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.title()).not.toContain("owned");
    }
    await page.goto(path);
    await page.getByText("Header").first().click();
    await page.getByText(evil, { exact: true }).first().waitFor();
    provesQuiet(page);
  });

  it("says in plain words why it failed", async () => {
    const { api, app, at } = await shop();
    const receiver = await startReceiver((response, { path }) =>
      path.endsWith("moved")
        ? response.writeHead(301, { location: "https://elsewhere.example" }).end()
        : response.writeHead(401).end(),
    );
    const page = await portal(api, app);
    for (const [url, says] of [
      [`${receiver.url}/moved`, "Tragen Sie die endgültige Adresse ein."],
      [receiver.url, "verlangt andere Zugangsdaten"],
      ["http://127.0.0.1:9/closed", "war nicht erreichbar"],
    ] as const) {
      const id = await api.createEndpoint(app, url);
      const message = await api.send(app, sendPaid());
      const attempt = await until("attempt", async () =>
        (await api.attempts(app, message)).find(
          ({ endpointId }: { endpointId: string }) => endpointId === id,
        ),
      );
      await page.goto(at(`/attempts/${message}/${attempt.id}`));
      await page.getByText(says).waitFor();
      await page.getByText("Nächster Versuch").waitFor();
      await api.call("DELETE", `/app/${app}/endpoint/${id}`);
    }
  });

  it("tells of all events of a batch, and sends each of them again", async () => {
    const { api, app, at } = await shop();
    const receiver = await startReceiver();
    await api.createEndpoint(app, receiver.url, {
      batching: { enabled: true, maxEvents: 3, maxWaitSeconds: 5 },
    });
    const messages = [];
    for (let n = 0; n < 3; n++) messages.push(await api.send(app, sendPaid({ payload: { n } })));
    await api.attempts(app, messages[0]!);
    const page = await portal(api, app);
    await page.goto(at("/attempts"));
    await rows(page).getByText("3 Ereignisse").waitFor();
    await page.getByRole("link", { name: paid }).click();
    await page.getByRole("heading", { name: "Die 3 Ereignisse dieser Anfrage" }).waitFor();
    for (const id of messages) await page.getByRole("link", { name: id }).waitFor();
    await page.getByRole("link", { name: "Erneut senden" }).click();
    await page.getByText("Alle 3 Ereignisse werden noch einmal gesendet").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Erneut senden" }).click();
    const all = () => receiver.received.flatMap(({ body }) => JSON.parse(body));
    await until("all events twice", () => all().length === 6);
    expect(
      all()
        .map(({ id }) => id)
        .slice(3)
        .sort(),
    ).toEqual(messages.sort());
  });

  it("can't be sent again by somebody who may only look", async () => {
    const { api, app, path, receiver, at, message, endpoint } = await delivered();
    const page = await portal(api, app, {}, { readOnly: true });
    for (const address of [path, at(`/messages/${message}`), at("/messages")]) {
      await page.goto(address);
      await page.locator(".log-row").first().waitFor();
      expect(await page.getByText(/Erneut senden|Jetzt senden|Beispiel senden/).count()).toBe(0);
    }
    const csrf = await csrfOf(page);
    const origin = { headers: { origin: server.url } };
    for (const [address, form] of [
      [`${path}/resend`, {}],
      [at(`/messages/${message}/resend`), { endpoint }],
      [at("/messages/example"), { endpoint, eventType: "invoice.paid" }],
    ] as const) {
      const answer = await page.request.post(address, { form: { csrf, ...form }, ...origin });
      expect(answer.status()).toBe(403);
    }
    expect((await page.request.get(`${path}/raw`)).status()).toBe(200);
    expect(receiver.received).toHaveLength(1);
    expect((await api.call("GET", `/app/${app}/msg`)).data).toHaveLength(1);
  });
});

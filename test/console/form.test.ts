import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Client, type Received, startReceiver, until } from "../e2e/harness.ts";
import { provesFaultless } from "./accessible.ts";
import { provesQuiet, scene } from "./scene.ts";

const { server, portal, client } = await scene();
const methods = new Map<string, string>();
const receiver = await startReceiver((response, { id }) => {
  methods.set(id, response.req.method ?? "");
  response.end('{"status":"OK"}');
});

const example = {
  contact: { id: 4711, email: "ann+x@shop.example", firstName: "Ann", score: 12.5 },
  tag: { id: "produkt-a", name: "Produkt <b>A</b> & Co" },
  large: 12,
};
const fields = [
  { name: "email", labels: { en: "Email", de: "E-Mail-Adresse" }, path: "contact.email", alwaysSent: true },
  { name: "firstName", labels: { en: "First name", de: "Vorname" }, path: "contact.firstName" },
];

async function shop(api: Client, more: object = {}) {
  const types = [
    {
      name: "contact.tagged",
      groupName: "Kontakte",
      descriptions: { de: "Ein Kontakt hat ein Tag erhalten." },
    },
    { name: "contact.lost", groupName: "Kontakte", descriptions: { de: "Ein Kontakt ist verloren." } },
  ];
  for (const type of types)
    await api.call("POST", "/event-type", { description: type.name, example, fields, ...type, ...more });
  return api.createApplication();
}

async function newForm(api: Client, app: string, person = {}) {
  const page = await portal(api, app, person);
  await page.goto(`${server.url}/portal/${app}/webhooks/new`);
  return page;
}

const theOnly = async (api: Client, app: string) => {
  const { data } = await api.call("GET", `/app/${app}/endpoint`);
  expect(data).toHaveLength(1);
  return data[0];
};

const save = async (page: Page) => {
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await page.waitForURL(/\/webhooks\/ep_[^/]+$/);
};

const unfold = async (page: Page, id: string) => {
  const section = page.locator(`#${id}`);
  if ((await section.getAttribute("open")) === null) await section.locator("summary").first().click();
};

interface Promised {
  method: string;
  url: string;
  body: string | null;
  headers: Record<string, string>;
}

const shown = (page: Page): Promise<Promised> =>
  page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: runs in the browser, whose types the tests haven't
    const { document } = globalThis as any;
    const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";
    // biome-ignore lint/suspicious/noExplicitAny: an element
    const rows: any[] = [...document.querySelectorAll(".preview-headers dl > div")];
    return {
      method: text(".request-line .verb"),
      url: text(".request-line .address"),
      body: document.querySelector("#preview .copy")?.dataset.copy ?? null,
      headers: Object.fromEntries(
        rows.map((row) => [row.querySelector("dt").textContent, row.querySelector("dd").textContent]),
      ),
    };
  });

/** Waits until the preview is that of the form as it is now: every change asks for it anew, some moments later. */
async function previewed(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        // biome-ignore lint/suspicious/noExplicitAny: runs in the browser, whose types the tests haven't
        const { document, Event } = globalThis as any;
        let asked = false;
        const stop = new AbortController();
        const on = (name: string, act: (event: { target: { matches(selector: string): boolean } }) => void) =>
          document.addEventListener(name, act, { signal: stop.signal });
        on("htmx:before:request", ({ target }) => {
          asked ||= target.matches("[data-preview]");
        });
        on("htmx:after:swap", () => {
          if (!asked) return;
          stop.abort();
          resolve();
        });
        document.querySelector("#webhook-form").dispatchEvent(new Event("input"));
      }),
  );
}

async function promised(page: Page): Promise<Promised> {
  await previewed(page);
  const promise = await shown(page);
  expect(promise.method).not.toBe("");
  return promise;
}

/** Ids and times differ from event to event. */
const timeless = (text: string | null) =>
  text?.replace(/msg_[0-9A-Z]+/g, "msg").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time") ?? null;

const changing = new Set(["webhook-id", "webhook-timestamp", "webhook-signature"]);

/** What arrived is what was shown; masked values aside. */
function keeps(promise: Promised, got: Received) {
  expect(methods.get(got.id)).toBe(promise.method);
  expect(new URL(receiver.url).origin + got.path).toBe(promise.url);
  expect(timeless(got.body)).toBe(timeless(promise.body) ?? "");
  for (const [name, value] of Object.entries(promise.headers)) {
    const arrived = got.headers[name.toLowerCase()];
    expect(arrived, name).toBeDefined();
    if (!changing.has(name) && !value.includes("•••")) expect(arrived).toBe(value);
  }
}

/** Ticks the first event and enters an address. */
async function basics(page: Page, path = "") {
  await page.getByLabel("Webadresse (URL)").fill(`${receiver.url}${path}`);
  await page.getByRole("checkbox", { name: /contact\.tagged/ }).check();
}

describe("creating a webhook", () => {
  it.each([true, false])(
    "from name to first event, in German (JavaScript: %s)",
    async (javaScriptEnabled) => {
      const api = client();
      const app = await shop(api);
      const page = await newForm(api, app, { javaScriptEnabled });
      await page.getByLabel("Name", { exact: true }).fill("Kauf an ERP");
      await basics(page, "?email=__email__");
      await unfold(page, "shaping");
      await page.getByRole("radio", { name: "Nur bestimmte Felder" }).check();
      await page.getByRole("button", { name: "Vorname" }).click();
      await until("second field", async () => (await page.locator("[name=fieldName]").count()) === 2);
      await page.getByRole("group", { name: "Feld 2" }).getByLabel("Parametername").fill("person.vorname");
      await unfold(page, "rules");
      await page.getByRole("button", { name: "Bedingung hinzufügen" }).click();
      const condition = page.getByRole("group", { name: "Bedingung 1" });
      await condition.getByLabel("Feld des Ereignisses").fill("tag.id");
      await condition.getByLabel("Wert").fill("produkt-a");
      await save(page);
      const saved = await theOnly(api, app);
      expect(saved).toMatchObject({
        name: "Kauf an ERP",
        url: `${receiver.url}?email=__email__`,
        eventTypes: ["contact.tagged"],
        filter: { "tag.id": "produkt-a" },
        payload: {
          mode: "fields",
          fields: [
            { name: "email", source: "contact.email", locked: true },
            { name: "person.vorname", source: "contact.firstName" },
          ],
        },
      });
      const id = await api.send(app, { eventType: "contact.tagged", payload: example });
      const [got] = await receiver.deliveries(id);
      expect(got!.path).toBe("/webhooks?email=ann%2Bx%40shop.example");
      expect(JSON.parse(got!.body)).toEqual({ email: "ann+x@shop.example", person: { vorname: "Ann" } });
      provesQuiet(page);
    },
  );

  it("says in plain words what is wrong, and goes to it", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await page.getByLabel("Webadresse (URL)").fill("http://10.0.0.1/");
    await page.locator("#url-check").getByText("Adresse eines privaten Netzes").waitFor();
    expect(await page.getByLabel("Webadresse (URL)").getAttribute("aria-invalid")).toBe("true");
    await unfold(page, "answers");
    await page.getByLabel("Nur diese Codes").fill("200, viele");
    await page.getByRole("button", { name: "Speichern", exact: true }).click();
    const errors = page.getByRole("alert");
    await errors.getByText("Wählen Sie mindestens ein Ereignis.").waitFor();
    await page.getByRole("checkbox", { name: /contact\.tagged/ }).check();
    await page.getByRole("button", { name: "Speichern", exact: true }).click();
    await errors.getByText("Geben Sie Zahlen ein").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("acceptCodes");
    await page.getByLabel("Nur diese Codes").fill("200");
    await page.getByRole("button", { name: "Speichern", exact: true }).click();
    await errors.getByText("Adresse eines privaten Netzes").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("url");
    expect((await api.call("GET", `/app/${app}/endpoint`)).data).toEqual([]);
    provesQuiet(page);
  });

  it("doesn't let planned events and those beyond the plan be chosen, and says so", async () => {
    const api = client();
    const app = await shop(api);
    await api.call("POST", "/event-type", { name: "later", description: "Later", status: "planned" });
    await api.call("POST", "/event-type", {
      name: "lead.created",
      description: "Lead",
      featureFlags: ["enterprise"],
      availableSince: "4.9.0",
      excludeOrigins: ["import"],
    });
    await api.call("PUT", "/plan/basic", { maxEndpoints: 1 });
    await api.call("PATCH", `/app/${app}`, { plan: "basic" });
    const page = await portal(api, app, {}, { featureFlags: ["enterprise"] });
    await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    for (const [name, says] of [
      ["later", "Geplant"],
      ["lead.created", "Nur Enterprise"],
    ]) {
      const event = page.locator("label.event", { hasText: name! });
      expect(await event.getByRole("checkbox").isDisabled()).toBe(true);
      expect(await event.textContent()).toContain(says);
    }
    const text = await page.locator("label.event", { hasText: "lead.created" }).textContent();
    expect(text).toContain("ab v4.9.0");
    expect(text).toContain("Wird nicht durch Importe ausgelöst");
    await page.getByRole("button", { name: "Alle auswählen: Kontakte" }).click();
    await basics(page);
    await save(page);
    expect((await theOnly(api, app)).eventTypes).toEqual(["contact.lost", "contact.tagged"]);
    await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    await page.getByText("Ihr Tarif enthält 1 Webhook").waitFor();
    expect(await page.getByRole("button", { name: "Speichern", exact: true }).isDisabled()).toBe(true);
  });

  it("begins with the operator's defaults", async () => {
    const api = client();
    const app = await shop(api);
    await api.call("PATCH", "/settings", {
      endpointDefaults: { cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] } },
    });
    const page = await newForm(api, app);
    expect(await page.locator("#cooldownKey").inputValue()).toBe("contact.id");
    expect(await page.locator("#cooldownAmount").inputValue()).toBe("6");
    await unfold(page, "pace");
    await page.getByRole("checkbox", { name: /Abklingzeit/ }).uncheck();
    await basics(page);
    await save(page);
    expect((await theOnly(api, app)).cooldown).toBeNull();
  });
});

type Fill = (page: Page) => Promise<unknown>;
const ways: [what: string, fill: Fill, holds: (got: Received) => void][] = [
  ["everything as it is", async () => {}, ({ body }) => expect(JSON.parse(body)).toEqual(example)],
  [
    "PUT of a form, flat",
    async (page) => {
      await unfold(page, "shaping");
      await page.getByRole("radio", { name: "PUT" }).check();
      await page.getByLabel("Inhaltstyp").selectOption("form");
      await page.getByLabel("Namen mit Punkten").selectOption("flat");
    },
    ({ body }) => expect(new URLSearchParams(body).get("contact.firstName")).toBe("Ann"),
  ],
  [
    "GET with placeholders and fields",
    async (page) => {
      await unfold(page, "shaping");
      await page.getByRole("radio", { name: "GET" }).check();
      await page.getByRole("radio", { name: "Nur bestimmte Felder" }).check();
      await page.getByRole("button", { name: "Eigenes Feld" }).click();
      const own = page.getByRole("group", { name: "Feld 2" });
      await own.getByLabel("Parametername").fill("quelle");
      await own.getByLabel("Vorgabewert", { exact: true }).fill("webinar & mehr");
      await own.getByLabel("Der Vorgabewert gilt").selectOption("fixed");
      const url = page.getByLabel("Webadresse (URL)");
      await url.press("End");
      await url.pressSequentially("?m=");
      await page.getByText("Platzhalter in die Adresse einfügen").click();
      await page.getByRole("button", { name: "__email__" }).click();
    },
    ({ path }) => expect(path).toBe("/webhooks?m=ann%2Bx%40shop.example&quelle=webinar%20%26%20mehr"),
  ],
  [
    "envelope",
    async (page) => {
      await unfold(page, "shaping");
      await page.getByLabel("Umschlag").selectOption("standard");
    },
    ({ body }) => expect(JSON.parse(body)).toMatchObject({ type: "contact.tagged", data: example }),
  ],
  [
    "a header to log in with, and further ones",
    async (page) => {
      await unfold(page, "access");
      await page.getByRole("radio", { name: "Header", exact: true }).check();
      await page.locator("#authKey").fill("Ocp-Apim-Subscription-Key");
      await page.locator("#authSecret").fill("geheim");
      await page.getByRole("button", { name: "Header hinzufügen" }).click();
      await page.locator("#header-0-name").fill("X-Shop");
      await page.locator("#header-0-value").fill("<b>1</b>");
    },
    ({ headers }) => {
      expect(headers["ocp-apim-subscription-key"]).toBe("geheim");
      expect(headers["x-shop"]).toBe("<b>1</b>");
    },
  ],
  [
    "user and password",
    async (page) => {
      await unfold(page, "access");
      await page.getByRole("radio", { name: "Benutzer und Passwort" }).check();
      await page.locator("#authUsername").fill("ann");
      await page.locator("#authSecret").fill("geheim");
    },
    ({ headers }) => expect(headers.authorization).toBe(`Basic ${btoa("ann:geheim")}`),
  ],
  [
    "token",
    async (page) => {
      await unfold(page, "access");
      await page.getByRole("radio", { name: "Bearer-Token" }).check();
      await page.locator("#authSecret").fill("geheim");
    },
    ({ headers }) => expect(headers.authorization).toBe("Bearer geheim"),
  ],
  [
    "batching",
    async (page) => {
      await unfold(page, "pace");
      await page.getByRole("checkbox", { name: /in einer Anfrage sammeln/ }).check();
      await page.getByLabel("Höchstens warten (Sekunden)").fill("1");
    },
    ({ body }) => expect(JSON.parse(body)).toMatchObject([{ type: "contact.tagged", data: example }]),
  ],
];

describe("every option ends in the request that the preview showed", () => {
  it.each(ways)("%s", async (_what, fill, holds) => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await basics(page);
    await fill(page);
    const promise = await promised(page);
    await save(page);
    const { id } = await theOnly(api, app);
    const count = receiver.received.length;
    await api.send(app, { eventType: "contact.tagged", payload: example });
    const got = await until("delivery", () => receiver.received.slice(count)[0]);
    keeps(promise, got);
    holds(got);
    // What was saved is shown again as it was entered: saving once more changes nothing.
    const before = await api.call("GET", `/app/${app}/endpoint/${id}`);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    await save(page);
    const { updatedAt, ...after } = await api.call("GET", `/app/${app}/endpoint/${id}`);
    expect(after).toEqual({ ...before, updatedAt: undefined });
    provesQuiet(page);
  });

  it("saves the rules that no request shows", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await basics(page);
    for (const id of ["rules", "pace", "answers", "notes"]) await unfold(page, id);
    await page
      .locator("#rules")
      .getByRole("checkbox", { name: /import/ })
      .check();
    await page.getByLabel("Kanäle").fill("shop, app");
    await page.getByRole("checkbox", { name: /Abklingzeit/ }).check();
    await page.getByLabel("Derselbe Wert in").fill("contact.id");
    await page.locator("#pace").getByRole("checkbox", { name: /tag/ }).check();
    await page.getByLabel("Höchstens Anfragen pro Sekunde").fill("5");
    await page.getByLabel("Nur diese Codes").fill("200, 202");
    await page.getByLabel("Die Antwort muss enthalten").fill('{"status":"OK"}');
    await page.getByRole("radio", { name: "nach einem eigenen Zeitplan" }).check();
    await page.getByLabel("Wartezeiten").fill("5 s, 5 min, 2 h");
    await page.getByRole("radio", { name: "nur nach diesen" }).check();
    await page.getByRole("checkbox", { name: "Nicht erreichbar" }).check();
    await page.locator("#description").fill("Zeile 1\nZeile 2");
    await page.getByRole("switch", { name: "Status aktiv" }).uncheck();
    await save(page);
    expect(await theOnly(api, app)).toMatchObject({
      disabled: true,
      description: "Zeile 1\nZeile 2",
      excludeOrigins: ["import"],
      channels: ["app", "shop"],
      cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] },
      throttleRate: 5,
      accept: { statusCodes: [200, 202], body: { status: "OK" } },
      retry: { waits: [5, 300, 7_200], on: ["network"] },
    });
    provesQuiet(page);
  });
});

describe("editing a webhook", () => {
  const auth = { type: "header", key: "X-Key", value: "geheim" };

  it("never shows a saved value, and keeps it until another is entered", async () => {
    const api = client();
    const app = await shop(api);
    const id = await api.createEndpoint(app, receiver.url, {
      auth,
      headers: { "X-Token": "t0", "X-Shop": "1" },
    });
    const page = await portal(api, app);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    expect(await page.content()).not.toContain("geheim");
    expect(await page.locator("#authSecret").getAttribute("placeholder")).toContain("gespeichert");
    await page.getByLabel("Name", { exact: true }).fill("Neu");
    await page.getByRole("button", { name: "Header X-Shop entfernen" }).click();
    await until("removal", async () => (await page.locator("[name=headerName]").count()) === 1);
    const { headers } = await promised(page);
    expect(headers["X-Shop"]).toBeUndefined();
    await save(page);
    const sent = await api.send(app, { eventType: "contact.tagged", payload: example });
    const [got] = await receiver.deliveries(sent);
    expect(got!.headers).toMatchObject({ "x-key": "geheim", "x-token": "t0" });
    expect(got!.headers["x-shop"]).toBeUndefined();
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    await page.locator("#authSecret").fill("anders");
    await page.locator("#header-0-value").fill("t1");
    await save(page);
    const again = await api.send(app, { eventType: "contact.tagged", payload: example });
    const [then] = await receiver.deliveries(again);
    expect(then!.headers).toMatchObject({ "x-key": "anders", "x-token": "t1" });
    provesQuiet(page);
  });

  it("sends the example on request, saved or not, and shows the answer", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await basics(page, "/probe");
    await page.getByRole("button", { name: "Dieses Beispiel jetzt senden" }).click();
    await page.locator("#tested").getByText("Angenommen").waitFor();
    expect((await api.call("GET", `/app/${app}/endpoint`)).data).toEqual([]);
    expect(receiver.received.filter(({ path }) => path === "/webhooks/probe")).toHaveLength(1);
    await page.getByRole("button", { name: "Speichern und testen" }).click();
    await page.locator("#tested").getByText("Gespeichert.").waitFor();
    const { id } = await theOnly(api, app);
    await page.waitForURL(new RegExp(`/webhooks/${id}/edit$`));
    expect(receiver.received.filter(({ path }) => path === "/webhooks/probe")).toHaveLength(2);
    provesQuiet(page);
  });

  it("leaves a filter that rows can't show as text, and says whether the example passes", async () => {
    const api = client();
    const app = await shop(api);
    const filter = { $nor: [{ "tag.id": "produkt-b" }] };
    const id = await api.createEndpoint(app, receiver.url, { filter });
    const page = await portal(api, app);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    expect(JSON.parse(await page.getByLabel("Filter als JSON").inputValue())).toEqual(filter);
    await page.getByText("Das Beispiel würde gesendet.").waitFor();
    await page.getByLabel("Filter als JSON").fill('{"tag.id": "produkt-b"}');
    await page.getByText("Das Beispiel würde nicht gesendet").waitFor();
    await page.getByRole("button", { name: "Als Zeilen bearbeiten" }).click();
    await page.getByRole("group", { name: "Bedingung 1" }).waitFor();
    expect(await page.locator("#condition-0-value").inputValue()).toBe("produkt-b");
    provesQuiet(page);
  });

  it("switches to emails, which wait for consent, and sends the link again", async () => {
    const api = client();
    const app = await shop(api);
    const id = await api.createEndpoint(app, receiver.url);
    const page = await portal(api, app);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    await page.getByRole("radio", { name: /Per E-Mail statt Anfrage/ }).check();
    await page.getByText("Es wird keine Anfrage mehr gesendet").waitFor();
    await page.getByLabel("E-Mail-Adresse").fill("ann@shop.example");
    await page.getByText("Diese E-Mail würde gesendet:").waitFor();
    await save(page);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    await page.getByText("Bestätigung ausstehend").waitFor();
    await page.getByRole("button", { name: "Link erneut senden" }).click();
    await page.getByText("Der Link ist unterwegs.").waitFor();
    await page.getByRole("radio", { name: /An eine Webadresse/ }).check();
    expect(await page.getByLabel("Webadresse (URL)").inputValue()).toBe(receiver.url);
    provesQuiet(page);
  });

  it("shows what was asked for last, also when its place came anew meanwhile", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await page.getByLabel("Webadresse (URL)").fill(receiver.url);
    await page.getByRole("checkbox", { name: /Tag erhalten/ }).check();
    await page.locator("#preview").getByText(receiver.url.replace("http://", "")).first().waitFor();
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    await page.route(/do=preview/, async (route) => {
      asked.resolve();
      await held.promise;
      await route.continue();
    });
    await page.getByLabel("Webadresse (URL)").fill(`${receiver.url}/latest`);
    await asked.promise;
    // As the answer to what was asked for just before does.
    await page.evaluate(
      "document.querySelector('#preview').replaceWith(document.querySelector('#preview').cloneNode(true))",
    );
    held.resolve();
    await page.locator("#preview").getByText("/latest").first().waitFor();
  });

  it("leaves who has gone on to another field there when what they asked for comes", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    await basics(page, "/moved");
    await unfold(page, "shaping");
    const shown = page.waitForResponse(/do=fields/);
    await page.getByRole("radio", { name: "Nur bestimmte Felder" }).check();
    await shown;
    const add = page.getByRole("button", { name: "Eigenes Feld" });
    const names = page.getByRole("group", { name: /^Feld \d/ }).getByLabel("Parametername");
    const focused = page.locator(":focus");
    const before = await names.count();
    await add.click();
    await names.nth(before).and(focused).waitFor();
    await names.nth(before).fill("first");
    const held = Promise.withResolvers<void>();
    await page.route("**/*", async (route) => {
      if (/do=add-field/.test(route.request().postData() ?? "")) await held.promise;
      await route.continue();
    });
    await add.click();
    await names.nth(before).click();
    await page.keyboard.press("End");
    await page.keyboard.type("Na");
    held.resolve();
    await names.nth(before + 1).waitFor();
    await page.keyboard.type("me");
    expect(await names.nth(before).inputValue()).toBe("firstName");
    // Who waits finds the cursor in what has come.
    await add.click();
    await names
      .nth(before + 2)
      .and(focused)
      .waitFor();
    provesQuiet(page);
  });

  it("says of an address that it is one for tests, or already another webhook's", async () => {
    const api = client();
    const app = await shop(api);
    const page = await newForm(api, app);
    const check = page.locator("#url-check");
    await page.getByLabel("Webadresse (URL)").fill("https://n8n.shop.example/webhook-test/4711");
    await check.getByText("Test-Adresse von n8n").waitFor();
    await page.getByLabel("Webadresse (URL)").fill("https://n8n.shop.example/webhook/4711");
    await check.getByText("Test-Adresse").waitFor({ state: "detached" });
    await page.getByRole("checkbox", { name: /Tag erhalten/ }).check();
    await basics(page, "/same");
    await save(page);
    await page.locator("#flash").getByText("wurde angelegt.").waitFor();
    expect(await page.locator("#flash").textContent()).not.toContain("zweimal");

    await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    await basics(page, "/same");
    await page.getByRole("button", { name: "Speichern und testen" }).click();
    await check.getByText(/Auch „.*“ sendet an diese Adresse/).waitFor();
    await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    await basics(page, "/same");
    await save(page);
    await page
      .locator("#flash")
      .getByText(/Auch „.*“ sendet an diese Adresse: .* zweimal an/)
      .waitFor();
    provesQuiet(page);
  });

  it("warns before unsaved changes are lost, and only then", async () => {
    const api = client();
    const app = await shop(api);
    const id = await api.createEndpoint(app, receiver.url);
    const page = await portal(api, app);
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      dialog.dismiss();
    });
    const edit = `${server.url}/portal/${app}/webhooks/${id}/edit`;
    await page.goto(edit);
    await page.getByLabel("Name", { exact: true }).click();
    await page.getByRole("link", { name: "Abbrechen" }).click();
    await page.waitForURL(/\/webhooks\/ep_[^/]+$/);
    expect(asked).toEqual([]);
    await page.goto(edit);
    await page.getByLabel("Name", { exact: true }).fill("Geändert");
    await page.getByRole("link", { name: "Abbrechen" }).click();
    await until("warning", () => asked.length === 1);
    expect(asked).toEqual(["beforeunload"]);
    expect(page.url()).toBe(edit);
    await save(page);
    expect(asked).toHaveLength(1);
  });
});

describe("what may not be done", () => {
  it("shows no form to somebody who may only look, and takes none", async () => {
    const api = client();
    const app = await shop(api);
    const page = await portal(api, app, {}, { readOnly: true });
    const answer = await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    expect(answer!.status()).toBe(403);
    expect(await page.locator("#webhook-form").count()).toBe(0);
    await page.goto(`${server.url}/portal/${app}/webhooks`);
    const csrf = await page.locator("[name=csrf]").first().inputValue();
    const forced = await page.request.post(`${server.url}/portal/${app}/webhooks/new`, {
      form: { csrf, url: receiver.url, events: "all" },
      headers: { origin: server.url },
    });
    expect(forced.status()).toBe(403);
    expect((await api.call("GET", `/app/${app}/endpoint`)).data).toEqual([]);
  });

  it("keeps markup in names, payloads, presets and answers inert", async () => {
    const evil = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const api = client();
    const app = await shop(api, {
      example: { [evil]: evil, contact: { email: evil } },
      descriptions: { de: evil },
      fields: [{ name: "email", labels: { de: evil }, path: "contact.email" }],
      groupName: evil.slice(0, 200),
    });
    const id = await api.createEndpoint(app, receiver.url, {
      name: evil,
      description: `</textarea>${evil}`,
      filter: { [evil]: evil, $nor: [{ a: evil }] },
      payload: { mode: "fields", fields: [{ name: "a", source: "contact.email", default: evil }] },
      headers: { "X-A": evil },
    });
    const page = await portal(api, app);
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe(evil);
    expect(await page.locator("#description").inputValue()).toBe(`</textarea>${evil}`);
    expect(await page.locator("#header-0-value").inputValue()).toBe(evil);
    await page.getByLabel("Name", { exact: true }).fill(`${evil}!`);
    await previewed(page);
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("#webhook-form img, #webhook-form script").count()).toBe(0);
    provesQuiet(page);
  });
});

describe("for everybody", () => {
  const all = {
    payload: {
      mode: "fields",
      fields: [
        { name: "email", source: "contact.email", locked: true },
        { name: "a", default: "1" },
      ],
    },
    filter: { "tag.id": "a", large: { $gt: 3 } },
    cooldown: { key: "contact.id", seconds: 60 },
    batching: { enabled: true },
    auth: { type: "basic", username: "ann", password: "x" },
    accept: { statusCodes: [200] },
    retry: { waits: [5], on: ["5xx"] },
    description: "Wozu",
  };

  it.each([
    ["de", "light"],
    ["en", "dark"],
  ] as const)("axe finds nothing in the form (%s, %s)", async (language, colorScheme) => {
    const api = client();
    const app = await shop(api);
    const id = await api.createEndpoint(app, receiver.url, all);
    const page = await portal(api, app, { language, colorScheme });
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    await provesFaultless(page);
    await page.goto(`${server.url}/portal/${app}/webhooks/new`);
    await page.locator(".form-foot button").first().click();
    await page.getByRole("alert").waitFor();
    await provesFaultless(page);
  });

  it("fits a narrow screen", async () => {
    const api = client();
    const app = await shop(api);
    const id = await api.createEndpoint(app, receiver.url, all);
    const page = await portal(api, app, { viewport: { width: 360, height: 780 } });
    await page.goto(`${server.url}/portal/${app}/webhooks/${id}/edit`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  });
});

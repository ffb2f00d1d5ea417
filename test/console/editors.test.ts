/** Forms that come late, or twice: what somebody else did meanwhile stays, and nothing is made twice. */
import { describe, expect, it } from "vitest";
import { Client, startReceiver, tokenFor, until } from "../e2e/harness.ts";
import { bringAxe, provesAccessible } from "./accessible.ts";
import { provesQuiet, scene } from "./scene.ts";
import { formsOf } from "./walk.ts";

const { server, portal } = await scene();
const url = "https://receiver.example/hook";

type Fields = [string, string][];

/** What a session sees of the pages. */
function session(token: string, language = "de") {
  const headers = {
    cookie: `posthorn_session=${token}; posthorn_language=${language}`,
    origin: server.url,
  };
  const page = async (path: string) => (await fetch(`${server.url}${path}`, { headers })).text();
  return {
    page,
    /** A form as it is when its page is opened. */
    open: async (path: string): Promise<Fields> => formAt(path, await page(path), path),
    async send(path: string, fields: Fields) {
      const response = await fetch(`${server.url}${path}`, {
        ...{ method: "POST", headers, redirect: "manual" },
        body: new URLSearchParams(fields),
      });
      return {
        status: response.status,
        location: response.headers.get("location"),
        html: await response.text(),
      };
    },
  };
}

function formAt(page: string, html: string, action: string): Fields {
  const form = formsOf(page, html).find((one) => one.action === action);
  if (form === undefined) throw new Error(`no form for ${action} in ${html}`);
  // The button that asks for a further row isn't pressed.
  return form.fields.filter(([name]) => name !== "more");
}

/** The same with other values in some fields, null for a box that is no longer ticked. */
const changed = (fields: Fields, changes: Record<string, string | null>): Fields => [
  ...fields.filter(([name]) => !(name in changes)),
  ...Object.entries(changes).flatMap(([name, value]): Fields => (value === null ? [] : [[name, value]])),
];

async function operator(language = "de") {
  const api = new Client(server);
  return { api, ...session(await tokenFor(api.org), language) };
}

async function customer(language = "de", endpoint: Record<string, unknown> = {}) {
  const api = new Client(server);
  const app = await api.createApplication();
  const { token } = await api.call("POST", `/auth/app-portal-access/${app}`);
  const id = await api.createEndpoint(app, url, endpoint);
  const path = `/portal/${app}/webhooks`;
  const get = () => api.call("GET", `/app/${app}/endpoint/${id}`);
  const patch = (changes: object) => api.call("PATCH", `/app/${app}/endpoint/${id}`, changes);
  return {
    api,
    app,
    id,
    edit: `${path}/${id}/edit`,
    add: `${path}/new`,
    get,
    patch,
    ...session(token, language),
  };
}

describe("a webhook that two people edit", () => {
  it("keeps what the other changed meanwhile, and gets what was changed in the form", async () => {
    const { api, app, id, edit, open, send, get, patch } = await customer("de", {
      headers: { "x-shop": "berlin", "x-api-key": "secret" },
    });
    const form = await open(edit);
    await patch({ disabled: true, filter: { kind: "x" }, description: "By the other", throttleRate: 5 });
    const headers = { "x-new": "1", "x-shop": null };
    await api.call("PATCH", `/app/${app}/endpoint/${id}/headers`, { headers });

    const saved = await send(edit, changed(form, { name: "Mine", do: "save" }));
    expect([saved.status, saved.location]).toEqual([303, `/portal/${app}/webhooks/${id}`]);
    expect(await get()).toMatchObject({
      ...{ name: "Mine", disabled: true, filter: { kind: "x" }, description: "By the other" },
      throttleRate: 5,
    });
    expect(await api.call("GET", `/app/${app}/endpoint/${id}/headers`)).toMatchObject({
      headers: { "x-new": "1" },
      sensitive: ["x-api-key"],
    });
  });

  it.each([
    ["de", "Inzwischen geändert", "Ihre Eingabe", "Inzwischen gespeichert"],
    ["en", "Changed meanwhile", "Your input", "Saved meanwhile"],
  ])(
    "asks in %s whose value is to stay when both changed the same",
    async (language, title, mine, theirs) => {
      const { edit, open, send, get, patch } = await customer(language);
      const form = await open(edit);
      await patch({ name: "Theirs", description: "Theirs, too", disabled: true });
      const entered = changed(form, {
        name: "Mine",
        description: "Mine, too",
        throttleRate: "7",
        do: "save",
      });
      const asked = await send(edit, entered);
      expect(asked.status).toBe(409);
      for (const text of [title, mine, theirs, "Mine", "Theirs", "Mine, too", "Theirs, too"])
        expect(asked.html).toContain(text);
      expect(await get()).toMatchObject({ name: "Theirs", throttleRate: null });

      const question = formAt(edit, asked.html, edit);
      const settled = await send(edit, changed(question, { "settled.description": "theirs" }));
      expect(settled.status).toBe(303);
      expect(await get()).toMatchObject({
        ...{ name: "Mine", description: "Theirs, too", throttleRate: 7, disabled: true },
      });
    },
  );

  it("asks again when it was changed once more before the answer", async () => {
    const { edit, open, send, get, patch } = await customer();
    const form = await open(edit);
    await patch({ name: "Second" });
    const asked = await send(edit, changed(form, { name: "Mine", do: "save" }));
    await patch({ name: "Third" });
    const again = await send(edit, formAt(edit, asked.html, edit));
    expect(again.status).toBe(409);
    expect(again.html).toContain("Third");
    expect((await send(edit, formAt(edit, again.html, edit))).status).toBe(303);
    expect(await get()).toMatchObject({ name: "Mine" });
  });

  it("asks nothing when both want the same, or the form comes back with a problem first", async () => {
    const { edit, open, send, get, patch } = await customer();
    const form = await open(edit);
    await patch({ name: "Same", disabled: true });
    const wrong = await send(edit, changed(form, { name: "Same", throttleRate: "zehn", do: "save" }));
    expect(wrong.status).toBe(422);
    const mended = changed(formAt(edit, wrong.html, edit), { throttleRate: "10", do: "save" });
    expect((await send(edit, mended)).status).toBe(303);
    expect(await get()).toMatchObject({ name: "Same", throttleRate: 10, disabled: true });
  });

  it("asks of a header, and shows no secret", async () => {
    const { api, app, id, edit, open, send } = await customer("de", { headers: { "x-shop": "berlin" } });
    const form = await open(edit);
    const path = `/app/${app}/endpoint/${id}/headers`;
    await api.call("PATCH", path, { headers: { "x-shop": "hamburg" } });
    await api.call("PATCH", `/app/${app}/endpoint/${id}`, { auth: { type: "bearer", token: "their-token" } });
    const mine = { headerValue: "koeln", authType: "bearer", authSecret: "my-token" };
    const asked = await send(edit, changed(form, { ...mine, do: "save" }));
    expect(asked.status).toBe(409);
    const visible = asked.html.replace(/<input type="hidden"[^>]*>/g, "");
    for (const text of ["x-shop", "koeln", "hamburg"]) expect(visible).toContain(text);
    for (const text of ["their-token", "my-token"]) expect(visible).not.toContain(text);
    expect((await send(edit, formAt(edit, asked.html, edit))).status).toBe(303);
    expect(await api.call("GET", path)).toMatchObject({ headers: { "x-shop": "koeln" } });
  });
});

describe("what two operators edit", () => {
  it("settings", async () => {
    const { api, open, send } = await operator();
    const path = "/console/settings";
    await api.call("PATCH", "/settings", { brand: { name: "Shop", color: "#0a7cff" } });
    const form = await open(path);
    await api.call("PATCH", "/settings", { brand: { name: "Shop", color: "#ff0000" }, svixHeaders: true });
    expect((await send(path, changed(form, { name: "Mine", language: "de" }))).status).toBe(303);
    const merged = { brand: { name: "Mine", color: "#ff0000" }, language: "de", svixHeaders: true };
    expect(await api.call("GET", "/settings")).toMatchObject(merged);

    const asked = await send(path, changed(form, { color: "#00ff00" }));
    expect(asked.status).toBe(409);
    for (const colour of ["#00ff00", "#ff0000"]) expect(asked.html).toContain(colour);
    const question = formAt(path, asked.html, path);
    expect((await send(path, changed(question, { "settled.brand.color": "theirs" }))).status).toBe(303);
    expect(await api.call("GET", "/settings")).toMatchObject(merged);
    expect((await send(path, question)).status).toBe(303);
    expect((await api.call("GET", "/settings")).brand).toEqual({ name: "Mine", color: "#00ff00" });
  });

  it("a plan", async () => {
    const { api, open, send } = await operator();
    const path = "/console/plans/edit?name=Pro";
    await api.call("POST", "/plan", { name: "Pro", maxEndpoints: 5 });
    const form = await open(path);
    await api.call("PATCH", "/plan/Pro", { maxEndpoints: 6, featureFlags: ["beta"] });
    expect((await send(path, changed(form, { retentionDays: "30" }))).status).toBe(303);
    const merged = { maxEndpoints: 6, featureFlags: ["beta"], retentionDays: 30 };
    expect(await api.call("GET", "/plan/Pro")).toMatchObject(merged);
    const asked = await send(path, changed(form, { maxEndpoints: "7" }));
    expect(asked.status).toBe(409);
    expect((await send(path, formAt(path, asked.html, path))).status).toBe(303);
    expect(await api.call("GET", "/plan/Pro")).toMatchObject({ ...merged, maxEndpoints: 7 });
  });

  it("an event type", async () => {
    const { api, open, send } = await operator();
    const path = "/console/event-types/edit?name=order.paid";
    await api.call("POST", "/event-type", { name: "order.paid", description: "Paid", groupName: "Orders" });
    const form = await open(path);
    await api.call("PATCH", "/event-type/order.paid", { featureFlags: ["pro"], groupName: "Shop" });
    expect((await send(path, changed(form, { de: "Bezahlt" }))).status).toBe(303);
    expect(await api.call("GET", "/event-type/order.paid")).toMatchObject({
      ...{ featureFlags: ["pro"], groupName: "Shop", descriptions: { de: "Bezahlt", en: "Paid" } },
    });
    const asked = await send(path, changed(form, { groupName: "Mine" }));
    expect(asked.status).toBe(409);
    expect((await send(path, formAt(path, asked.html, path))).status).toBe(303);
    expect(await api.call("GET", "/event-type/order.paid")).toMatchObject({ groupName: "Mine" });
  });

  it("an application", async () => {
    const { api, open, send } = await operator();
    const { id } = await api.call("POST", "/app", { name: "Shop", metadata: { a: "1" } });
    const path = `/console/apps/${id}/edit`;
    const form = await open(path);
    await api.call("PATCH", `/app/${id}`, { webhooksEnabled: false, metadata: { a: "2" } });
    expect((await send(path, changed(form, { name: "Mine" }))).status).toBe(303);
    const merged = { name: "Mine", webhooksEnabled: false, metadata: { a: "2" } };
    expect(await api.call("GET", `/app/${id}`)).toMatchObject(merged);
    const asked = await send(path, changed(form, { metadata: "a = 3" }));
    expect(asked.status).toBe(409);
    expect((await send(path, formAt(path, asked.html, path))).status).toBe(303);
    expect(await api.call("GET", `/app/${id}`)).toMatchObject({ ...merged, metadata: { a: "3" } });
  });

  it("a notification", async () => {
    const { api, open, send } = await operator();
    const { id } = await api.call("POST", "/operational-webhook/endpoint", { url });
    const path = `/console/operational/${id}/edit`;
    const form = await open(path);
    const own = `/operational-webhook/endpoint/${id}`;
    const eventTypes = ["endpoint.disabled"];
    await api.call("PUT", own, { url, eventTypes, disabled: true });
    expect((await send(path, changed(form, { description: "Mine" }))).status).toBe(303);
    expect(await api.call("GET", own)).toMatchObject({ eventTypes, disabled: true, description: "Mine" });
    const asked = await send(path, changed(form, { which: "some", eventTypes: "endpoint.created" }));
    expect(asked.status).toBe(409);
    expect((await send(path, formAt(path, asked.html, path))).status).toBe(303);
    expect(await api.call("GET", own)).toMatchObject({ eventTypes: ["endpoint.created"] });
  });
});

describe("a form that comes twice", () => {
  it("makes one webhook, also when both come at once; changed, it makes another", async () => {
    const { api, app, add, open, send } = await customer();
    const form = changed(await open(add), { url: `${url}/new`, name: "New", do: "save" });
    const answers = await Promise.all([send(add, form), send(add, form)]);
    answers.push(await send(add, form));
    const [first] = answers;
    expect(first!.status).toBe(303);
    for (const answer of answers) expect(answer).toEqual(first);
    const names = async () =>
      (await api.call("GET", `/app/${app}/endpoint`)).data.map(({ name }: { name: string }) => name);
    expect(await names()).toEqual(["New", null]);
    expect((await send(add, changed(form, { name: "Another" }))).status).toBe(303);
    expect(await names()).toEqual(["Another", "New", null]);
  });

  it("is taken after a problem was mended", async () => {
    const { api, app, add, open, send } = await customer();
    const wrong = await send(add, changed(await open(add), { url: "nowhere", do: "save" }));
    expect(wrong.status).toBe(422);
    const mended = changed(formAt(add, wrong.html, add), { url: `${url}/mended`, do: "save" });
    for (let n = 0; n < 2; n++) expect((await send(add, mended)).status).toBe(303);
    expect((await api.call("GET", `/app/${app}/endpoint`)).data).toHaveLength(2);
  });

  it.each([
    ["/console/apps/new", { name: "Shop" }, "/app"],
    ["/console/plans/new", { name: "Pro" }, "/plan"],
    ["/console/event-types/new", { name: "order.paid" }, "/event-type"],
    ["/console/operational/new", { url }, "/operational-webhook/endpoint"],
    ["/console/api-keys/new", { name: "Key", days: "30" }, "/api-key"],
  ])("at %s makes one thing, and says the same twice", async (path, fields, list) => {
    const { api, open, send } = await operator();
    const form = changed(await open(path), fields as Record<string, string>);
    const answers = [await send(path, form), await send(path, form)];
    const withoutMarks = ({ html, ...answer }: (typeof answers)[number]) => answer;
    expect(answers[0]!.status).toBeLessThan(400);
    expect(withoutMarks(answers[1]!)).toEqual(withoutMarks(answers[0]!));
    expect((await api.call("GET", list)).data).toHaveLength(1);
  });

  it("sends again once", async () => {
    const { api, app, id, page, send } = await customer();
    const path = `/portal/${app}/webhooks/${id}`;
    const form = changed(formAt(path, await page(path), `${path}/replay`), { window: "24" });
    const answers = [await send(`${path}/replay`, form), await send(`${path}/replay`, form)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect((await api.call("GET", "/background-task")).data).toHaveLength(1);
  });
});

describe("what sends or replaces something, come twice, does it once", () => {
  const formOf = async (its: Awaited<ReturnType<typeof customer>>, path: string, action: string) =>
    formAt(path, await its.page(path), action);

  it("an event that is sent again", async () => {
    const receiver = await startReceiver();
    const its = await customer();
    await its.patch({ url: receiver.url });
    const message = await its.api.send(its.app);
    const [attempt] = await its.api.attempts(its.app, message);
    for (const path of [
      `/portal/${its.app}/messages/${message}`,
      `/portal/${its.app}/attempts/${message}/${attempt.id}`,
    ]) {
      const before = receiver.received.length;
      const form = await formOf(its, path, `${path}/resend`);
      for (let n = 0; n < 2; n++) expect((await its.send(`${path}/resend`, form)).status).toBe(303);
      await until("delivery", async () => receiver.received.length > before);
      const last = await its.api.send(its.app);
      await its.api.attempts(its.app, last);
      expect(receiver.received.filter(({ id }) => id === message)).toHaveLength(before === 1 ? 2 : 3);
    }
  });

  it("an example", async () => {
    const its = await customer();
    await its.api.call("POST", "/event-type", { name: "order.paid", description: "" });
    const path = `/portal/${its.app}/messages`;
    const form = await formOf(its, path, `${path}/example`);
    const answers = [await its.send(`${path}/example`, form), await its.send(`${path}/example`, form)];
    expect(answers[0]!.location).toMatch(/\/messages\/msg_/);
    expect(answers[1]!.location).toBe(answers[0]!.location);
    expect((await its.api.call("GET", `/app/${its.app}/msg`)).data).toHaveLength(1);
  });

  it("a secret", async () => {
    const its = await customer();
    const path = `/portal/${its.app}/webhooks/${its.id}`;
    const secret = async () =>
      (await its.api.call("GET", `/app/${its.app}/endpoint/${its.id}/secret`)).key as string;
    const first = await secret();
    const form = await formOf(its, path, `${path}/secret/rotate`);
    await its.send(`${path}/secret/rotate`, form);
    const second = await secret();
    expect(second).not.toBe(first);
    await its.send(`${path}/secret/rotate`, form);
    expect(await secret()).toBe(second);
  });
});

it("the time zone that somebody else set stays, unless both set another", async () => {
  const its = await customer();
  const path = `/portal/${its.app}/time-zone`;
  const zone = async () => (await its.api.call("GET", `/app/${its.app}`)).timeZone;
  const form = await its.open(path);
  await its.api.call("PUT", `/app/${its.app}/time-zone`, { timeZone: "Europe/Vienna" });
  expect((await its.send(path, form)).status).toBe(303);
  expect(await zone()).toBe("Europe/Vienna");
  const asked = await its.send(path, changed(form, { timeZone: "Europe/Zurich" }));
  expect(asked.status).toBe(409);
  expect(asked.html).toContain("Europe/Vienna");
  expect((await its.send(path, formAt(path, asked.html, path))).status).toBe(303);
  expect(await zone()).toBe("Europe/Zurich");
});

describe("the page that asks", () => {
  it.each([
    ["de", "light", 1280],
    ["en", "dark", 360],
  ] as const)("can be read and used by everybody, in %s, %s, %i px wide", async (language, scheme, width) => {
    const { api, app, id, edit, patch } = await customer();
    const page = await portal(api, app, { language, colorScheme: scheme, viewport: { width, height: 900 } });
    await bringAxe(page);
    await page.goto(`${server.url}${edit}`);
    await page.locator("#name").fill("Ein Name, den ich eingegeben habe");
    await page.locator("#url").fill(`${url}/mine`);
    await patch({ name: "Der andere Name", url: `${url}/theirs`, filter: { kind: "x" } });
    await page.locator(".form-foot button[value=save]").click();
    await page.locator("#conflict").waitFor();
    await provesAccessible(page);
    await page.locator("#theirs-1").check();
    await page.locator("#conflict footer button").click();
    await page.waitForURL(new RegExp(`${id}$`));
    expect(await api.call("GET", `/app/${app}/endpoint/${id}`)).toMatchObject({
      ...{ name: "Ein Name, den ich eingegeben habe", url: `${url}/theirs`, filter: { kind: "x" } },
    });
    provesQuiet(page);
  });
});

it("a wildcard is shown, covers its types, and stays until it is taken out", async () => {
  const { api, app, edit, open, page, send, get, patch } = await customer();
  for (const name of ["order.paid", "order.sent", "invoice.paid"])
    await api.call("POST", "/event-type", { name, description: name });
  await patch({ eventTypes: ["order.*", "invoice.paid"] });
  const html = await page(edit);
  expect(html).toContain("Alle Ereignisse, deren Name mit „order.“ beginnt, auch künftige");
  expect(html.match(/>in order\.\*</g)).toHaveLength(2);
  const form = await open(edit);
  expect((await send(edit, changed(form, { name: "Mine", do: "save" }))).status).toBe(303);
  expect(await get()).toMatchObject({ name: "Mine", eventTypes: ["order.*", "invoice.paid"] });
  const without = form.filter(([, value]) => value !== "order.*");
  expect((await send(edit, changed(without, { do: "save" }))).status).toBe(303);
  expect(await get()).toMatchObject({ eventTypes: ["invoice.paid"] });
  expect(await page(`/portal/${app}/webhooks`)).toContain("receiver.example");
});

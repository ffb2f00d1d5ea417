import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { pages as routes } from "../../src/console/index.ts";
import { tokenFor, tokenWith, until } from "../e2e/harness.ts";
import { probe, probed, raw, state } from "./probes.ts";
import { provesQuiet, scene } from "./scene.ts";
import { type Form, kindOf, type Walk, walk } from "./walk.ts";

const { server, portal, console: operator, open, client } = await scene();

const api = client();
const { app, message, attempt, endpoints } = await probed(api, (job) =>
  fetch(`${server.producer}/queue`, { method: "POST", body: JSON.stringify([job]) }),
);

const access = async (of: string, more: object = {}): Promise<string> =>
  (await api.call("POST", `/auth/app-portal-access/${of}`, more)).token;
const keyWith = async (...scopes: string[]): Promise<string> =>
  (await api.call("POST", "/api-key", { name: "Console", scopes })).token;
const viewerKey = () => keyWith("read");
const cookieOf = (token: string) => `posthorn_session=${token}`;

/** A session: its cookie, and the secret that its forms carry. */
async function session(token: string, page: string) {
  const cookie = cookieOf(token);
  const html = await (await fetch(server.url + page, { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "none" };
}

const customerToken = await access(app);
const operatorToken = await tokenFor(api.org);
const home = `/portal/${app}/webhooks`;
const customer = await session(customerToken, home);
const owner = await session(operatorToken, "/console/apps");
const inPortal = await walk(server.url, customer.cookie, home);
const inConsole = await walk(server.url, owner.cookie, "/console/apps");
const walks: [string, Walk, string][] = [
  ["portal", inPortal, customer.cookie],
  ["console", inConsole, owner.cookie],
];

interface Posting {
  cookie?: string;
  fields?: [string, string][];
  headers?: Record<string, string>;
}

const post = (path: string, { cookie = "", fields = [], headers = {} }: Posting = {}) =>
  fetch(server.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, origin: server.url, ...headers },
    body: new URLSearchParams(fields),
  });

const ids: Record<string, string> = {
  app,
  msg: message,
  "webhooks/:id": endpoints.working,
  "messages/:id": message,
  "attempts/:msg/:id": attempt,
  "apps/:id": app,
  "presets/:name": "klicktipp",
};

/** Paths of all routes that take a POST, with ids of what there is. */
const posts = [
  ...new Set(
    routes.routes
      .filter(({ method }) => method === "POST")
      .map(({ path }) =>
        path
          .replace(/:(\w+)\{[^}]*\}/g, ":$1")
          .replace(/(\w+)\/(:msg\/)?:(id|name)/, (whole, section) => {
            const key = whole as keyof typeof ids;
            return ids[key]
              ? whole.replace(/:msg/, message).replace(/:(id|name)$/, ids[key])
              : `${section}/1`;
          })
          .replace(/:(\w+)/g, (_, name) => ids[name] ?? "1"),
      ),
  ),
];
const withSession = posts.filter((path) => !/^\/(?:portal|console)\/(?:session|language)$/.test(path));
const sessionFor = (path: string) => (path.startsWith("/portal") ? customer : owner);

describe("forms of others", () => {
  it("knows forms and routes to try", () => {
    expect(withSession.length).toBeGreaterThan(15);
    expect(inPortal.forms.length).toBeGreaterThan(5);
    expect(inConsole.forms.length).toBeGreaterThan(5);
  });

  it("are refused wherever something is posted, and change nothing", async () => {
    const before = await state(api, app);
    const attacks: ((csrf: string) => Posting)[] = [
      () => ({}),
      () => ({ fields: [["csrf", ""]] }),
      () => ({ fields: [["csrf", "guessed"]] }),
      (csrf) => ({ fields: [["csrf", csrf]], headers: { origin: "https://evil.example" } }),
      (csrf) => ({ fields: [["csrf", csrf]], headers: { origin: "null" } }),
      (csrf) => ({
        fields: [["csrf", csrf]],
        headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      }),
      (csrf) => ({ fields: [["csrf", csrf]], headers: { "content-type": "text/plain" } }),
      (csrf) => ({ fields: [["csrf", csrf]], headers: { "content-type": "application/json" } }),
    ];
    const through: string[] = [];
    for (const path of withSession) {
      const { cookie, csrf } = sessionFor(path);
      for (const [index, attack] of attacks.entries()) {
        const { status } = await post(path, { cookie, ...attack(csrf) });
        if (status !== 403) through.push(`${path} by attack ${index}: ${status}`);
      }
      const other = path.startsWith("/portal") ? owner : customer;
      const { status } = await post(path, { cookie, fields: [["csrf", other.csrf]] });
      if (status !== 403) through.push(`${path} with another session's secret: ${status}`);
    }
    expect(through).toEqual([]);
    expect(await state(api, app)).toEqual(before);
  });

  it("are refused at the logins, too, so that nobody is logged in as somebody else", async () => {
    for (const path of ["/portal/session", "/console/session", "/portal/language", "/console/language"])
      for (const origin of ["https://evil.example", "null"]) {
        const answer = await post(path, { fields: [["token", customerToken]], headers: { origin } });
        expect(answer.status, path).toBe(403);
        expect(answer.headers.get("set-cookie")).toBeNull();
      }
  });

  it("get in with the session's secret from our own pages (so that the tests above mean something)", async () => {
    const { cookie, csrf } = customer;
    const answer = await post(`/portal/${app}/webhooks/enabled`, {
      cookie,
      fields: [
        ["csrf", csrf],
        ["enabled", "true"],
      ],
    });
    expect(answer.status).toBe(303);
  });
});

describe.each([
  {
    face: "portal",
    all: inPortal,
    home,
    pages: `/portal/${app}`,
    token: () => access(app, { readOnly: true }),
  },
  { face: "console", all: inConsole, home: "/console/apps", pages: "/console", token: viewerKey },
])("who may only look, in the $face,", ({ all, home, pages, token }) => {
  const fieldsWith = ({ fields }: Form, csrf: string): [string, string][] => [
    ...fields.filter(([name]) => name !== "csrf"),
    ["csrf", csrf],
  ];
  const harmless = (path: string) => /\/(?:language|logout|session)$/.test(path);

  it("changes nothing, neither with the forms of others nor with requests made by hand", async () => {
    const { cookie, csrf } = await session(await token(), home);
    const before = await state(api, app);
    const through: string[] = [];
    const tried = new Set<string>();
    for (const form of all.forms) {
      if (harmless(form.action)) continue;
      tried.add(kindOf(form.action));
      const { status } = await post(form.action, { cookie, fields: fieldsWith(form, csrf) });
      if (status !== 403) through.push(`${form.action} from ${form.page}: ${status}`);
    }
    for (const path of posts) {
      if (!path.startsWith(pages) || harmless(path) || tried.has(kindOf(path))) continue;
      const { status } = await post(path, { cookie, fields: [["csrf", csrf]] });
      if (status < 400) through.push(`${path} by hand: ${status}`);
    }
    expect(through).toEqual([]);
    expect(await state(api, app)).toEqual(before);
  });

  it("is offered nothing that changes something", async () => {
    const { cookie } = await session(await token(), home);
    const { forms, pages: seen } = await walk(server.url, cookie, home);
    expect(seen.filter(({ status }) => status >= 400).map(({ path }) => path)).toEqual([]);
    const enabled = [];
    for (const { page, action } of forms.filter(({ action }) => !harmless(action))) {
      const html = await (await fetch(server.url + page, { headers: { cookie } })).text();
      const [form] = html.split(`action="${action}"`).slice(1);
      const buttons = form?.split("</form>")[0]?.match(/<button[^>]*type="submit"[^>]*>/g) ?? [];
      if (buttons.some((button) => !/ disabled/.test(button))) enabled.push(`${action} on ${page}`);
    }
    expect(enabled).toEqual([]);
  });
});

describe("a customer", () => {
  it("sees nothing of another application, by no address", async () => {
    const stranger = await access(await api.createApplication());
    const seen: string[] = [];
    for (const { path } of inPortal.pages) {
      if (!path.startsWith(`/portal/${app}`)) continue;
      const answer = await fetch(server.url + path, {
        headers: { cookie: cookieOf(stranger) },
        redirect: "manual",
      });
      const leaks = (await answer.text()).includes("probe");
      if (![401, 403, 404].includes(answer.status) || leaks) seen.push(`${path}: ${answer.status}`);
    }
    expect(seen).toEqual([]);
  });

  it("changes nothing of another application", async () => {
    const other = await api.createApplication();
    const { cookie, csrf } = await session(await access(other), `/portal/${other}/webhooks`);
    const before = await state(api, app);
    const through: string[] = [];
    for (const path of withSession.filter((path) => path.startsWith(`/portal/${app}`))) {
      if (path.endsWith("/logout")) continue;
      const { status } = await post(path, { cookie, fields: [["csrf", csrf]] });
      if (![401, 403, 404].includes(status)) through.push(`${path}: ${status}`);
    }
    expect(through).toEqual([]);
    expect(await state(api, app)).toEqual(before);
  });

  it("doesn't get into the console, neither to look nor to change", async () => {
    const { cookie, csrf } = customer;
    const before = await state(api, app);
    const through: string[] = [];
    for (const { path } of inConsole.pages) {
      const { status } = await fetch(server.url + path, { headers: { cookie }, redirect: "manual" });
      if (![401, 403, 404].includes(status)) through.push(`${path}: ${status}`);
    }
    for (const path of withSession.filter((path) => path.startsWith("/console"))) {
      const { status } = await post(path, { cookie, fields: [["csrf", csrf]] });
      if (![401, 403, 404].includes(status)) through.push(`POST ${path}: ${status}`);
    }
    expect(through).toEqual([]);
    expect(await state(api, app)).toEqual(before);
  });
});

describe("markup of others", () => {
  it.each(walks)("stands as text in every page of the %s", async (_, { pages }, cookie) => {
    for (const { path, html } of pages) expect(raw.exec(html)?.[0], path).toBeUndefined();
    for (const { path } of pages) {
      const url = new URL(path, server.url);
      for (const name of [...url.searchParams.keys(), "q", "request", "status", "since", "event", "url"])
        url.searchParams.set(name, probe(name));
      const answer = await fetch(url, { headers: { cookie } });
      const isHtml = answer.headers.get("content-type")?.startsWith("text/html");
      expect(isHtml && raw.exec(await answer.text())?.[0], url.pathname).toBeFalsy();
    }
    const lost = await fetch(`${server.url}/portal/${encodeURIComponent(probe("app"))}/x`, {
      headers: { cookie },
    });
    expect(await lost.text()).not.toMatch(raw);
  });

  const showsIt = (pages: { html: string }[]) => pages.some(({ html }) => html.includes("globalThis.owned"));

  it.each(["portal", "console"] as const)("does nothing in a browser in the %s", async (face) => {
    const { pages } = face === "portal" ? inPortal : inConsole;
    expect(showsIt(pages)).toBe(true);
    const page = face === "portal" ? await portal(api, app) : await operator(api);
    const visits = new Map<string, number>();
    for (const { path, html } of pages) {
      const before = visits.get(kindOf(path)) ?? 0;
      if (html === "" || before === 2) continue;
      visits.set(kindOf(path), before + 1);
      await page.goto(server.url + path);
      const found = await page.evaluate(
        "document.querySelectorAll('.probe, [onerror], script:not([src]), iframe, object').length",
      );
      expect(found, path).toBe(0);
      expect(await page.evaluate("globalThis.owned"), path).toBeUndefined();
    }
    provesQuiet(page);
  });
});

describe("what goes along with pages", () => {
  it.each(walks)("are headers that keep a page to itself, on every page of the %s", (_, { pages }) => {
    for (const { path, headers, html } of pages) {
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy, path).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      if (html === "") continue;
      expect(policy, path).toContain("script-src 'self';");
      expect(policy, path).toContain("style-src 'self';");
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(policy, path).not.toMatch(/unsafe|\*/);
      expect(headers.get("referrer-policy"), path).toBe("same-origin");
      expect(headers.get("cache-control"), path).toBe("no-store");
      const names = html.replace(/="[^"]*"/g, "=");
      expect(/<[^>]+\s(?:style|on\w+)=/.exec(names)?.[0], path).toBeUndefined();
    }
  });

  it("are no scripts, styles or pictures of other hosts", () => {
    const sources = [...inPortal.pages, ...inConsole.pages].flatMap(({ html }) =>
      [...html.matchAll(/<(?:script|img|iframe)[^>]*\ssrc="([^"]*)"|<link[^>]*\shref="([^"]*)"/g)].map(
        ([, src, href]) => src ?? href!,
      ),
    );
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((source) => !/^(\/|data:)/.test(source) || source.startsWith("//"))).toEqual([]);
  });

  it("are cookies that scripts can't read and other sites don't send", async () => {
    const login = await post("/portal/session", { fields: [["token", await access(app)]] });
    expect(login.headers.get("set-cookie")).toMatch(
      new RegExp(`^posthorn_session=[^;]+; Max-Age=\\d+; Path=/portal/${app}; HttpOnly; SameSite=Lax$`),
    );
    const console = await post("/console/session", { fields: [["token", operatorToken]] });
    expect(console.headers.get("set-cookie")).toMatch(
      /^posthorn_session=[^;]+; Max-Age=\d+; Path=\/console; HttpOnly; SameSite=Lax$/,
    );
  });

  it("are the origins that may frame the portal, of this operator only", async () => {
    const mine = client();
    const page = await mine.createApplication();
    await mine.call("PATCH", "/settings", { portalOrigins: ["https://shop.example", "http://localhost:3"] });
    const { token } = await mine.call("POST", `/auth/app-portal-access/${page}`, {});
    const framed = await fetch(`${server.url}/portal/${page}/webhooks`, {
      headers: { cookie: cookieOf(token) },
    });
    expect(framed.headers.get("content-security-policy")).toContain(
      "frame-ancestors https://shop.example http://localhost:3",
    );
    const apps = await fetch(`${server.url}/console/apps`, {
      headers: { cookie: cookieOf(await tokenFor(mine.org)) },
    });
    expect(apps.status).toBe(200);
    expect(apps.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});

describe("the portal in a frame", () => {
  /** A page of another site, with the portal in it. */
  async function site(link: () => string) {
    const outside = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><title>Shop</title><iframe src="${link()}" width="900" height="700">`);
    });
    await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
    afterAll(() => new Promise((resolve) => outside.close(resolve)));
    return `http://localhost:${(outside.address() as AddressInfo).port}`;
  }

  it("works in the pages that the operator allowed, and in no others", async () => {
    const mine = client();
    const of = await mine.createApplication();
    let link = "";
    const [allowed, other] = [await site(() => link), await site(() => link)];
    await mine.call("PATCH", "/settings", { portalOrigins: [allowed] });
    const fresh = async () => (await mine.call("POST", `/auth/app-portal-access/${of}`, {})).url as string;

    link = await fresh();
    const page = await open();
    await page.goto(allowed);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { name: "Richten Sie Ihren ersten Webhook ein" }).waitFor();
    await frame.getByRole("switch", { name: "Webhooks aktivieren" }).click();
    await frame.getByText("Webhooks sind deaktiviert", { exact: true }).waitFor();
    expect((await mine.call("GET", `/app/${of}`)).webhooksEnabled).toBe(false);
    provesQuiet(page);

    link = await fresh();
    const refused = await open();
    await refused.goto(other);
    await until("refusal", async () => {
      const shown = refused.frames()[1];
      return shown && (shown.url().startsWith("chrome-error") || shown.url().endsWith("/webhooks"));
    });
    expect(await refused.frameLocator("iframe").getByRole("heading").count()).toBe(0);
  });
});

describe("a session that has ended", () => {
  const title = "Ihre Sitzung ist beendet";

  it("says so in plain words when its time is over", async () => {
    const now = Math.floor(Date.now() / 1000);
    const token = await tokenWith({ sub: app, org: api.org, iat: now - 100, exp: now - 10 });
    const answer = await fetch(server.url + home, {
      headers: { cookie: cookieOf(token), "accept-language": "de" },
    });
    expect(answer.status).toBe(401);
    const html = await answer.text();
    expect(html).toContain(title);
    expect(html).toContain("Öffnen Sie die Webhooks noch einmal");
  });

  it("says so when the operator ended it, also to a form, and the link is of no use any more", async () => {
    const of = await api.createApplication();
    const page = await portal(api, of);
    const { url } = await api.call("POST", `/auth/app-portal-access/${of}`, {});
    await api.call("POST", `/auth/app/${of}/expire-all`, {});
    await page.getByRole("switch", { name: "Webhooks aktivieren" }).click();
    await page.getByText(title).waitFor();
    await page.goto(`${server.url}/portal/${of}/webhooks`);
    await page.getByRole("heading", { name: title }).waitFor();
    await page.goto("about:blank");
    await page.goto(url);
    await page.getByText("Dieser Link ist nicht mehr gültig").first().waitFor();
  });

  it("leads the operator back to the login", async () => {
    const answer = await fetch(`${server.url}/console/apps`, { headers: { "accept-language": "de" } });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('href="/console/login"');
  });

  it("is over after logging out, also for who kept the cookie", async () => {
    const token = await access(app);
    const { cookie, csrf } = await session(token, home);
    expect((await post(`/portal/${app}/logout`, { cookie, fields: [["csrf", csrf]] })).status).toBe(303);
    expect((await fetch(server.url + home, { headers: { cookie } })).status).toBe(401);
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { forbidden, invalidAt, organisation, tenant } from "../client.ts";

const nothing = { brand: {}, language: null, portalOrigins: [], endpointDefaults: {}, svixHeaders: false };
const url = "https://receiver.example/hook";

describe("settings", () => {
  it("are there before anything is set", async () => {
    const { api } = await organisation();
    expect(await api.get("/settings")).toMatchObject({ status: 200, json: nothing });
  });

  it("change in what is given and nothing else", async () => {
    const { api } = await organisation();
    const brand = { name: "Acme", logoUrl: "https://acme.example/logo.svg", color: "#0A7cff" };
    expect((await api.patch("/settings", { brand, language: "de" })).json).toEqual({
      ...nothing,
      brand,
      language: "de",
    });
    const portalOrigins = ["https://app.acme.example", "http://localhost:3000", "https://acme.example:8443"];
    const endpointDefaults = { excludeOrigins: ["import"], cooldown: { key: "a.b", seconds: 60 } };
    await api.ok("PATCH", "/settings", { portalOrigins: [...portalOrigins, portalOrigins[0]] });
    await api.ok("PATCH", "/settings", { endpointDefaults: { ...endpointDefaults, retry: null } });
    await api.ok("PATCH", "/settings", { svixHeaders: true });
    const all = { brand, language: "de", portalOrigins, endpointDefaults, svixHeaders: true };
    expect((await api.get("/settings")).json).toEqual(all);
    expect((await api.patch("/settings", {})).json).toEqual(all);
    const bare = { ...nothing, brand: { color: "#000000" } };
    expect((await api.patch("/settings", { ...bare, brand: { ...bare.brand, name: null } })).json).toEqual(
      bare,
    );
  });

  it("say what the form of a webhook shows first and what it calls it, which is no endpoint's business", async () => {
    const { api, path, customer } = await tenant();
    const form = { promoted: ["auth", "batching"], labels: { url: { de: "Ziel-URL", en: "Target URL" } } };
    await api.ok("PATCH", "/settings", { endpointDefaults: { form } });
    expect((await (await customer()).get("/settings")).json.endpointDefaults).toEqual({ form });
    const endpoint = await api.ok("POST", `${path}/endpoint`, { url });
    expect(endpoint).not.toHaveProperty("form");
    const row = await env.DB.prepare("SELECT extensions FROM endpoints WHERE id = ?")
      .bind(endpoint.id)
      .first();
    expect(JSON.parse(String(row?.extensions))).toEqual({});
    expect((await api.post(`${path}/endpoint`, { url, form })).status).toBe(422);
    for (const wrong of [{ promoted: ["secret"] }, { labels: { secret: { de: "Geheim" } } }])
      expect((await api.patch("/settings", { endpointDefaults: { form: wrong } })).status).toBe(422);
  });

  it("are an organisation's own, which its customers see and can't change", async () => {
    const { api, customer } = await tenant();
    await api.ok("PATCH", "/settings", { portalOrigins: ["https://app.acme.example"] });
    expect((await (await organisation()).api.get("/settings")).json).toEqual(nothing);
    const holder = await customer();
    expect((await holder.get("/settings")).json).toMatchObject({
      portalOrigins: ["https://app.acme.example"],
    });
    expect(await holder.patch("/settings", { portalOrigins: [] })).toMatchObject(forbidden);
    expect((await (await customer({ read_only: true })).get("/settings")).status).toBe(200);
  });

  it.each([
    [{ language: "fr" }, ["language"]],
    [{ brand: { color: "blue" } }, ["brand", "color"]],
    [{ brand: { color: "#0a7cff;}" } }, ["brand", "color"]],
    [{ brand: { logoUrl: "http://acme.example/logo.svg" } }, ["brand", "logoUrl"]],
    [{ brand: { logoUrl: "javascript:alert(1)" } }, ["brand", "logoUrl"]],
    [{ brand: { name: "" } }, ["brand", "name"]],
    [{ brand: { colour: "#000000" } }, ["brand"]],
    [{ brands: {} }, []],
    [{ portalOrigins: "https://acme.example" }, ["portalOrigins"]],
    [{ portalOrigins: ["https://a;sandbox"] }, ["portalOrigins", "0"]],
    [{ portalOrigins: ["https://a,b.example"] }, ["portalOrigins", "0"]],
    [{ portalOrigins: ["https://'self'"] }, ["portalOrigins", "0"]],
    [
      { endpointDefaults: { cooldown: { key: "a", seconds: 0 } } },
      ["endpointDefaults", "cooldown", "seconds"],
    ],
    [{ endpointDefaults: { cool: null } }, ["endpointDefaults"]],
    [{ endpointDefaults: { name: "Same for all" } }, ["endpointDefaults"]],
    [{ endpointDefaults: { destination: { type: "email", to: "a@b.example" } } }, ["endpointDefaults"]],
    [{ endpointDefaults: { auth: { type: "bearer", token: "t" } } }, ["endpointDefaults"]],
    [
      { endpointDefaults: { request: { method: "GET" }, payload: { envelope: "standard" } } },
      ["endpointDefaults", "payload", "envelope"],
    ],
  ])("are refused with the field named: %j", async (body, loc) => {
    const { api } = await organisation();
    expect(await api.patch("/settings", body)).toMatchObject(invalidAt("body", ...loc));
    expect((await api.get("/settings")).json).toEqual(nothing);
  });

  it.each([
    "https://acme.example/",
    "https://acme.example/portal",
    "http://acme.example",
    "http://localhost.acme.example",
    "https://*.acme.example",
    "https://acme.example; script-src *",
    "https://acme.example https://evil.example",
    "https://Acme.example",
    "https://me@acme.example",
    "https://acme.example:443",
    "acme.example",
    "null",
    "*",
    "",
  ])("take no page's origin from %j", async (origin) => {
    const { api } = await organisation();
    const portalOrigins = ["https://app.acme.example", origin];
    expect(await api.patch("/settings", { portalOrigins })).toMatchObject(
      invalidAt("body", "portalOrigins", "1"),
    );
  });
});

describe("defaults of endpoints", () => {
  const defaults = {
    cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] },
    retry: { on: ["429", "5xx"] },
    payload: {
      mode: "fields",
      fields: [{ name: "email", source: "contact.email", valueMode: "fallback", locked: true }],
      hierarchy: "flat",
      envelope: "none",
    },
  };

  it("are what a new endpoint has that isn't told otherwise", async () => {
    const { api, path, customer } = await tenant();
    await api.ok("PATCH", "/settings", { endpointDefaults: defaults });
    const plain = await api.ok("POST", `${path}/endpoint`, { url });
    expect(plain).toMatchObject({ ...defaults, filter: null, excludeOrigins: null });
    const own = await (await customer()).ok("POST", `${path}/endpoint`, {
      url,
      cooldown: null,
      retry: { waits: [1] },
      filter: { a: 1 },
    });
    expect(own).toMatchObject({
      cooldown: null,
      retry: { waits: [1] },
      payload: defaults.payload,
      filter: { a: 1 },
    });
    expect(await api.put(`${path}/endpoint/new`, { url })).toMatchObject({ status: 201, json: defaults });
  });

  it("touch no endpoint that is there", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint({ uid: "old" });
    await api.ok("PATCH", "/settings", { endpointDefaults: defaults });
    expect((await api.get(`${path}/endpoint/${id}`)).json).toMatchObject({ cooldown: null, payload: null });
    expect((await api.put(`${path}/endpoint/old`, { url })).json).toMatchObject({
      cooldown: null,
      payload: null,
    });
    const patched = await api.patch(`${path}/endpoint/old`, { description: "x" });
    expect(patched.json).toMatchObject({ retry: null, payload: null });
  });

  it("are checked together with what is given", async () => {
    const { api, path } = await tenant();
    await api.ok("PATCH", "/settings", { endpointDefaults: defaults });
    const at = (address: string) => api.post(`${path}/endpoint`, { url: address });
    expect((await at(`${url}?e=__email__`)).status).toBe(201);
    expect(await at(`${url}?e=__phone__`)).toMatchObject(invalidAt("body", "url"));
  });
});

import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { answering, as, tenant, token } from "../client.ts";

interface Operation {
  security: { token: string[] }[];
}

const document: { servers: { url: string }[]; paths: Record<string, Record<string, Operation>> } = await as(
  null,
).ok("GET", "/openapi.json");

/** Every route, such as `GET /app/{app_id}`, but the two that need no token at all. */
const routes = Object.entries(document.paths)
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, { security }]) => {
      const at = path.replace(/^\/api\/v1/, "");
      return { name: `${method.toUpperCase()} ${at}`, method: method.toUpperCase(), path: at, security };
    }),
  )
  .filter(({ path }) => !path.startsWith("/health"));

const ofSend = [
  "POST /app/{app_id}/msg",
  "POST /app/{app_id}/msg/batch",
  "POST /app/{app_id}/msg/precheck/active",
];
/** What shows a secret in clear, or keys. */
const secret = [
  "GET /app/{app_id}/endpoint/{endpoint_id}/secret",
  "GET /operational-webhook/endpoint/{endpoint_id}/secret",
  "GET /api-key",
  "GET /api-key/{key_id}",
];
const ofAll = ["GET /auth/whoami", "POST /auth/logout"];
const ofRead = routes
  .map(({ name }) => name)
  .filter((name) => name.startsWith("GET ") && ![...secret, ...ofAll].includes(name));

/** An organisation with one of everything, and the paths of its things by the route's. */
async function everything() {
  const mine = await tenant();
  const { api, app, endpoint, eventType, send, attempts } = mine;
  const id = await endpoint({ url: answering(200).url });
  const message = await send();
  const operational = await api.ok("POST", "/operational-webhook/endpoint", { url: "https://ops.example/" });
  const known: Record<string, string> = {
    app_id: app,
    endpoint_id: id,
    msg_id: message,
    attempt_id: (await attempts(message))[0].id,
    event_type_name: await eventType(),
    preset_name: "klicktipp",
    plan_name: (await api.ok("POST", "/plan", { name: "Pro" })).name,
    key_id: (await api.ok("POST", "/api-key", { name: "Shop", scopes: ["send"] })).id,
    task_id: (await api.ok("POST", `/app/${app}/msg/expunge`, { path: "nobody", value: "is meant" })).id,
    letter_id: `dead_${"0".repeat(26)}`,
  };
  const pathOf = (path: string) =>
    path.replace(/\{(\w+)\}/g, (_, name) =>
      name === "endpoint_id" && path.startsWith("/operational") ? operational.id : known[name],
    );
  return { ...mine, pathOf };
}

const owner = await everything();
const keyWith = async (...scopes: string[]) =>
  as((await owner.api.ok("POST", "/api-key", { name: "Shop", scopes })).token);

const missing = (scope: string) => ({
  status: 403,
  json: { code: "insufficient access", reason: "scope_missing", params: { scope } },
});
const scopeOf = (name: string) => {
  if (ofSend.includes(name)) return "send";
  return ofRead.includes(name) ? "read" : "admin";
};

/** Everything that may be in an answer and must not be seen by who may only read. */
const clear = /whsec_|whsk_|phk_|#token=|eyJ/;

describe("every route", () => {
  it("is known to this test", () => {
    const names = routes.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(60);
    for (const name of [...ofSend, ...secret, ...ofAll]) expect(names).toContain(name);
    expect(ofRead.length).toBeGreaterThan(25);
  });

  it("says in the document what a key needs for it", () => {
    for (const { name, security } of routes)
      expect(security, name).toEqual([{ token: ofAll.includes(name) ? [] : [scopeOf(name)] }]);
  });

  it.each([
    { scopes: ["read"], may: ofRead },
    { scopes: ["send"], may: ofSend },
    { scopes: ["send", "read"], may: [...ofRead, ...ofSend] },
  ])("is open to a key with $scopes only if that includes it", async ({ scopes, may }) => {
    const key = await keyWith(...scopes);
    for (const { name, method, path } of routes) {
      if (ofAll.includes(name)) continue;
      const answer = await key.call(method, owner.pathOf(path), method === "GET" ? undefined : {});
      if (!may.includes(name)) expect(answer, name).toMatchObject(missing(scopeOf(name)));
      else if (method === "GET") {
        expect(answer.status, `${name}: ${answer.text}`).toBe(200);
        expect(answer.text, name).not.toMatch(clear);
      } else expect(answer.status, name).toBe(422);
    }
  });

  it("refuses a read-only token what isn't `read`, as long as it is asked for by the right kind", async () => {
    const reader = as(await token({ sub: owner.org, read_only: true }));
    for (const { name, method, path } of routes) {
      if (ofAll.includes(name)) continue;
      const { status, json } = await reader.call(
        method,
        owner.pathOf(path),
        method === "GET" ? undefined : {},
      );
      const reason = method === "GET" ? "secret_hidden" : "token_read_only";
      if (ofRead.includes(name)) expect(status, name).toBe(200);
      else expect({ status, reason: json.reason }, name).toEqual({ status: 403, reason });
    }
  });
});

describe("a key with `send`", () => {
  it("sends, alone and in batches, and brings an application along that isn't there yet", async () => {
    const key = await keyWith("send");
    const event = { eventType: "a.b", payload: { n: 1 } };
    expect((await key.post(`${owner.path}/msg`, event)).status).toBe(202);
    const batch = await key.post(`${owner.path}/msg/batch`, { messages: [event, event] });
    expect(batch.json.data).toMatchObject([{ status: 202 }, { status: 202 }]);
    const application = { name: "New customer", uid: "new" };
    expect((await key.post("/app/new/msg", { ...event, application })).status).toBe(202);
    expect((await owner.api.get("/app/new")).json).toMatchObject(application);
  });
});

it("a key doesn't see the values of headers that may be secret in the test receiver, without admin", async () => {
  const { url } = await owner.api.ok("GET", `${owner.path}/receiver`);
  await exports.default.fetch(url, { method: "POST", headers: { authorization: "Bearer hidden" }, body: "" });
  const shown = async (...scopes: string[]) =>
    (await (await keyWith(...scopes)).get(`${owner.path}/receiver`)).text;
  expect(await shown("admin")).toContain("Bearer hidden");
  expect(await shown("read")).not.toContain("Bearer hidden");
});

describe("whoami", () => {
  const nobody = { application: null, featureFlags: null, expiresAt: null, apiKey: null };

  it("tells an organisation's token", async () => {
    const { org } = owner;
    const exp = Math.floor(Date.now() / 1000) + 60;
    const whole = { ...nobody, kind: "organisation", org, scopes: ["admin"] };
    expect((await owner.api.get("/auth/whoami")).json).toEqual(whole);
    const reader = as(await token({ sub: org, read_only: true, exp }));
    expect((await reader.get("/auth/whoami")).json).toEqual({
      ...whole,
      scopes: ["read"],
      expiresAt: new Date(exp * 1000).toISOString(),
    });
  });

  it("tells an application's token", async () => {
    const { org, app, customer } = owner;
    const holder = await customer({ feature_flags: ["beta"], read_only: true });
    expect((await holder.get("/auth/whoami")).json).toEqual({
      ...nobody,
      kind: "application",
      org,
      application: app,
      scopes: ["read"],
      featureFlags: ["beta"],
    });
  });

  it("tells an API key, whatever its scopes are", async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const body = { name: "Shop", scopes: ["send"], expiresAt };
    const { id, token } = await owner.api.ok("POST", "/api-key", body);
    expect((await as(token).get("/auth/whoami")).json).toEqual({
      ...nobody,
      kind: "apiKey",
      org: owner.org,
      scopes: ["send"],
      expiresAt,
      apiKey: { id, name: "Shop" },
    });
  });
});

it("an API key can't be logged out: it is revoked", async () => {
  const { status, json } = await (await keyWith("admin")).post("/auth/logout");
  expect({ status, reason: json.reason }).toEqual({ status: 403, reason: "application_token_required" });
});

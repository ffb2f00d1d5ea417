import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { invalidAt, organisation, tenant, unique } from "./client.ts";

const limitReached = (reason: string, max: number) => ({
  status: 403,
  json: { code: "limit_reached", reason, params: { max } },
});

const url = "https://receiver.example/hook";

/** Copies the only row of a table that has this in `column`, under names of their own. */
async function copies(table: string, column: string, of: string, key: string, count: number) {
  const { results } = await env.DB.prepare(`SELECT name FROM pragma_table_info('${table}')`).all<{
    name: string;
  }>();
  const columns = results.map(({ name }) => name);
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO ${table} (${columns.join()})
     SELECT ${columns.map((name) => (name === key ? `${name} || i` : name)).join()} FROM ${table}, n WHERE ${column} = ?`,
  )
    .bind(count, of)
    .run();
}

it("an application without a plan has at most 1,000 endpoints", async () => {
  const { api, app, path, endpoint } = await tenant();
  await endpoint();
  await copies("endpoints", "app", app, "id", 998);
  await endpoint();
  const refused = limitReached("endpoints_too_many", 1_000);
  expect(await api.post(`${path}/endpoint`, { url })).toMatchObject(refused);
  expect(await api.put(`${path}/endpoint/${unique()}`, { url })).toMatchObject(refused);
});

it("a plan's own limit goes before that", async () => {
  const { api } = await organisation();
  await api.ok("POST", "/plan", { name: "Large", maxEndpoints: 1_001 });
  const { id } = await api.ok("POST", "/app", { name: "Customer", plan: "Large" });
  await api.ok("POST", `/app/${id}/endpoint`, { url });
  await copies("endpoints", "app", id, "id", 999);
  await api.ok("POST", `/app/${id}/endpoint`, { url });
  expect(await api.post(`/app/${id}/endpoint`, { url })).toMatchObject({
    status: 403,
    json: { code: "plan_limit", params: { max: 1_001 } },
  });
});

it("at most 10 secrets sign at a time", async () => {
  const { api, path, endpoint } = await tenant();
  const at = `${path}/endpoint/${await endpoint()}/secret/rotate`;
  for (let n = 1; n < 10; n++) await api.ok("POST", at, {});
  expect(await api.post(at, {})).toMatchObject(limitReached("secrets_too_many", 10));
  expect((await api.post(at, { gracePeriodSeconds: 0 })).status).toBe(200);
  expect((await api.post(at, {})).status).toBe(200);
});

it("an organisation has at most 200 plans", async () => {
  const { org, api } = await organisation();
  await api.ok("POST", "/plan", { name: "plan" });
  await copies("plans", "org", org, "name", 199);
  const refused = limitReached("plans_too_many", 200);
  expect(await api.post("/plan", { name: "another" })).toMatchObject(refused);
  expect(await api.put("/plan/another", {})).toMatchObject(refused);
  expect((await api.put("/plan/plan", { maxEndpoints: 3 })).status).toBe(200);
  expect((await api.get("/plan/another")).status).toBe(404);
});

it("an organisation has at most 100 API keys, expired ones too", async () => {
  const { org, api } = await organisation();
  const key = { name: "Shop", scopes: ["send"] };
  await api.ok("POST", "/api-key", key);
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
     INSERT INTO api_keys (id, org, name, scopes, hash, start, created_at, expires_at)
     SELECT id || i, org, name, scopes, hash || i, start, created_at, 1 FROM api_keys, n WHERE org = ?`,
  )
    .bind(org)
    .run();
  expect(await api.post("/api-key", key)).toMatchObject(limitReached("api_keys_too_many", 100));
  const [first] = (await api.ok("GET", "/api-key?limit=1")).data;
  await api.ok("DELETE", `/api-key/${first.id}`);
  expect((await api.post("/api-key", key)).status).toBe(201);
});

it("an organisation has at most 2,000 event types, however they come", async () => {
  const { org, api } = await organisation();
  await api.ok("POST", "/event-type", { name: "type", description: "" });
  await copies("event_types", "org", org, "name", 1_999);
  const refused = limitReached("event_types_too_many", 2_000);
  const fields = { description: "" };
  expect(await api.post("/event-type", { name: "another", ...fields })).toMatchObject(refused);
  expect(await api.put("/event-type/another", fields)).toMatchObject(refused);
  const spec = { webhooks: { another: { post: {} }, type: { post: { description: "new" } } } };
  expect(await api.post("/event-type/import/openapi", { spec })).toMatchObject(refused);
  expect(await api.post("/preset/calenso")).toMatchObject(refused);
  expect((await api.put("/event-type/type", fields)).status).toBe(200);
  expect((await api.get("/event-type/another")).status).toBe(404);
});

it("schemas and examples of all event types have at most 5,000,000 bytes; what shrinks is taken", async () => {
  const { org, api } = await organisation();
  const schemas = { "1": { type: "object", description: "x".repeat(240_000) } };
  await api.ok("POST", "/event-type", { name: "type", description: "", schemas });
  await copies("event_types", "org", org, "name", 19);
  const refused = limitReached("catalogue_too_large", 5_000_000);
  const fields = { description: "", schemas };
  expect(await api.post("/event-type", { name: "another", ...fields })).toMatchObject(refused);
  expect(await api.put("/event-type/another", fields)).toMatchObject(refused);
  await api.ok("POST", "/event-type", { name: "another", description: "" });
  expect(await api.patch("/event-type/another", { schemas })).toMatchObject(refused);
  expect((await api.patch("/event-type/type", { schemas: { "1": { type: "object" } } })).status).toBe(200);
  expect((await api.patch("/event-type/another", { schemas })).status).toBe(200);
});

it("a list of kinds of failures has no more of them than there are", async () => {
  const { api, path } = await tenant();
  const retry = { on: Array(1_000).fill("timeout") };
  expect(await api.post(`${path}/endpoint`, { url, retry })).toMatchObject(invalidAt("body", "retry", "on"));
});

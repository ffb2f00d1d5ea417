import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../../src/api/app.ts";
import { failureCodes, failures } from "../../src/core/delivery/failure.ts";
import { as, origin } from "./client.ts";

const methods = ["get", "post", "put", "patch", "delete"];

const routes = [
  "GET /app",
  "POST /app",
  "GET /app/{app_id}",
  "PUT /app/{app_id}",
  "PATCH /app/{app_id}",
  "DELETE /app/{app_id}",
  "GET /app/{app_id}/endpoint",
  "POST /app/{app_id}/endpoint",
  "GET /app/{app_id}/endpoint/{endpoint_id}",
  "PUT /app/{app_id}/endpoint/{endpoint_id}",
  "PATCH /app/{app_id}/endpoint/{endpoint_id}",
  "DELETE /app/{app_id}/endpoint/{endpoint_id}",
  "GET /app/{app_id}/endpoint/{endpoint_id}/secret",
  "POST /app/{app_id}/endpoint/{endpoint_id}/secret/rotate",
  "GET /app/{app_id}/endpoint/{endpoint_id}/headers",
  "PUT /app/{app_id}/endpoint/{endpoint_id}/headers",
  "PATCH /app/{app_id}/endpoint/{endpoint_id}/headers",
  "GET /app/{app_id}/endpoint/{endpoint_id}/stats",
  "GET /app/{app_id}/endpoint/{endpoint_id}/msg",
  "POST /app/{app_id}/endpoint/{endpoint_id}/recover",
  "POST /app/{app_id}/endpoint/{endpoint_id}/replay-missing",
  "POST /app/{app_id}/endpoint/{endpoint_id}/bulk-replay",
  "POST /app/{app_id}/endpoint/{endpoint_id}/send-example",
  "GET /event-type",
  "POST /event-type",
  "GET /event-type/{event_type_name}",
  "PUT /event-type/{event_type_name}",
  "PATCH /event-type/{event_type_name}",
  "DELETE /event-type/{event_type_name}",
  "GET /app/{app_id}/msg",
  "POST /app/{app_id}/msg",
  "POST /app/{app_id}/msg/batch",
  "GET /app/{app_id}/msg/{msg_id}",
  "DELETE /app/{app_id}/msg/{msg_id}/content",
  "GET /app/{app_id}/attempt/endpoint/{endpoint_id}",
  "GET /app/{app_id}/attempt/msg/{msg_id}",
  "GET /app/{app_id}/msg/{msg_id}/attempt/{attempt_id}",
  "DELETE /app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/content",
  "GET /app/{app_id}/msg/{msg_id}/endpoint",
  "POST /app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/resend",
  "POST /auth/app-portal-access/{app_id}",
  "GET /operational-webhook/endpoint",
  "POST /operational-webhook/endpoint",
  "GET /operational-webhook/endpoint/{endpoint_id}",
  "PUT /operational-webhook/endpoint/{endpoint_id}",
  "DELETE /operational-webhook/endpoint/{endpoint_id}",
  "GET /operational-webhook/endpoint/{endpoint_id}/secret",
  "POST /operational-webhook/endpoint/{endpoint_id}/secret/rotate",
  "GET /operational-webhook/endpoint/{endpoint_id}/headers",
  "PUT /operational-webhook/endpoint/{endpoint_id}/headers",
  "GET /health",
  "GET /health/ping",
];

async function load() {
  const { status, json } = await as(null).get("/openapi.json");
  expect(status).toBe(200);
  return json as {
    openapi: string;
    info: { title: string; version: string };
    servers: { url: string }[];
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
  };
}
interface Operation {
  summary: string;
  tags: string[];
  security: unknown[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string; content?: unknown }>;
}

interface FailureVariant {
  type: string;
  description: string;
  properties: { code: { const?: string; enum?: string[] }; params: { required?: string[] } };
}

/** Every operation, named by where it is to be found: the server's path and its own. */
const operations = ({ servers, paths }: Awaited<ReturnType<typeof load>>) =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      const base = new URL(servers[0]!.url).pathname.replace(/\/$/, "");
      return operation ? [{ name: `${method.toUpperCase()} ${base}${path}`, path, operation }] : [];
    }),
  );

describe("/api/v1/openapi.json", () => {
  it("is OpenAPI 3.1 for this server, without a token", async () => {
    const document = await load();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({
      title: "Posthorn",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(new URL(document.servers[0]!.url).origin).toBe(origin);
    expect(document.components.securitySchemes).toMatchObject({ token: { type: "http", scheme: "bearer" } });
  });

  it("names every route that there is", async () => {
    const served = app.routes
      .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/"))
      .map(({ method, path }) => `${method} ${path.replace(/:([a-z_]+)/g, "{$1}")}`)
      .filter((route) => route !== "GET /api/v1/openapi.json");
    const named = operations(await load()).map(({ name }) => name);
    expect(named.sort()).toEqual([...new Set(served)].sort());
  });

  it("names every route that a client of the public SDKs calls", async () => {
    const named = operations(await load()).map(({ name }) => name);
    const called = routes.map((route) => route.replace(" ", " /api/v1"));
    expect(called.filter((route) => !named.includes(route))).toEqual([]);
  });

  it("describes each route: tag, summary, its path's parameters, a good answer and the errors", async () => {
    for (const { name, path, operation } of operations(await load())) {
      expect(operation.tags, name).toHaveLength(1);
      expect(operation.summary, name).toMatch(/\w/);
      const described = (operation.parameters ?? [])
        .filter((one) => one.in === "path")
        .map((one) => one.name);
      expect(described, name).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter));
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => status.startsWith("2")),
        name,
      ).toBe(true);
      expect(statuses, name).toEqual(
        expect.arrayContaining(["400", "401", "403", "404", "409", "413", "422"]),
      );
      const secured = path.includes("/health") ? [] : [{ token: expect.any(Array) }];
      expect(operation.security, name).toEqual(secured);
    }
  });

  it("has every schema that it refers to", async () => {
    const document = await load();
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const names = [...new Set([...references].map(([, name]) => name!))];
    expect(names).toContain("ApplicationOut");
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
  });
});

describe("the schema of a failure", () => {
  it("lists every code with its meaning and its params", async () => {
    const { components } = await load();
    const schema = components.schemas.Failure as { oneOf: FailureVariant[] };
    const coded = schema.oneOf.filter(({ type }) => type !== "null");
    const listed = coded.map(({ description, properties: { code, params } }) => [
      code.const ?? code.enum?.[0],
      description,
      params.required,
    ]);
    expect(listed).toEqual(
      failureCodes.map((code) => {
        const { means, params } = failures[code];
        const names = Object.keys(params.shape);
        return [code, means, names.length === 0 ? undefined : names];
      }),
    );
  });
});

describe("/docs", () => {
  it("is an HTML page that loads the document, from nowhere else", async () => {
    const page = await exports.default.fetch(`${origin}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toMatch(/^<!doctype html>/i);
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources).toContain("/docs/start.js");
    expect(sources.filter((source) => !/^(\/|data:)/.test(source))).toEqual([]);
    const start = await exports.default.fetch(`${origin}/docs/start.js`);
    expect(start.headers.get("content-type")).toContain("text/javascript");
    expect(await start.text()).toContain("/api/v1/openapi.json");
  });

  it("keeps a browser from taking anything for what it isn't, as every answer does", async () => {
    for (const path of [
      "/docs",
      "/docs/start.js",
      "/",
      "/nowhere",
      "/api/v1/openapi.json",
      "/api/v1/health/ping",
    ]) {
      const { headers } = await exports.default.fetch(`${origin}${path}`, { redirect: "manual" });
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });

  it("is where the front door leads", async () => {
    const { status, headers } = await exports.default.fetch(origin, { redirect: "manual" });
    expect(status).toBe(302);
    expect(headers.get("location")).toBe("/docs");
  });
});

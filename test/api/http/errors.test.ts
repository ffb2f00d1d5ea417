import { describe, expect, it } from "vitest";
import { problems, refusals } from "../../../src/core/problems/codes.ts";
import { phrase } from "../../../src/core/problems/phrase.ts";
import { as, tenant, unique } from "../client.ts";

const url = "https://receiver.example/hook";
const fields = (...names: string[]) => ({
  mode: "fields",
  hierarchy: "nested",
  fields: names.map((name) => ({ name, source: name })),
});

type Case = [code: string, field: string, input: Record<string, unknown>, params?: Record<string, unknown>];

const endpointCases: Case[] = [
  ["required", "url", {}],
  ["url_incomplete", "url", { url: "receiver.example" }],
  ["url_scheme", "url", { url: "ftp://receiver.example" }],
  ["url_credentials", "url", { url: "https://a:b@receiver.example" }],
  ["url_local", "url", { url: "https://db.internal/" }],
  ["url_host_incomplete", "url", { url: "https://receiver/" }],
  ["url_private", "url", { url: "https://10.0.0.1/" }],
  ["url_own", "url", { url: "http://posthorn.test/hook" }],
  ["placeholder_in_host", "url", { url: "https://__a__.example/" }],
  [
    "placeholder_unknown",
    "url",
    { url: `${url}?x=__x__`, payload: fields("a", "b") },
    { name: "x", names: ["a", "b"] },
  ],
  ["too_long", "description", { url, description: "x".repeat(5000) }, { max: 4096 }],
  ["name_invalid", "uid", { url, uid: "a b" }],
  ["prefix_reserved", "uid", { url, uid: "ep_1" }, { prefix: "ep_" }],
  ["too_large", "throttleRate", { url, throttleRate: 1_000_000 }, { max: 100_000 }],
  ["not_a_number", "throttleRate", { url, throttleRate: "much" }],
  ["too_many_bytes", "metadata", { url, metadata: { a: "x".repeat(5000) } }, { max: 4096 }],
  ["too_few", "eventTypes", { url, eventTypes: [] }, { min: 1 }],
  ["event_type_name_invalid", "eventTypes.0", { url, eventTypes: ["a*"] }],
  ["event_types_none", "eventTypes.0", { url, eventTypes: ["nobody.*"] }, { name: "nobody.*" }],
  ["event_type_unknown", "eventTypes.0", { url, eventTypes: ["nobody.knows"] }, { name: "nobody.knows" }],
  ["choice_unknown", "request.method", { url, request: { method: "TRACE" } }],
  ["fields_unknown", "request", { url, request: { verb: "GET" } }, { names: ["verb"] }],
  ["fields_required", "payload.fields", { url, payload: fields() }],
  ["field_repeated", "payload.fields.1.name", { url, payload: fields("a", "a") }, { name: "a" }],
  [
    "nesting_conflict",
    "payload.fields.1.name",
    { url, payload: fields("a", "a.b") },
    { name: "a.b", parent: "a" },
  ],
  ["filter_operator_unknown", "filter", { url, filter: { $where: "1" } }],
  ["origin_invalid", "excludeOrigins.0", { url, excludeOrigins: ["Import!"] }],
  ["path_invalid", "cooldown.key", { url, cooldown: { key: "a b", seconds: 1 } }],
  ["batch_with_get", "batching", { url, batching: { enabled: true }, request: { method: "GET" } }],
  ["email_invalid", "destination.to", { destination: { type: "email", to: "nobody" } }],
  ["header_reserved", "headers.host", { url, headers: { host: "x" } }],
  ["content_type_differs", "headers.content-type", { url, headers: { "content-type": "text/plain" } }],
  [
    "content_type_without_body",
    "headers.content-type",
    { url, request: { method: "GET" }, headers: { "content-type": "application/json" } },
  ],
  ["header_name_invalid", "headers.a b", { url, headers: { "a b": "x" } }],
  ["secret_invalid", "secret", { url, secret: "whsec_short" }],
  ["username_invalid", "auth.username", { url, auth: { type: "basic", username: "a:b", password: "c" } }],
];

const texts: Record<string, string> = problems;

describe("a problem of an input", () => {
  it.each(endpointCases)("has a code: %s at %s", async (code, field, input, params) => {
    const { api, path } = await tenant();
    const { status, json } = await api.post(`${path}/endpoint`, input);
    expect(status).toBe(422);
    const [issue] = json.detail;
    expect(issue).toMatchObject({ code, loc: ["body", ...field.split(".")] });
    if (params) expect(issue.params).toEqual(params);
    expect(issue.msg).toBe(phrase(texts[code]!, issue.params));
  });

  it("has one for a plan that allows less, and for what is planned", async () => {
    const { api, path, eventType } = await tenant();
    await api.ok("POST", "/plan", { name: "Small", maxThrottleRate: 5 });
    await api.ok("PATCH", path, { plan: "Small" });
    const planned = await eventType({ status: "planned" });
    const tooFast = await api.post(`${path}/endpoint`, { url, throttleRate: 6 });
    expect(tooFast.json.detail).toMatchObject([
      { code: "throttle_rate_above_plan", params: { max: 5, plan: "Small" } },
    ]);
    const tooEarly = await api.post(`${path}/endpoint`, { url, eventTypes: [planned] });
    expect(tooEarly.json.detail).toMatchObject([{ code: "event_type_planned", params: { name: planned } }]);
  });

  it("has one for a body that is no JSON", async () => {
    const { api } = await tenant();
    expect((await api.post("/app", "{")).json.detail).toMatchObject([
      { loc: ["body"], code: "json_invalid", type: "value_error.jsondecode" },
    ]);
  });
});

describe("a refusal", () => {
  it("has a reason under the code that the SDKs know", async () => {
    const { api, path, customer } = await tenant({ uid: unique() });
    await api.ok("POST", "/plan", { name: "None", maxEndpoints: 0 });
    await api.ok("POST", `${path}/endpoint`, { url, uid: "e" });
    const limited = (await api.ok("POST", "/app", { name: "Limited", plan: "None" })).id;
    const readOnly = await customer({ read_only: true });
    const answers = {
      token_missing: await as(null).get("/app"),
      token_invalid: await as("nonsense").get("/app"),
      token_read_only: await readOnly.del(`${path}/endpoint/e`),
      organisation_token_required: await (await customer()).get("/app"),
      no_such_application: await api.get("/app/nobody"),
      no_such_endpoint: await api.get(`${path}/endpoint/nobody`),
      no_such_route: await api.get("/nowhere"),
      endpoint_uid_taken: await api.post(`${path}/endpoint`, { url, uid: "e" }),
      plan_taken: await api.post("/plan", { name: "None" }),
      endpoints_above_plan: await api.post(`/app/${limited}/endpoint`, { url }),
    };
    for (const [reason, { json }] of Object.entries(answers)) {
      const [code, text] = refusals[reason as keyof typeof answers];
      expect(json, reason).toEqual({ code, reason, detail: phrase(text, json.params), params: json.params });
    }
    expect(answers.endpoints_above_plan.json.params).toEqual({ plan: "None", max: 0 });
  });
});

describe("the OpenAPI document", () => {
  it("lists every code", async () => {
    const { components } = (await as(null).get("/openapi.json")).json;
    const { ValidationError, HttpError } = components.schemas;
    expect(ValidationError.properties.detail.items.properties.code.enum).toEqual(Object.keys(problems));
    expect(HttpError.properties.reason.enum).toEqual(Object.keys(refusals));
  });
});

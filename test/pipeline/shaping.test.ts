import { Webhook } from "svix";
import { afterEach, describe, expect, it, vi } from "vitest";
import { receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const contact = { email: "tom & co@example.com", firstName: "", id: 7 };
const payload = { contact, tag: { id: "produkt-a" }, amount: 12 };

async function delivered(endpointFields: Record<string, unknown>, message: Record<string, unknown> = {}) {
  const received = receive();
  const stage = await scene();
  const id = await stage.endpoint(endpointFields);
  const sent = await stage.send({ payload, ...message });
  await vi.waitFor(async () => expect(await stage.attempts(sent)).toHaveLength(1), soon);
  return { ...stage, id, sent, request: received[0]!, received };
}

it("sends chosen fields under their own names, with presets, in the standard envelope", async () => {
  const { request, sent } = await delivered({
    payload: {
      mode: "fields",
      envelope: "standard",
      fields: [
        { name: "email", source: "contact.email" },
        { name: "person.vorname", source: "contact.firstName", default: "Kunde" },
        { name: "quelle", default: "webinar", valueMode: "fixed" },
      ],
    },
  });
  const { data, ...envelope } = JSON.parse(request.body);
  expect(envelope).toEqual({ id: sent, type: "a.b", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(data).toEqual({ email: contact.email, person: { vorname: "Kunde" }, quelle: "webinar" });
});

it("fills placeholders of the address, and sends what is left of a GET as parameters", async () => {
  const { request, attempts, sent, good, app } = await delivered({
    url: "https://receiver.example/u/__ email __?x=1",
    request: { method: "GET" },
    payload: {
      mode: "fields",
      fields: [
        { name: "email", source: "contact.email" },
        { name: "amount", source: "amount" },
      ],
    },
  });
  const url = "https://receiver.example/u/tom%20%26%20co%40example.com?x=1&amount=12";
  expect(request.url).toBe(url);
  expect(request.body).toBe("");
  expect(request.headers.get("content-type")).toBeNull();
  const [attempt] = await attempts(sent);
  expect(attempt.url).toBe("https://receiver.example/u/__email__?x=1");
  const detail = await good("GET", `/app/${app}/msg/${sent}/attempt/${attempt.id}`);
  expect(detail.request).toMatchObject({ method: "GET", url, body: null });
});

it("sends forms", async () => {
  const { request } = await delivered({
    request: { method: "PUT", contentType: "form" },
    payload: { mode: "full", hierarchy: "flat" },
  });
  expect(request.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
    "contact.email": contact.email,
    "contact.firstName": "",
    "contact.id": "7",
    "tag.id": "produkt-a",
    amount: "12",
  });
});

it("authenticates with a value that nobody sees again and that a change without it keeps", async () => {
  const auth = { type: "header", key: "Ocp-Apim-Subscription-Key", value: "s3cret" };
  const { request, good, app, id } = await delivered({ auth });
  expect(request.headers.get("ocp-apim-subscription-key")).toBe("s3cret");
  const path = `/app/${app}/endpoint/${id}`;
  const shown = await good("GET", path);
  expect(shown.auth).toEqual({ type: "header", key: auth.key });
  expect((await good("PUT", path, shown)).auth).toEqual(shown.auth);
});

it.each([
  ["basic", { type: "basic", username: "u", password: "pä" }, `Basic ${btoa("u:p\u00c3\u00a4")}`],
  ["bearer", { type: "bearer", token: "t0ken" }, "Bearer t0ken"],
])("authenticates with %s", async (_, auth, header) => {
  const { request } = await delivered({ auth });
  expect(request.headers.get("authorization")).toBe(header);
});

it("takes an answer as accepted only by the endpoint's own rule, and retries only what it wants retried", async () => {
  receive(() => Response.json({ status: "ERROR" }));
  const { endpoint, send, standing, attempts } = await scene();
  await endpoint({ accept: { body: { status: "OK" } }, retry: { waits: [60], on: ["5xx"] } });
  const message = await send();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  expect((await standing(message))[0]).toMatchObject({ statusText: "fail", nextAttempt: null });
});

it("retries by the endpoint's own schedule", async () => {
  receive(() => new Response(null, { status: 503 }));
  const { endpoint, send, standing, attempts } = await scene();
  await endpoint({ retry: { waits: [1000], on: ["5xx"] } });
  const message = await send();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  const [{ nextAttempt }] = await standing(message);
  expect(Date.parse(nextAttempt) - Date.now()).toBeGreaterThan(700_000);
});

it("filters by numbers with all of their digits, and gives them back", async () => {
  receive();
  const { app, call, endpoint, verdicts } = await scene();
  const url = "https://receiver.example/hook";
  const filter = '"filter":{"id":9007199254740993,"amount":{"$gte":12.5}}';
  const made = await call("POST", `/app/${app}/endpoint`, `{"url": "${url}", "uid": "exact", ${filter}}`);
  expect(made.text).toContain(filter);
  const path = `/app/${app}/endpoint/exact`;
  await call("PATCH", path, { name: "Exact" });
  expect((await call("GET", path)).text).toContain(filter);
  await call("PUT", path, `{"url": "${url}", ${filter}}`);
  expect((await call("GET", path)).text).toContain(filter);
  const all = await endpoint();
  const sent = async (payload: string) => {
    const { json } = await call("POST", `/app/${app}/msg`, `{"eventType": "a.b", "payload": ${payload}}`);
    return verdicts(json.id);
  };
  const exact = made.json.id;
  expect(await sent('{"id": 9007199254740993, "amount": "12.50"}')).toEqual({
    [exact]: "matched",
    [all]: "matched",
  });
  expect(await sent('{"id": 9007199254740992, "amount": "12.50"}')).toEqual({
    [exact]: "filter",
    [all]: "matched",
  });
  const tooMany = await call("PATCH", path, '{"filter": null, "throttleRate": 90071992547409930}');
  expect(tooMany.text).toContain("too_large");
});

it("leaves out what a filter, an origin, a plan or the application's switch keeps back, and says why", async () => {
  const received = receive();
  const { endpoint, send, verdicts, good, app } = await scene();
  await good("POST", "/event-type", { name: "lead.created", description: "", featureFlags: ["enterprise"] });
  const filtered = await endpoint({ filter: { "tag.id": "produkt-b" } });
  const noImports = await endpoint({ excludeOrigins: ["import"] });
  const first = await send({ payload, origin: "import" });
  expect(await verdicts(first)).toEqual({ [filtered]: "filter", [noImports]: "origin" });

  await good("POST", "/plan", { name: "Basic", maxEndpoints: 5 });
  await good("PATCH", `/app/${app}`, { plan: "Basic" });
  const second = await send({ eventType: "lead.created", payload });
  expect(await verdicts(second)).toEqual({ [filtered]: "plan", [noImports]: "plan" });

  await good("PATCH", `/app/${app}`, { webhooksEnabled: false });
  const third = await send({ payload });
  expect(await verdicts(third)).toEqual({
    [filtered]: "webhooks_disabled",
    [noImports]: "webhooks_disabled",
  });
  expect(received).toEqual([]);
});

it("keeps a plan's number of endpoints, also when two are made at once", async () => {
  const { call, good, app, endpoint } = await scene();
  await good("POST", "/plan", { name: "Professional", maxEndpoints: 3 });
  await good("PATCH", `/app/${app}`, { plan: "Professional" });
  await endpoint();
  const made = await Promise.all(
    Array.from({ length: 5 }, () => call("POST", `/app/${app}/endpoint`, { url: "https://a.example/" })),
  );
  expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 403, 403, 403]);
  expect(made.find(({ status }) => status === 403)?.json).toMatchObject({
    code: "plan_limit",
    detail: expect.stringMatching(/Professional.*3/),
  });
  expect((await good("GET", `/app/${app}/endpoint`)).data).toHaveLength(3);
});

it("refuses what is planned, and what doesn't go together, and names the field", async () => {
  const { call, good, app } = await scene();
  await good("POST", "/event-type", { name: "soon", description: "", status: "planned" });
  const fields = [{ name: "email", path: "contact.email", alwaysSent: true }];
  await good("POST", "/event-type", { name: "contact.tagged", description: "", fields });
  const refusal = async (body: Record<string, unknown>) => {
    const { status, json } = await call("POST", `/app/${app}/endpoint`, {
      url: "https://a.example/",
      ...body,
    });
    return [status, json.detail[0].loc.join(".")];
  };
  expect(await refusal({ eventTypes: ["soon"] })).toEqual([422, "body.eventTypes.0"]);
  expect(await refusal({ url: "https://__host__.example/" })).toEqual([422, "body.url"]);
  const one = { mode: "fields", fields: [{ name: "a", source: "a" }] };
  expect(await refusal({ url: "https://a.example/__b__", payload: one })).toEqual([422, "body.url"]);
  expect(await refusal({ payload: one, eventTypes: ["contact.tagged"] })).toEqual([
    422,
    "body.payload.fields",
  ]);
  expect(await refusal({ payload: { mode: "felds" } })).toEqual([422, "body.payload.mode"]);
  expect(await refusal({ filter: { a: { $where: "1" } } })).toEqual([422, "body.filter"]);
  expect(await refusal({ filter: { a: { $gt: "zehn" } } })).toEqual([422, "body.filter"]);
  expect(await refusal({ auth: { type: "bearer" } })).toEqual([422, "body.auth.token"]);
  const nested = {
    mode: "fields",
    fields: [
      { name: "a", source: "a" },
      { name: "a.b", source: "b" },
    ],
  };
  expect(await refusal({ payload: nested })).toEqual([422, "body.payload.fields.1.name"]);
  expect((await call("POST", `/app/${app}/msg`, { eventType: "soon", payload: {} })).status).toBe(422);
});

it("sends one of 300 events for a contact while it cools down, and campaigns at once", async () => {
  const received = receive();
  const { endpoint, good, app, send, verdicts, call } = await scene();
  const id = await endpoint({ cooldown: { key: "contact.id", seconds: 21_600, origins: ["tag"] } });
  const event = { eventType: "contact.tagged", payload, origin: "tag" };
  const batch = { messages: Array.from({ length: 100 }, () => event) };
  const batches = await Promise.all(
    Array.from({ length: 3 }, () => good("POST", `/app/${app}/msg/batch`, batch)),
  );
  const ids = batches.flatMap(({ data }) => data.map((item: { message: { id: string } }) => item.message.id));
  await vi.waitFor(async () => {
    const { counts } = await good("GET", `/app/${app}/endpoint/${id}/series`);
    expect(counts["24h"]).toMatchObject({ accepted: 1, suppressed: 299 });
  }, soon);
  const all = await Promise.all(ids.map(async (message) => (await verdicts(message))[id]));
  expect(all.filter((verdict) => verdict === "matched")).toHaveLength(1);
  expect(all.filter((verdict) => verdict === "cooldown")).toHaveLength(299);

  const other = await send({ ...event, payload: { contact: { id: 8 } } });
  const campaign = await send({ ...event, origin: "campaign" });
  await vi.waitFor(() => expect(received).toHaveLength(3), soon);
  expect([(await verdicts(other))[id], (await verdicts(campaign))[id]]).toEqual(["matched", "matched"]);

  const suppressed = ids[all.indexOf("cooldown")];
  expect((await call("POST", `/app/${app}/msg/${suppressed}/endpoint/${id}/resend`)).status).toBe(202);
  await vi.waitFor(() => expect(received).toHaveLength(4), soon);
});

describe("an organisation whose receivers come from Svix", () => {
  const only = (headers: Headers, prefix: string) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith(prefix)));

  it("has their headers sent beside those of Standard Webhooks", async () => {
    const received = receive();
    const { app, endpoint, send, attempts, good, call } = await scene();
    const id = await endpoint();
    const before = await send();
    await vi.waitFor(async () => expect(await attempts(before)).toHaveLength(1), soon);
    await good("PATCH", "/settings", { svixHeaders: true });
    const after = await send();
    await vi.waitFor(async () => expect(await attempts(after)).toHaveLength(1), soon);
    await good("POST", `/app/${app}/endpoint/test`, { endpointId: id, eventType: "a.b", payload: { n: 2 } });

    const { key } = await good("GET", `/app/${app}/endpoint/${id}/secret`);
    const [plain, ...signedTwice] = received;
    expect(only(plain!.headers, "svix-")).toEqual({});
    expect(signedTwice).toHaveLength(2);
    for (const { headers, body } of signedTwice) {
      const webhook = new Webhook(key);
      for (const prefix of ["svix-", "webhook-"]) {
        webhook.verify(body, only(headers, prefix));
        expect(() => webhook.verify(`${body} `, only(headers, prefix))).toThrow();
      }
    }
    // They are no secrets, and nobody else's.
    const [attempt] = (await good("GET", `/app/${app}/attempt/msg/${after}`)).data;
    const { request } = await good("GET", `/app/${app}/msg/${after}/attempt/${attempt.id}`);
    expect(request.headers).toMatchObject(only(signedTwice[0]!.headers, "svix-"));
    const own = await call("PATCH", `/app/${app}/endpoint/${id}/headers`, { headers: { "svix-id": "mine" } });
    expect(own.status).toBe(422);
  });

  it("gets them at its operational endpoints, too", async () => {
    const received = receive();
    const { good, endpoint } = await scene();
    await good("PATCH", "/settings", { svixHeaders: true });
    await good("POST", "/operational-webhook/endpoint", { url: "https://operator.example/hook" });
    await endpoint();
    await vi.waitFor(() => {
      const told = received.filter(({ url }) => url.startsWith("https://operator.example"));
      expect(told.map(({ headers }) => headers.get("svix-id"))).toContain(told[0]?.headers.get("webhook-id"));
    }, soon);
  });
});

import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  appToken,
  as,
  type Client,
  forbidden,
  invalidAt,
  notFound,
  notJson,
  organisation,
  orgToken,
  origin,
  receiver,
  tenant,
  tooLarge,
  unauthenticated,
  unique,
} from "../client.ts";

describe("a path", () => {
  it("takes ids and uids, messages ids and eventIds", async () => {
    const [appUid, endpointUid, eventId] = [unique(), unique(), unique()];
    const { api, app, endpoint, send, attempts } = await tenant({ uid: appUid });
    const { url } = receiver();
    const id = await endpoint({ url, uid: endpointUid });
    const message = await send({ eventId });
    const attempt = (await attempts(message))[0].id;

    for (const [a, e, m] of [
      [app, id, message],
      [appUid, endpointUid, eventId],
    ]) {
      expect((await api.get(`/app/${a}`)).json).toMatchObject({ id: app });
      expect((await api.get(`/app/${a}/endpoint/${e}`)).json).toMatchObject({ id });
      expect((await api.get(`/app/${a}/endpoint/${e}/headers`)).status).toBe(200);
      expect((await api.get(`/app/${a}/msg/${m}`)).json).toMatchObject({ id: message });
      expect((await api.get(`/app/${a}/attempt/endpoint/${e}`)).json.data).toMatchObject([{ id: attempt }]);
      expect((await api.get(`/app/${a}/attempt/msg/${m}?endpoint_id=${e}`)).json.data).toMatchObject([
        { id: attempt },
      ]);
      expect((await api.get(`/app/${a}/msg/${m}/attempt/${attempt}`)).json).toMatchObject({ id: attempt });
      expect((await api.get(`/app/${a}/msg/${m}/endpoint`)).json.data).toMatchObject([{ id }]);
    }
  });

  it("may end in a slash", async () => {
    const { api, app, path } = await tenant();
    expect((await api.get(`${path}/`)).json).toMatchObject({ id: app });
    expect((await api.get("/app/?limit=1")).json.data).toMatchObject([{ id: app }]);
    expect((await api.post("/app/", { name: "A" })).status).toBe(201);
    expect((await api.get("/health/")).status).toBe(200);
  });

  it("that leads nowhere is a 404", async () => {
    const { api, path } = await tenant();
    for (const nowhere of ["/nowhere", `${path}/nowhere`, "/app/a/b/c/d"])
      expect(await api.get(nowhere), nowhere).toMatchObject(notFound);
    expect(await api.put("/app", { name: "A" })).toMatchObject(notFound);
    const outside = await exports.default.fetch(`${origin}/nowhere`);
    expect({ status: outside.status, json: await outside.json() }).toMatchObject(notFound);
  });

  it.each([
    ["GET", "/app/:no"],
    ["PATCH", "/app/:no"],
    ["DELETE", "/app/:no"],
    ["GET", "/app/:no/endpoint"],
    ["GET", "/app/:no/msg"],
    ["GET", ":app/endpoint/:no"],
    ["PATCH", ":app/endpoint/:no"],
    ["DELETE", ":app/endpoint/:no"],
    ["GET", ":app/endpoint/:no/secret"],
    ["POST", ":app/endpoint/:no/secret/rotate"],
    ["GET", ":app/endpoint/:no/headers"],
    ["GET", ":app/endpoint/:no/stats"],
    ["GET", ":app/endpoint/:no/msg"],
    ["GET", ":app/msg/:no"],
    ["GET", ":app/msg/:no/endpoint"],
    ["DELETE", ":app/msg/:no/content"],
    ["GET", ":app/attempt/endpoint/:no"],
    ["GET", ":app/attempt/msg/:no"],
    ["GET", "/event-type/:no"],
    ["PATCH", "/event-type/:no"],
    ["DELETE", "/event-type/:no"],
    ["POST", "/auth/app-portal-access/:no"],
  ])("with an unknown id is a 404: %s %s", async (method, path) => {
    const tenancy = await tenant();
    const url = path.replace(":app", tenancy.path).replace(":no", unique());
    const body = method === "PATCH" || method === "POST" ? {} : undefined;
    expect(await tenancy.api.call(method, url, body)).toMatchObject(notFound);
  });
});

describe("CORS", () => {
  it("is open to every origin, also for errors", async () => {
    const { api } = await organisation();
    const from = { origin: "https://console.example" };
    for (const path of ["/app", "/app/none", "/health/ping"])
      expect((await api.get(path, undefined, from)).headers.get("access-control-allow-origin"), path).toBe(
        "*",
      );
    const refused = await as(null).get("/app", undefined, from);
    expect(refused).toMatchObject(unauthenticated);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("answers a preflight without a token", async () => {
    const { status, headers } = await as(null).call("OPTIONS", "/app", undefined, {
      origin: "https://console.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization,content-type,idempotency-key",
    });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-methods")).toContain("PATCH");
    expect(headers.get("access-control-allow-headers")).toContain("authorization");
  });
});

/** No body, in the forms that clients send it. */
const empty: [string | undefined, Record<string, string>][] = [
  [undefined, {}],
  ["", {}],
  ["", { "content-type": "" }],
  [" ", { "content-type": "text/plain" }],
  ["", { "content-type": "application/json" }],
];

describe("a body", () => {
  it("may have fields that nobody knows", async () => {
    const { api, path } = await tenant();
    const extra = { nonsense: { deep: [1] }, id: "app_mine" };
    expect((await api.post("/app", { name: "A", ...extra })).json).not.toHaveProperty("nonsense");
    expect((await api.patch(path, extra)).status).toBe(200);
    const url = "https://receiver.example/";
    const one = await api.post(`${path}/endpoint`, { url, ...extra });
    expect(one, "but for those of an endpoint: a typing error would get it all events").toMatchObject(
      invalidAt("body"),
    );
    expect((await api.post(`${path}/msg`, { eventType: "a", payload: {}, ...extra })).status).toBe(202);
    const name = unique();
    expect((await api.post("/event-type", { name, description: "", ...extra })).status).toBe(201);
  });

  it.each(["{", "nonsense", '{"name": "A",}', '{"name": NaN}', "{'name': 'A'}"])(
    "that is not JSON is told so: %j",
    async (body) => {
      const { api } = await organisation();
      expect(await api.post("/app", body, { "content-type": "application/json" })).toMatchObject(notJson);
    },
  );

  it.each([
    ["POST", "/app"],
    ["PUT", "/app/new"],
    ["PUT", ":app"],
    ["POST", ":app/endpoint"],
    ["PUT", ":app/endpoint/:id"],
    ["PUT", ":app/endpoint/:id/headers"],
    ["POST", "/event-type"],
    ["PUT", "/event-type/:name"],
    ["POST", ":app/msg"],
    ["POST", ":app/msg/batch"],
  ])("that is missing is a 422 where something is required: %s %s", async (method, path) => {
    const { api, path: own, endpoint, eventType } = await tenant();
    const [id, name] = [await endpoint(), await eventType()];
    const at = path.replace(":app", own).replace(":id", id).replace(":name", name);
    for (const [body, type] of empty)
      expect((await api.call(method, at, body, type)).status, JSON.stringify([body, type])).toBe(422);
    expect((await api.get("/app")).json.data).toHaveLength(1);
    expect((await api.get(`${own}/endpoint`)).json.data).toMatchObject([{ id }]);
  });

  it("that is missing is fine where nothing is required", async () => {
    const { api, app, path, endpoint, send } = await tenant();
    const [id, message] = [await endpoint(), await send()];
    for (const [body, type] of empty)
      for (const at of [
        `/auth/app-portal-access/${app}`,
        `${path}/endpoint/${id}/secret/rotate`,
        `${path}/msg/${message}/endpoint/${id}/resend`,
      ])
        expect((await api.post(at, body, type)).status, JSON.stringify([at, body, type])).toBeLessThan(300);
  });

  it("that is not UTF-8 is told so", async () => {
    const { api } = await organisation();
    const body = new Uint8Array([...new TextEncoder().encode('{"name":"'), 0xc3, 0x28, 0x22, 0x7d]);
    expect(await api.post("/app", body)).toMatchObject(notJson);
  });

  it.each(["[]", "null", '"text"', "7", "true"])("that is no object is a 422: %s", async (body) => {
    const { api } = await organisation();
    expect(await api.post("/app", body)).toMatchObject(invalidAt("body"));
  });

  it("counts as JSON whatever its content type says", async () => {
    const { api } = await organisation();
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/octet-stream"])
      expect((await api.post("/app", '{"name":"A"}', { "content-type": type })).status, type).toBe(201);
  });

  it("that is too large is a 413", async () => {
    const { api, path } = await tenant();
    const message = { eventType: "a", payload: { text: "x".repeat(2_000_000) } };
    expect(await api.post(`${path}/msg`, message)).toMatchObject(tooLarge);
    expect(await api.post("/app", { name: "x".repeat(2_000_000) })).toMatchObject(tooLarge);
  });

  it("without an end is read no further than it may be long", async () => {
    const { org } = await organisation();
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 100_000;
        controller.enqueue(new Uint8Array(100_000).fill(97));
      },
    });
    const answer = await exports.default.fetch(`${origin}/api/v1/app`, {
      method: "POST",
      headers: { authorization: `Bearer ${await orgToken(org)}` },
      body: endless,
    });
    expect({ status: answer.status, json: await answer.json() }).toMatchObject(tooLarge);
    expect(sent).toBeLessThan(3_000_000);
  });

  it("with several mistakes is told all of them, each with its place", async () => {
    const { api } = await organisation();
    const answer = await api.post("/app", { name: 1, uid: "a b", metadata: { tier: 7 } });
    for (const place of [["name"], ["uid"], ["metadata", "tier"]])
      expect(answer).toMatchObject(invalidAt("body", ...place));
  });
});

describe("a query", () => {
  it("is told what doesn't fit", async () => {
    const { api, path } = await tenant();
    for (const [query, field] of [
      ["/app?order=up", "order"],
      [`${path}/msg?before=yesterday`, "before"],
      [`${path}/msg?after=1700000000`, "after"],
      [`${path}/msg?channel=a%20b`, "channel"],
      [`${path}/msg?with_content=perhaps`, "with_content"],
      [`${path}/msg?limit=1&limit=2`, "limit"],
    ] as const)
      expect(await api.get(query), query).toMatchObject(invalidAt("query", field));
  });

  it("may have parameters that nobody knows", async () => {
    const { api } = await organisation();
    expect((await api.get("/app?expanded_statuses=true")).status).toBe(200);
  });
});

const creations = {
  application: (api: Client, _: string, fields: object) => api.post("/app", { name: "A", ...fields }),
  endpoint: (api: Client, path: string, fields: object) =>
    api.post(`${path}/endpoint`, { url: "https://receiver.example/", ...fields }),
};

describe.each(Object.entries(creations))("the %s's", (kind, create) => {
  it.each(["a", "A-b_c.9", "x".repeat(256), "1", "."])("uid may be %s", async (uid) => {
    const { api, path } = await tenant();
    expect((await create(api, path, { uid })).json).toMatchObject({ uid });
  });

  const own = { application: "app_", endpoint: "ep_" }[kind as keyof typeof creations];
  it.each(["", "a b", "a/b", "ü", "x".repeat(257), "a\n", `${own}1`, own, 7])(
    "uid may not be %j",
    async (uid) => {
      const { api, path } = await tenant();
      expect(await create(api, path, { uid })).toMatchObject(invalidAt("body", "uid"));
    },
  );

  it("metadata may have 4096 bytes", async () => {
    const { api, path } = await tenant();
    const metadata = { key: "x".repeat(4096 - '{"key":""}'.length) };
    expect((await create(api, path, { metadata })).json).toMatchObject({ metadata });
  });

  it.each([
    { key: "x".repeat(4096) },
    { key: "ü".repeat(2100) },
    Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`key${index}`, "value"])),
  ])("metadata may not have more", async (metadata) => {
    const { api, path } = await tenant();
    expect(await create(api, path, { metadata })).toMatchObject(invalidAt("body", "metadata"));
  });
});

it("keeps organisations apart", async () => {
  const { org, app, path, send, endpoint, eventType } = await tenant({ uid: "shared" });
  const [id, message, name] = [await endpoint(), await send(), await eventType()];
  const other = await organisation();
  for (const at of [
    path,
    "/app/shared",
    `${path}/endpoint/${id}`,
    `${path}/msg/${message}`,
    `/event-type/${name}`,
  ])
    expect(await other.api.get(at), at).toMatchObject(notFound);
  expect(await other.api.del(path)).toMatchObject(notFound);
  expect(await other.api.post(`${path}/msg`, { eventType: "a", payload: {} })).toMatchObject(notFound);
  expect((await other.api.get("/app")).json.data).toEqual([]);
  expect(await as(await appToken(other.org, app)).get(path)).toMatchObject(unauthenticated);
  expect(await as(await appToken(org, app)).get("/app")).toMatchObject(forbidden);
});

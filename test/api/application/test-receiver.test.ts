import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  eventually,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  origin,
  refusal,
  tenant,
  tooLarge,
} from "../client.ts";

afterEach(() => {
  vi.useRealTimers();
});

async function withReceiver() {
  const one = await tenant();
  const { url, data } = await one.api.ok("GET", `${one.path}/receiver`);
  expect(data).toEqual([]);
  return {
    ...one,
    url: url as string,
    received: async () => (await one.api.ok("GET", `${one.path}/receiver`)).data,
  };
}

const call = async (url: string, init: RequestInit = {}) => {
  const response = await exports.default.fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text && JSON.parse(text) };
};

describe("a test receiver", () => {
  it("takes any request at its address and below, and shows it, the newest first", async () => {
    const { url, received } = await withReceiver();
    expect(url).toMatch(new RegExp(`^${origin}/in/[\\w-]{48}$`));
    const body = '{"größe": 1.0}';
    const headers = { "content-type": "application/json", "x-mine": "1", authorization: "Bearer mine" };
    const answer = await call(`${url}/orders/7?a=1&a=%20b`, { method: "PUT", headers, body });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"OK"}' });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    await call(url);
    expect(await received()).toEqual([
      {
        ...{ id: isIdOf("req"), at: isTime, method: "GET", path: "/", query: "" },
        ...{ headers: expect.any(Object), body: "", truncated: false },
      },
      {
        ...{ id: isIdOf("req"), at: isTime, method: "PUT", path: "/orders/7", query: "a=1&a=%20b" },
        ...{ headers: expect.objectContaining(headers), body, truncated: false },
      },
    ]);
  });

  it("shows who may only read no header that an endpoint's owner may keep secret", async () => {
    const { url, path, customer, received, endpoint, send } = await withReceiver();
    const auth = { type: "header", key: "x-plain-name", value: "marker-1" };
    await endpoint({ url, auth, headers: { authorization: "Bearer marker-2", "x-shop": "marker-3" } });
    await send();
    await eventually(async () => expect(await received()).toHaveLength(1));
    await call(url, { headers: { cookie: "marker-4", "proxy-authorization": "marker-5" } });
    expect(
      JSON.stringify(await received())
        .match(/marker-\d/g)!
        .sort(),
    ).toEqual(["marker-1", "marker-2", "marker-3", "marker-4", "marker-5"]);

    const { json, text } = await (await customer({ read_only: true })).get(`${path}/receiver`);
    expect(text).not.toContain("marker");
    const [other, delivered] = json.data;
    expect(other.headers).toMatchObject({ cookie: "•••", "proxy-authorization": "•••" });
    expect(delivered.headers).toMatchObject({
      "x-plain-name": "•••",
      authorization: "•••",
      "x-shop": "•••",
      "content-type": "application/json",
      "webhook-id": expect.stringMatching(/^msg_/),
      "webhook-signature": expect.stringMatching(/^v1,/),
    });
    expect((await (await customer()).get(`${path}/receiver`)).text).toContain("marker-1");
  });

  it("answers a browser that asks whether it may", async () => {
    const { url, received } = await withReceiver();
    const headers = { origin: "https://page.example", "access-control-request-method": "POST" };
    const answer = await call(url, { method: "OPTIONS", headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await received()).toEqual([]);
  });

  it("keeps the newest 50, and the first 20 kB of a body", async () => {
    const { url, received } = await withReceiver();
    for (let n = 0; n < 52; n++) await call(`${url}?${n}`, { method: "POST", body: "ä".repeat(10_001) });
    const all = await received();
    expect(all.map(({ query }: { query: string }) => query)).toEqual(
      Array.from({ length: 50 }, (_, at) => String(51 - at)),
    );
    expect(all[0]).toMatchObject({ body: "ä".repeat(10_000), truncated: true });
  });

  it("ignores what is larger than 1 MiB, also when it comes unannounced", async () => {
    const { url, received } = await withReceiver();
    const large = new Uint8Array(1_048_577).fill(97);
    expect(await call(url, { method: "POST", body: large })).toMatchObject(tooLarge);
    const stream = new Blob([large]).stream();
    expect(await call(url, { method: "POST", body: stream })).toMatchObject(tooLarge);
    expect(await received()).toEqual([]);
    expect((await call(url, { method: "POST", body: large.subarray(1) })).status).toBe(200);
  });

  it("is emptied by hand, and by itself when payloads expire", async () => {
    const { url, received, api, path, app } = await withReceiver();
    await call(url);
    expect(await api.del(`${path}/receiver`)).toMatchObject({ status: 204 });
    expect(await received()).toEqual([]);
    await call(url);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 59 * 24 * 3_600_000 });
    await call(url);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 24 * 3_600_000 });
    expect(await runDurableObjectAlarm(env.JOURNAL.getByName(app))).toBe(true);
    expect(await received()).toHaveLength(1);
  });

  it("has an address that nobody can make up", async () => {
    const { url, app } = await withReceiver();
    const other = await withReceiver();
    expect(other.url).not.toBe(url);
    const proof = (address: string) => address.slice(-22);
    const forged = [
      url.replace(proof(url), proof(other.url)),
      `${origin}/in/${app.slice(4)}`,
      `${origin}/in/${app}`,
      `${url}x`,
      `${origin}/in/`,
    ];
    for (const address of forged) expect(await call(address, { method: "POST" })).toMatchObject(notFound);
    expect(await other.received()).toEqual([]);
  });

  it("is its application's: of its customer, who may be a reader, and gone with it", async () => {
    const { url, api, path, customer } = await withReceiver();
    await call(url);
    const reader = await customer({ read_only: true });
    expect((await reader.ok("GET", `${path}/receiver`)).data).toHaveLength(1);
    expect(await reader.del(`${path}/receiver`)).toMatchObject(forbidden);
    const stranger = await (await tenant()).customer();
    expect(await stranger.get(`${path}/receiver`)).toMatchObject(notFound);
    expect(await (await customer()).del(`${path}/receiver`)).toMatchObject({ status: 204 });
    await api.ok("DELETE", path);
    expect(await call(url)).toMatchObject(refusal(404, "not_found"));
  });
});

describe("an endpoint that points at a test receiver", () => {
  const delivered = (received: () => Promise<Record<string, never>[]>) =>
    eventually(async () => {
      const all = await received();
      expect(all).toHaveLength(1);
      return all[0]!;
    });

  it("is delivered to without the network, although it is on Posthorn's own host", async () => {
    const { url, received, endpoint, send, api, path, attempts } = await withReceiver();
    const id = await endpoint({ url: `${url}/erp?id=__id__`, accept: { body: { status: "OK" } } });
    const calls = vi.mocked(globalThis.fetch).mock.calls.length;
    const message = await send({ payload: { id: "7" } });
    const request: Record<string, never> = await delivered(received);
    expect(request).toMatchObject({ method: "POST", path: "/erp", query: "id=7", body: '{"id":"7"}' });
    const { key } = await api.ok("GET", `${path}/endpoint/${id}/secret`);
    new Webhook(key).verify(request.body!, request.headers!);
    expect(await attempts(message)).toMatchObject([
      { status: 0, responseStatusCode: 200, response: '{"status":"OK"}' },
    ]);
    expect(vi.mocked(globalThis.fetch).mock.calls.length).toBe(calls);
  });

  it("can be tried before it is saved", async () => {
    const { url, received, api, path, eventType } = await withReceiver();
    const input = { eventType: await eventType({ example: { n: 1 } }), endpoint: { url } };
    const { response } = await api.ok("POST", `${path}/endpoint/test`, input);
    expect(response).toMatchObject({ status: 200, body: '{"status":"OK"}', success: true });
    expect(await received()).toMatchObject([{ method: "POST", body: '{"n":1}' }]);
  });

  it("may be written with another host, which is never called", async () => {
    const { url, received, endpoint, send } = await withReceiver();
    await endpoint({ url: url.replace(origin, "http://10.0.0.1:8080") });
    const calls = vi.mocked(globalThis.fetch).mock.calls.length;
    await send();
    expect(await delivered(received)).toMatchObject({ path: "/" });
    expect(vi.mocked(globalThis.fetch).mock.calls.length).toBe(calls);
  });

  it("is never led elsewhere by what is filled in", async () => {
    const { url, received, endpoint, send } = await withReceiver();
    await endpoint({
      url: `${url.replace(origin, "http://10.0.0.1")}/__a__/__b__/x`,
      payload: { mode: "full" },
    });
    const calls = vi.mocked(globalThis.fetch).mock.calls.length;
    await send({ payload: { a: "..", b: ".." } });
    await delivered(received);
    expect(vi.mocked(globalThis.fetch).mock.calls.length).toBe(calls);
  });

  it("is refused when the address is not quite one", async () => {
    const { url, api, path } = await withReceiver();
    const refused = (address: string) => api.post(`${path}/endpoint`, { url: address });
    for (const address of [
      `${url}x`,
      `${url}__x__`,
      url.slice(0, -1),
      `${origin}/api/v1${new URL(url).pathname}`,
    ])
      expect(await refused(address), address).toMatchObject(invalidAt("body", "url"));
  });
});

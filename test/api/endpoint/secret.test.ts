import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { invalidAt, type Received, receiver, tenant } from "../client.ts";

const bytes = (length: number, value = "s") => btoa(value.repeat(length));
const secretOf = (value: string) => `whsec_${bytes(32, value)}`;
/** The key pair of RFC 8032, 7.1, test 1: seed and public key. */
const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const fromHex = (hex: string) =>
  hex.match(/../g)!.map((byte) => String.fromCharCode(Number.parseInt(byte, 16)));
const base64 = (hex: string) => btoa(fromHex(hex).join(""));

const verifies = (key: string, { body, headers }: Received) => {
  try {
    new Webhook(key).verify(body, Object.fromEntries(headers));
    return true;
  } catch {
    return false;
  }
};

describe("a secret", () => {
  it("is made when none is given, another one for each endpoint", async () => {
    const { api, path, endpoint } = await tenant();
    const keys = await Promise.all(
      [await endpoint(), await endpoint()].map(
        async (id) => (await api.ok("GET", `${path}/endpoint/${id}/secret`)).key,
      ),
    );
    for (const key of keys) expect(key).toMatch(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it.each([
    [`whsec_${bytes(24)}`, `whsec_${bytes(24)}`],
    [`whsec_${bytes(64)}`, `whsec_${bytes(64)}`],
    [bytes(32), `whsec_${bytes(32)}`],
    [`whsk_${base64(seed + publicKey)}`, `whpk_${base64(publicKey)}`],
  ])("may be %s", async (secret, shown) => {
    const { api, path, endpoint } = await tenant();
    const created = `${path}/endpoint/${await endpoint({ secret })}/secret`;
    expect((await api.get(created)).json).toEqual({ key: shown });
    const rotated = `${path}/endpoint/${await endpoint()}/secret`;
    expect(await api.post(`${rotated}/rotate`, { key: secret })).toMatchObject({
      status: 200,
      json: { key: shown },
    });
    expect((await api.get(rotated)).json).toEqual({ key: shown });
  });

  it.each([
    "",
    "secret",
    "whsec_",
    `whsec_${bytes(23)}`,
    `whsec_${bytes(65)}`,
    `whsec_${"ü".repeat(40)}`,
    `whsk_${bytes(32)}`,
    `whpk_${bytes(32)}`,
  ])("may not be %j", async (secret) => {
    const { api, path, endpoint } = await tenant();
    const url = "https://receiver.example/";
    expect(await api.post(`${path}/endpoint`, { url, secret })).toMatchObject(invalidAt("body", "secret"));
    const at = `${path}/endpoint/${await endpoint({ secret: secretOf("k") })}/secret`;
    expect(await api.post(`${at}/rotate`, { key: secret })).toMatchObject(invalidAt("body", "key"));
    expect((await api.get(at)).json).toEqual({ key: secretOf("k") });
  });
});

describe("rotation", () => {
  it("makes a new key when none is given, also without a body", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/secret`;
    const keys = [(await api.get(at)).json.key];
    for (const body of [{}, undefined, { key: null, gracePeriodSeconds: null }]) {
      const rotated = await api.post(`${at}/rotate`, body);
      expect(rotated).toMatchObject({ status: 200, json: { key: (await api.get(at)).json.key } });
      keys.push(rotated.json.key);
    }
    expect(new Set(keys).size).toBe(4);
  });

  it("lets both keys sign in the grace period, the new one first", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url, received } = receiver();
    const at = `${path}/endpoint/${await endpoint({ url, secret: secretOf("a") })}/secret`;
    await api.ok("POST", `${at}/rotate`, { key: secretOf("b") });
    await api.ok("POST", `${at}/rotate`, { key: secretOf("c"), gracePeriodSeconds: 3600 });
    expect((await api.get(at)).json).toEqual({ key: secretOf("c") });
    await attempts(await send());
    const [request] = received;
    for (const key of ["a", "b", "c"]) expect(verifies(secretOf(key), request!), key).toBe(true);
    expect(verifies(secretOf("d"), request!)).toBe(false);
    const signatures = request!.headers.get("webhook-signature")!.split(" ");
    expect(signatures).toHaveLength(3);
    request!.headers.set("webhook-signature", signatures[0]!);
    expect(verifies(secretOf("c"), request!)).toBe(true);
  });

  it("without a grace period leaves only the new key", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url, received } = receiver();
    const at = `${path}/endpoint/${await endpoint({ url, secret: secretOf("a") })}/secret`;
    await api.ok("POST", `${at}/rotate`, { key: secretOf("b"), gracePeriodSeconds: 0 });
    await attempts(await send());
    expect(verifies(secretOf("b"), received[0]!)).toBe(true);
    expect(verifies(secretOf("a"), received[0]!)).toBe(false);
  });

  it.each([-1, 7 * 24 * 3600 + 1, 1.5, "3600"])(
    "refuses a grace period of %j",
    async (gracePeriodSeconds) => {
      const { api, path, endpoint } = await tenant();
      const at = `${path}/endpoint/${await endpoint()}/secret/rotate`;
      expect(await api.post(at, { gracePeriodSeconds })).toMatchObject(
        invalidAt("body", "gracePeriodSeconds"),
      );
    },
  );
});

const named = (count: number, value = "1") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, value]));

describe("headers", () => {
  const sensitive = ["Authorization", "X-Api-Key", "X-Auth-Token", "Cookie", "X-Hub-Secret"];

  it("are sent along, and shown unless they are sensitive", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url, received } = receiver();
    const hidden = Object.fromEntries(sensitive.map((name, index) => [name, `hidden-${index}`]));
    const at = `${path}/endpoint/${await endpoint({ url })}/headers`;
    expect((await api.get(at)).json).toEqual({ headers: {}, sensitive: [] });
    expect(await api.put(at, { headers: { "X-Tenant": "7", ...hidden } })).toMatchObject({
      status: 204,
      text: "",
    });
    const shown = await api.get(at);
    expect(shown.json.headers).toEqual({ "X-Tenant": "7" });
    expect([...shown.json.sensitive].sort()).toEqual([...sensitive].sort());
    expect(shown.text).not.toContain("hidden-");
    await attempts(await send());
    for (const [name, value] of Object.entries({ "X-Tenant": "7", ...hidden }))
      expect(received[0]!.headers.get(name), name).toBe(value);
  });

  it("are replaced by PUT", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ headers: { "x-a": "1", authorization: "old" } })}/headers`;
    await api.ok("PUT", at, { headers: { "x-b": "2" } });
    expect((await api.get(at)).json).toEqual({ headers: { "x-b": "2" }, sensitive: [] });
    expect(await api.put(at, {})).toMatchObject(invalidAt("body", "headers"));
  });

  it("are changed one by one by PATCH, whatever their case", async () => {
    const { api, path, endpoint } = await tenant();
    const headers = { "x-a": "1", "x-b": "2", "x-c": "3", authorization: "old" };
    const at = `${path}/endpoint/${await endpoint({ headers })}/headers`;
    const change = { headers: { "X-B": "two", "x-d": "4" }, deleteHeaders: ["X-C"] };
    expect(await api.patch(at, change)).toMatchObject({ status: 204, text: "" });
    expect((await api.get(at)).json).toEqual({
      headers: { "x-a": "1", "X-B": "two", "x-d": "4" },
      sensitive: ["authorization"],
    });
    await api.ok("PATCH", at, { headers: { "X-D": null } });
    expect((await api.get(at)).json.headers).toEqual({ "x-a": "1", "X-B": "two" });
    await api.ok("PATCH", at, { headers: {}, deleteHeaders: ["Authorization"] });
    expect((await api.get(at)).json).toMatchObject({ sensitive: [] });
  });

  it.each([
    "Webhook-Id",
    "webhook-signature",
    "Webhook-Timestamp",
    "svix-id",
    "Content-Type",
    "content-length",
    "Host",
    "User-Agent",
    "Transfer-Encoding",
    "Connection",
    "with blank",
    "with:colon",
    "ümlaut",
    "",
  ])("may not be called %j", async (name) => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ headers: { "x-a": "1" } })}/headers`;
    const [url, headers] = ["https://receiver.example/", { "x-fine": "1", [name]: "x" }];
    const refused = invalidAt("body", "headers", name);
    expect(await api.post(`${path}/endpoint`, { url, headers })).toMatchObject(refused);
    expect(await api.put(at, { headers })).toMatchObject(refused);
    expect(await api.patch(at, { headers })).toMatchObject(refused);
    expect((await api.get(at)).json.headers).toEqual({ "x-a": "1" });
  });

  it.each(["two\r\nlines", "nul\0", "日本", "x".repeat(4097), 7, null])(
    "may not have the value %j",
    async (value) => {
      const { api, path, endpoint } = await tenant();
      const at = `${path}/endpoint/${await endpoint()}/headers`;
      expect(await api.put(at, { headers: { "x-a": value } })).toMatchObject(
        invalidAt("body", "headers", "x-a"),
      );
    },
  );

  it("are at most 50 together, wherever they are set", async () => {
    const { api, path, endpoint, eventType } = await tenant();
    const [url, type] = ["https://receiver.example/", await eventType()];
    const most = named(50);
    const id = await endpoint({ headers: most });
    const at = `${path}/endpoint/${id}`;
    const more = { headers: { "x-more": "1" } };
    const tooMany = { headers: { ...most, ...more.headers } };
    const draft = { eventType: type, endpoint: { url, ...tooMany } };
    const change = { eventType: type, endpointId: id, endpoint: more };
    for (const answer of [
      await api.post(`${path}/endpoint`, { url, ...tooMany }),
      await api.patch(at, more),
      await api.put(`${at}/headers`, tooMany),
      await api.patch(`${at}/headers`, more),
      await api.post(`${path}/endpoint/preview`, draft),
      await api.post(`${path}/endpoint/preview`, change),
      await api.post(`${path}/endpoint/test`, draft),
      await api.post(`${path}/endpoint/test`, change),
    ]) {
      expect(answer).toMatchObject(invalidAt("body", "headers"));
      expect(answer.json.detail[0]).toMatchObject({ code: "headers_too_many", params: { max: 50 } });
    }
    expect((await api.get(`${at}/headers`)).json.headers).toEqual(most);
    await api.ok("PATCH", `${at}/headers`, { ...more, deleteHeaders: ["x-0"] });
    expect((await api.patch(at, { headers: { "x-1": null, "x-2": "other", "x-3": "1" } })).status).toBe(200);
  });

  it("have at most 16,000 bytes together", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint({ headers: named(3, "v".repeat(4_000)) })}`;
    const { json } = await api.patch(`${at}/headers`, { headers: { "x-more": "v".repeat(4_000) } });
    expect(json.detail).toEqual([
      expect.objectContaining({
        loc: ["body", "headers"],
        code: "headers_too_large",
        params: { max: 16_000 },
      }),
    ]);
  });
});

it("keeps secrets and header values encrypted, the same ones never the same way", async () => {
  const { api, path, endpoint } = await tenant();
  const [secret, next, value] = [secretOf("a"), secretOf("b"), "Bearer hidden-value"];
  const given = { secret, headers: { "x-plain": "plain-value", authorization: value } };
  const ids = [await endpoint(given), await endpoint(given)];
  for (const id of ids) await api.ok("POST", `${path}/endpoint/${id}/secret/rotate`, { key: next });
  const rows = await Promise.all(
    ids.map((id) => env.DB.prepare("SELECT * FROM endpoints WHERE id = ?").bind(id).first()),
  );
  for (const row of rows)
    for (const plain of ["whsec", bytes(32, "a"), bytes(32, "b"), "hidden-value", "plain-value", "x-plain"])
      expect(JSON.stringify(row)).not.toContain(plain);
  expect(rows[0]!.secrets).not.toBe(rows[1]!.secrets);
  expect(rows[0]!.headers).not.toBe(rows[1]!.headers);
});

describe("stats", () => {
  it("count attempts by status", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const answers = [200, 204, 500];
    const { url } = receiver(() => new Response(null, { status: answers.shift()! }));
    const at = `${path}/endpoint/${await endpoint({ url })}/stats`;
    const none = { success: 0, fail: 0, pending: 0, sending: 0, canceled: 0 };
    expect((await api.get(at)).json).toEqual(none);
    for (let n = 0; n < 3; n++) await attempts(await send());
    expect((await api.get(at)).json).toEqual({ ...none, success: 2, fail: 1, pending: 1 });
    const long = "since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z";
    expect((await api.get(`${at}?${long}`)).json).toMatchObject({ success: 0, fail: 0 });
    const around = `since=2020-01-01T00:00:00Z&until=${new Date(Date.now() + 3_600_000).toISOString()}`;
    expect((await api.get(`${at}?${around}`)).json).toMatchObject({ success: 2, fail: 1 });
  });

  it("need times that are ones", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/stats`;
    for (const field of ["since", "until"])
      expect(await api.get(`${at}?${field}=monday`)).toMatchObject(invalidAt("query", field));
  });
});

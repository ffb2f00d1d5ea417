import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { app as posthorn } from "../../../src/api/app.ts";
import { forbidden, orgToken, origin, receiver, tenant } from "../client.ts";

const keyOf = (letter: string) => btoa(letter.repeat(32));
const secretOf = (letter: string) => `whsec_${keyOf(letter)}`;

/** The API of a deployment with these keys, as the operator of `org` calls it. */
async function deployed(org: string, keys: { ENCRYPTION_KEY: string; ENCRYPTION_KEY_PREVIOUS?: string }) {
  const authorization = `Bearer ${await orgToken(org)}`;
  return async (method: string, path: string, body?: unknown) => {
    const init = {
      method,
      headers: { authorization },
      body: body === undefined ? null : JSON.stringify(body),
    };
    const response = await posthorn.request(`${origin}/api/v1${path}`, init, { ...env, ...keys });
    const text = await response.text();
    return { status: response.status, json: text === "" ? null : JSON.parse(text) };
  };
}

const current = env.ENCRYPTION_KEY;
const changed = { ENCRYPTION_KEY: keyOf("n") };
const rotating = { ...changed, ENCRYPTION_KEY_PREVIOUS: `${keyOf("o")}, ${current}` };

beforeEach(async () => {
  await env.DB.exec("DELETE FROM endpoints");
});

/** An endpoint with all that is encrypted, under the key of the tests. */
async function sealed() {
  const one = await tenant();
  const id = await one.endpoint({
    secret: secretOf("a"),
    headers: { "x-tenant": "7" },
    auth: { type: "bearer", token: "t" },
  });
  return { ...one, id, at: `${one.path}/endpoint/${id}` };
}

describe("a new ENCRYPTION_KEY beside the previous one", () => {
  it("reads what the previous one has encrypted, and is healthy", async () => {
    const { org, at } = await sealed();
    const call = await deployed(org, rotating);
    expect((await call("GET", `${at}/secret`)).json).toEqual({ key: secretOf("a") });
    expect((await call("GET", `${at}/headers`)).json).toMatchObject({ headers: { "x-tenant": "7" } });
    expect(await call("GET", "/health")).toMatchObject({ status: 200, json: { problems: [] } });
  });

  it("encrypts everything anew in steps, after which the previous one is needed no more", async () => {
    const { org, at, endpoint } = await sealed();
    for (let n = 0; n < 26; n++) await endpoint();
    const call = await deployed(org, rotating);
    const first = await call("POST", "/encryption/renew");
    expect(first.json).toMatchObject({ renewed: 25, unreadable: 0, done: false });
    const second = await call("POST", "/encryption/renew", { iterator: first.json.iterator });
    expect(second.json).toEqual({ renewed: 2, unreadable: 0, iterator: null, done: true });
    expect((await call("POST", "/encryption/renew")).json).toMatchObject({ renewed: 0, unreadable: 0 });

    const alone = await deployed(org, changed);
    expect((await alone("GET", `${at}/secret`)).json).toEqual({ key: secretOf("a") });
    expect((await alone("GET", `${at}/headers`)).json).toMatchObject({ headers: { "x-tenant": "7" } });
    expect(await alone("GET", "/health")).toMatchObject({ status: 200 });
    // A login whose value is left out is the saved one.
    expect((await alone("PATCH", at, { auth: { type: "bearer" } })).status).toBe(200);
  });

  it("is missed while something between the oldest and the newest is under it", async () => {
    const { org, path, endpoint, api } = await sealed();
    for (let n = 0; n < 26; n++) await endpoint();
    const call = await deployed(org, rotating);
    const { iterator } = (await call("POST", "/encryption/renew")).json;
    expect((await call("POST", `${path}/endpoint`, { url: receiver().url })).status).toBe(201);
    const alone = await deployed(org, changed);
    expect(await alone("GET", "/health")).toMatchObject({
      status: 503,
      json: { problems: [expect.stringContaining("ENCRYPTION_KEY")] },
    });
    expect((await call("POST", "/encryption/renew", { iterator })).json).toMatchObject({ renewed: 2 });
    expect(await alone("GET", "/health")).toMatchObject({ status: 200 });
    expect((await api.get("/health")).status).toBe(503);
  });

  it("reads, and notes which key it was, what an earlier version of Posthorn has encrypted", async () => {
    const { org, at, endpoint } = await sealed();
    await endpoint();
    await env.DB.exec("UPDATE endpoints SET sealed_with = NULL");
    const alone = await deployed(org, changed);
    expect((await alone("GET", "/health")).status).toBe(503);
    const call = await deployed(org, rotating);
    expect((await call("GET", "/health")).status).toBe(200);
    expect((await call("PATCH", at, { headers: { "x-tenant": "8" } })).status).toBe(200);
    expect((await call("POST", "/encryption/renew")).json).toMatchObject({ renewed: 2, unreadable: 0 });
    expect((await alone("GET", "/health")).status).toBe(200);
    const { results } = await env.DB.prepare("SELECT DISTINCT sealed_with AS id FROM endpoints").all();
    expect(results).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
  });

  it("leaves a change that is made meanwhile alone", async () => {
    const { org, at } = await sealed();
    const call = await deployed(org, rotating);
    const [renewal, change] = await Promise.all([
      call("POST", "/encryption/renew"),
      call("PATCH", at, { headers: { "x-tenant": "8" } }),
    ]);
    expect([renewal.status, change.status]).toEqual([200, 200]);
    const alone = await deployed(org, changed);
    expect((await alone("GET", `${at}/headers`)).json).toMatchObject({ headers: { "x-tenant": "8" } });
    expect((await alone("GET", `${at}/secret`)).json).toEqual({ key: secretOf("a") });
    expect((await alone("PATCH", at, { auth: { type: "bearer" } })).status).toBe(200);
  });

  it("is renewed by organisation tokens only", async () => {
    const { customer } = await sealed();
    expect(await (await customer()).post("/encryption/renew")).toMatchObject(forbidden);
  });
});

describe("an ENCRYPTION_KEY that has not encrypted what is stored", () => {
  it("is named by health and by what can't be read", async () => {
    const { org, at } = await sealed();
    const call = await deployed(org, changed);
    expect(await call("GET", "/health")).toMatchObject({
      status: 503,
      json: {
        parts: { secrets: "unavailable", database: "ok" },
        problems: [expect.stringContaining("ENCRYPTION_KEY")],
      },
    });
    for (const path of ["secret", "headers"])
      expect(await call("GET", `${at}/${path}`)).toMatchObject({
        status: 503,
        json: { reason: "encryption_key_unfit", detail: expect.stringContaining("ENCRYPTION_KEY") },
      });
    expect((await call("POST", "/encryption/renew")).json).toMatchObject({ renewed: 0, unreadable: 1 });
  });

  it("lets secret, headers and login be set anew, without the old ones", async () => {
    const { org, at, send, attempts, api } = await sealed();
    const { url, received } = receiver();
    await api.ok("PATCH", at, { url });
    const call = await deployed(org, changed);
    expect((await call("POST", `${at}/secret/rotate`, { key: secretOf("b") })).status).toBe(200);
    expect((await call("PUT", `${at}/headers`, { headers: { "x-tenant": "9" } })).status).toBe(204);
    expect((await call("PATCH", at, { auth: { type: "bearer", token: "u" } })).status).toBe(200);
    expect((await call("GET", `${at}/secret`)).json).toEqual({ key: secretOf("b") });
    expect((await call("GET", "/health")).status).toBe(200);

    const back = await deployed(org, { ENCRYPTION_KEY: current, ENCRYPTION_KEY_PREVIOUS: keyOf("n") });
    expect((await back("POST", "/encryption/renew")).json).toMatchObject({ renewed: 1, unreadable: 0 });
    await attempts(await send());
    const { body, headers } = received[0]!;
    new Webhook(secretOf("b")).verify(body, Object.fromEntries(headers));
    expect(headers.get("authorization")).toBe("Bearer u");
    expect(headers.get("x-tenant")).toBe("9");
  });
});

import { decode, sign } from "hono/jwt";
import { afterEach, expect, it, vi } from "vitest";
import { accessToken } from "../../src/console/app/access.ts";

const team = "team.cloudflareaccess.com";
const env = {
  ACCESS_TEAM_DOMAIN: team,
  ACCESS_AUD: "audience",
  ACCESS_ORG: "org_live",
  JWT_SECRET: "secret",
} as Env;

const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const generate = () => crypto.subtle.generateKey(rsa, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

const keys = await generate();
const jwk = async (key: CryptoKey) => ({
  ...(await crypto.subtle.exportKey("jwk", key)),
  kid: "k1",
  alg: "RS256",
});

const certificates = async () => {
  const certs = { keys: [await jwk(keys.publicKey)] };
  return vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(certs));
};
afterEach(() => vi.restoreAllMocks());

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: `https://${team}`,
  aud: ["audience"],
  iat: now,
  exp: now + 600,
  email: "a@example.com",
};
const assertion = async (more: object = {}, key = keys.privateKey) =>
  sign({ ...claims, ...more }, (await jwk(key)) as never, "RS256");

it("gives whom Access let through a token of the organisation, for as long", async () => {
  const fetched = await certificates();
  const token = await accessToken(env, await assertion());
  expect(decode(token!).payload).toMatchObject({ sub: "org_live", exp: now + 600 });
  expect(String(fetched.mock.calls[0]![0])).toBe(`https://${team}/cdn-cgi/access/certs`);
});

it.each([
  ["for another application of Access", { aud: ["other"] }],
  ["of another team", { iss: "https://evil.cloudflareaccess.com" }],
  ["that has expired", { exp: now - 5 }],
])("refuses an assertion %s", async (_, more) => {
  await certificates();
  expect(await accessToken(env, await assertion(more))).toBeNull();
});

it("refuses what another key signed, and what is none", async () => {
  await certificates();
  expect(await accessToken(env, await assertion({}, (await generate()).privateKey))).toBeNull();
  expect(await accessToken(env, "nonsense")).toBeNull();
});

it("believes nobody where Access is not set up", async () => {
  await certificates();
  const token = await assertion();
  for (const name of ["ACCESS_TEAM_DOMAIN", "ACCESS_AUD", "ACCESS_ORG"])
    expect(await accessToken({ ...env, [name]: "" }, token)).toBeNull();
  expect(await accessToken(env, undefined)).toBeNull();
});

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import * as apiKeys from "../../src/store/api-keys.ts";
import { isTaken } from "../../src/store/db.ts";
import { newId } from "../../src/store/ids.ts";
import { provesPages } from "./pages.ts";
import { apiKey, newOrg } from "./rows.ts";

it("keeps every field as it was stored, and is found by its id in its organisation, or by its hash", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const key = apiKey(org, { scopes: ["send", "read"], expiresAt: 5, lastUsedAt: 3 });
  expect(await apiKeys.insert(env, key, 100)).toEqual(key);
  expect(await apiKeys.find(env, org, key.id)).toEqual(key);
  expect(await apiKeys.find(env, other, key.id)).toBeUndefined();
  expect(await apiKeys.findByHash(env, key.hash)).toEqual(key);
  const twin = apiKeys.insert(env, apiKey(other, { hash: key.hash }), 100);
  await expect(twin).rejects.toSatisfy(isTaken);
});

it("is listed in pages, there and back", async () => {
  const org = newOrg();
  await apiKeys.insert(env, apiKey(newOrg()), 100);
  const ids = Array.from({ length: 5 }, () => newId("apiKey"));
  for (const id of ids) await apiKeys.insert(env, apiKey(org, { id }), 100);
  await provesPages(
    (query) => apiKeys.list(env, org, query),
    ({ id }) => id,
    ids,
  );
});

it("is one too many beyond the limit of its own organisation", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const [first, second] = [apiKey(org), apiKey(org)];
  await apiKeys.insert(env, apiKey(other), 1);
  expect(await apiKeys.insert(env, first, 1)).toEqual(first);
  expect(await apiKeys.insert(env, second, 1)).toBeUndefined();
  expect(await apiKeys.find(env, org, second.id)).toBeUndefined();
  expect(await apiKeys.find(env, org, first.id)).toEqual(first);
});

it("remembers a use, unless a later one is remembered already", async () => {
  const key = apiKey(newOrg());
  await apiKeys.insert(env, key, 100);
  const used = async (now: number) => {
    await apiKeys.noteUse(env, key.id, now, now - 10);
    return (await apiKeys.findByHash(env, key.hash))?.lastUsedAt;
  };
  expect(await used(100)).toBe(100);
  expect(await used(109)).toBe(100);
  expect(await used(110)).toBe(110);
  expect(await used(105)).toBe(110);
});

it("is removed in its organisation only", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const key = apiKey(org);
  await apiKeys.insert(env, key, 100);
  expect(await apiKeys.remove(env, other, key.id)).toBeUndefined();
  expect(await apiKeys.findByHash(env, key.hash)).toEqual(key);
  expect(await apiKeys.remove(env, org, key.id)).toEqual({ id: key.id });
  expect(await apiKeys.findByHash(env, key.hash)).toBeUndefined();
});

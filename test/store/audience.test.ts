import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { operationalOrg } from "../../src/core/operational.ts";
import * as audience from "../../src/store/audience.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import * as settings from "../../src/store/settings.ts";
import { endpoint, newOrg, stored } from "./rows.ts";

it("is nobody in an organisation that has only customers' endpoints", async () => {
  const app = await stored(env);
  await endpoints.insert(env, endpoint(app), 100);
  expect(await audience.find(env, app.org)).toEqual({ hasOperationalEndpoint: false, watchedUntil: 0 });
});

it("is told while one of its operational endpoints is enabled", async () => {
  const org = newOrg();
  const app = await stored(env, { org: operationalOrg(org) });
  const [one, other] = [endpoint(app), endpoint(app)];
  for (const each of [one, other]) await endpoints.insert(env, each, 100);
  expect(await audience.find(env, org)).toEqual({ hasOperationalEndpoint: true, watchedUntil: 0 });
  await endpoints.update(env, one.id, { disabled: true });
  expect((await audience.find(env, org)).hasOperationalEndpoint).toBe(true);
  await endpoints.update(env, other.id, { disabled: true });
  expect((await audience.find(env, org)).hasOperationalEndpoint).toBe(false);
  expect((await audience.find(env, newOrg())).hasOperationalEndpoint).toBe(false);
});

it("watches until the latest moment that was noted, which leaves settings alone", async () => {
  const org = newOrg();
  await audience.watch(env, org, 5_000, 1_000);
  expect(await audience.find(env, org)).toEqual({ hasOperationalEndpoint: false, watchedUntil: 5_000 });
  const { updatedAt } = await settings.update(env, org, { language: "de" });
  await audience.watch(env, org, 9_000, updatedAt + 1);
  expect(await audience.find(env, org)).toEqual({ hasOperationalEndpoint: false, watchedUntil: 9_000 });
  expect(await settings.find(env, org)).toMatchObject({ language: "de", createdAt: 1_000, updatedAt });
});

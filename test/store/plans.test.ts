import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { isTaken } from "../../src/store/db.ts";
import * as plans from "../../src/store/plans.ts";
import { provesPages } from "./pages.ts";
import { newOrg, plan } from "./rows.ts";

it("keeps every field as it was stored, under a name that an organisation has once", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const pro = plan(org, "Pro", {
    maxEndpoints: 5,
    featureFlags: ["beta"],
    retentionDays: 30,
    maxThrottleRate: 50,
  });
  await plans.insert(env, pro, 100);
  expect(await plans.find(env, org, "Pro")).toEqual(pro);
  expect(await plans.find(env, other, "Pro")).toBeUndefined();
  await expect(plans.insert(env, plan(org, "Pro"), 100)).rejects.toSatisfy(isTaken);
  await expect(plans.insert(env, plan(other, "Pro"), 100)).resolves.toBeTruthy();
});

it("is listed in pages, there and back", async () => {
  const org = newOrg();
  await plans.insert(env, plan(newOrg(), "b"), 100);
  for (const name of ["d", "a", "c", "b", "e"]) await plans.insert(env, plan(org, name), 100);
  await provesPages(
    (query) => plans.list(env, org, query),
    ({ name }) => name,
    ["a", "b", "c", "d", "e"],
  );
});

it("is created only where it is missing", async () => {
  const org = newOrg();
  const basic = plan(org, "Basic", { maxEndpoints: 2 });
  await plans.insert(env, basic, 100);
  const wanted = [plan(org, "Basic", { maxEndpoints: 1 }), plan(org, "Pro", { maxEndpoints: 3 })];
  expect(await plans.insertMissing(env, wanted)).toEqual(["Pro"]);
  expect(await plans.find(env, org, "Basic")).toEqual(basic);
  expect(await plans.find(env, org, "Pro")).toEqual(wanted[1]);
  expect(await plans.insertMissing(env, wanted)).toEqual([]);
  expect(await plans.insertMissing(env, [])).toEqual([]);
});

it("is changed and removed by name, in its organisation only", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const mine = await plans.insert(env, plan(org, "Pro", { retentionDays: 30 }), 100);
  const theirs = await plans.insert(env, plan(other, "Pro"), 100);
  const changed = { ...mine, maxEndpoints: 9 };
  expect(await plans.update(env, org, "Pro", { maxEndpoints: 9 })).toEqual(changed);
  expect(await plans.update(env, org, "Gold", { maxEndpoints: 9 })).toBeUndefined();
  expect(await plans.remove(env, org, "Pro")).toEqual(changed);
  expect(await plans.remove(env, org, "Pro")).toBeUndefined();
  expect(await plans.find(env, other, "Pro")).toEqual(theirs);
});

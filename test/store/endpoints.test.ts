import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import * as applications from "../../src/store/applications.ts";
import { isTaken } from "../../src/store/db.ts";
import * as deletions from "../../src/store/deletions.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import { newId } from "../../src/store/ids.ts";
import * as plans from "../../src/store/plans.ts";
import type { Application, Endpoint } from "../../src/store/schema.ts";
import { provesPages } from "./pages.ts";
import { endpoint, plan, stored } from "./rows.ts";

const insert = async (app: Application, fields: Partial<Endpoint> = {}): Promise<Endpoint> =>
  (await endpoints.insert(env, endpoint(app, fields), 100))!;

it("is found by id or uid, in its application only, with every field as it was stored", async () => {
  const [app, other] = [await stored(env), await stored(env)];
  const whole = await insert(app, {
    uid: "erp",
    url: "https://receiver.example/ü?a=__email__",
    description: "ERP",
    disabled: true,
    throttleRate: 3,
    version: 2,
    metadata: { a: "1" },
    eventTypes: ["invoice.paid"],
    channels: ["eu"],
    secrets: "sealed secrets",
    headers: "sealed headers",
    extensions: { name: "ERP", filter: { "data.amount": { $gt: 100 } } },
    auth: "sealed auth",
    confirmedEmail: "jane@example.com",
  });
  expect(await endpoints.find(env, app.id, whole.id)).toEqual(whole);
  expect(await endpoints.find(env, app.id, "erp")).toEqual(whole);
  expect(await endpoints.find(env, other.id, whole.id)).toBeUndefined();
  expect(await endpoints.find(env, other.id, "erp")).toBeUndefined();
});

it("has a uid that is taken once in an application, and again in another", async () => {
  const [app, other] = [await stored(env), await stored(env)];
  await insert(app, { uid: "erp" });
  await expect(insert(app, { uid: "erp" })).rejects.toSatisfy(isTaken);
  await expect(insert(other, { uid: "erp" })).resolves.toBeTruthy();
});

it("is listed in pages, there and back", async () => {
  const app = await stored(env);
  await insert(await stored(env));
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await insert(app)).id);
  await provesPages(
    (query) => endpoints.list(env, app.id, query),
    ({ id }) => id,
    ids.sort(),
  );
});

describe("a limit", () => {
  it("refuses one more, leaving no trace of it", async () => {
    const app = await stored(env);
    expect(await endpoints.insert(env, endpoint(app), 2)).toBeDefined();
    expect(await endpoints.insert(env, endpoint(app), 2)).toBeDefined();
    const third = endpoint(app);
    expect(await endpoints.insert(env, third, 2)).toBeUndefined();
    expect(await endpoints.find(env, app.id, third.id)).toBeUndefined();
    expect(await endpoints.count(env, app.id)).toBe(2);
  });

  it("can't be got past by several at once", async () => {
    const app = await stored(env);
    const made = await Promise.all(Array.from({ length: 6 }, () => endpoints.insert(env, endpoint(app), 2)));
    expect(made.filter((one) => one !== undefined)).toHaveLength(2);
    expect(await endpoints.count(env, app.id)).toBe(2);
  });
});

describe("what fan-out and delivery read", () => {
  it("has the endpoint's own rate, else that of its application", async () => {
    const app = await stored(env, { throttleRate: 10 });
    const unlimited = await stored(env);
    const rates = [
      [await insert(app, { throttleRate: 3 }), 3],
      [await insert(app), 10],
      [await insert(unlimited), null],
      [await insert(unlimited, { throttleRate: 4 }), 4],
    ] as const;
    const ids = rates.map(([{ id }]) => id);
    const expected = new Map(rates.map(([{ id }, rate]) => [id, rate]));
    const read = await endpoints.findMany(env, ids);
    const fannedOut = await endpoints.ofApplications(env, [app.id, unlimited.id]);
    for (const found of [read, fannedOut])
      expect(new Map(found.map(({ id, rate }) => [id, rate]))).toEqual(expected);
  });

  it("says whether the application's webhooks are on, and which flags its plan has", async () => {
    const app = await stored(env, { plan: "Pro", webhooksEnabled: false });
    await plans.insert(env, plan(app.org, "Pro", { featureFlags: ["beta"] }), 100);
    const other = await stored(env, { plan: "Pro" });
    await insert(app);
    const { id } = await insert(other);
    const found = await endpoints.ofApplications(env, [app.id, other.id]);
    expect(
      found
        .map(({ app, webhooksEnabled, plan, planFlags }) => [app, webhooksEnabled, plan, planFlags])
        .sort(),
    ).toEqual(
      [
        [app.id, false, "Pro", ["beta"]],
        [other.id, true, "Pro", null],
      ].sort(),
    );
    const [whole] = await endpoints.findMany(env, [id]);
    expect(whole).toEqual({
      ...(await endpoints.find(env, other.id, id)),
      rate: null,
      webhooksEnabled: true,
      settingsVersion: 0,
      svixHeaders: false,
    });
  });

  it("leaves endpoints out whose application is gone", async () => {
    const app = await stored(env);
    const orphan = await insert(app);
    await env.DB.prepare("DELETE FROM applications WHERE id = ?").bind(app.id).run();
    expect(await endpoints.findMany(env, [orphan.id])).toEqual([]);
    expect(await endpoints.ofApplications(env, [orphan.app])).toEqual([]);
  });

  it("takes 100 applications, and 100 endpoints", async () => {
    const app = await stored(env);
    const { id } = await insert(app);
    const others = Array.from({ length: 99 }, () => newId("application"));
    expect(await endpoints.ofApplications(env, [app.id, ...others])).toHaveLength(1);
    expect(
      await endpoints.findMany(env, [id, ...Array.from({ length: 99 }, () => newId("endpoint"))]),
    ).toHaveLength(1);
  });
});

describe("change", () => {
  it("succeeds for one of two who read the same", async () => {
    const before = await insert(await stored(env));
    const [one, other] = await Promise.all([
      endpoints.change(env, before, { description: "one" }),
      endpoints.change(env, before, { description: "other" }),
    ]);
    expect([one, other].filter((changed) => changed !== undefined)).toHaveLength(1);
    expect(await endpoints.find(env, before.app, before.id)).toEqual(one ?? other);
  });

  it("does so also when its time was set back", async () => {
    const before = await insert(await stored(env));
    await endpoints.update(env, before.id, { description: "other" });
    await env.DB.prepare("UPDATE endpoints SET updated_at = ? WHERE id = ?")
      .bind(before.updatedAt, before.id)
      .run();
    expect(await endpoints.change(env, before, { description: "one" })).toBeUndefined();
  });

  it("moves the time on, also when the clock doesn't", async () => {
    const before = await insert(await stored(env), { updatedAt: Date.now() + 60_000 });
    const after = await endpoints.change(env, before, { disabled: true });
    expect(after).toEqual({ ...before, disabled: true, revision: 1, updatedAt: before.updatedAt + 1 });
    vi.useFakeTimers({ toFake: ["Date"], now: before.updatedAt + 5_000 });
    try {
      const later = await endpoints.change(env, after!, { disabled: false });
      expect(later!.updatedAt).toBe(before.updatedAt + 5_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it("answers undefined for what is gone", async () => {
    const before = await insert(await stored(env));
    await deletions.removeEndpoint(env, before.id);
    expect(await endpoints.change(env, before, { disabled: true })).toBeUndefined();
    expect(await endpoints.update(env, before.id, { disabled: true })).toBeUndefined();
  });
});

describe("the version of the settings", () => {
  const versionOf = async (id: string) => (await endpoints.findMany(env, [id]))[0]!.settingsVersion;

  it("grows with every change of the endpoint and of its application", async () => {
    const app = await stored(env);
    const one = await insert(app);
    const steps = [
      () => endpoints.change(env, one, { disabled: true }),
      () => endpoints.update(env, one.id, { confirmedEmail: "ann@shop.example" }),
      () => applications.update(env, app.id, { webhooksEnabled: false }),
      async () => endpoints.disable(env, one.id, await versionOf(one.id)),
    ];
    for (const step of steps) {
      const before = await versionOf(one.id);
      await step();
      expect(await versionOf(one.id)).toBe(before + 1);
    }
    const [matched] = await endpoints.ofApplications(env, [app.id]);
    expect(matched!.settingsVersion).toBe(await versionOf(one.id));
  });

  it("is what an endpoint is disabled by: not when it, or its application, was changed since", async () => {
    const app = await stored(env);
    const [one, other] = [await insert(app), await insert(app)];
    await endpoints.update(env, one.id, { description: "changed" });
    await endpoints.disable(env, one.id, 0);
    expect(await endpoints.find(env, app.id, one.id)).toMatchObject({ disabled: false });
    await applications.update(env, app.id, { name: "changed" });
    await endpoints.disable(env, other.id, 0);
    expect(await endpoints.find(env, app.id, other.id)).toMatchObject({ disabled: false });
    await endpoints.disable(env, other.id, 1);
    expect(await endpoints.find(env, app.id, other.id)).toMatchObject({ disabled: true });
  });
});

it("an update leaves the other fields alone, and the removal the other endpoints", async () => {
  const app = await stored(env);
  const [one, other] = [await insert(app, { uid: "one" }), await insert(app)];
  expect(await endpoints.update(env, one.id, { url: "https://new.example/" })).toEqual({
    ...one,
    url: "https://new.example/",
    revision: 1,
    updatedAt: expect.any(Number),
  });
  await deletions.removeEndpoint(env, one.id);
  expect(await endpoints.find(env, app.id, "one")).toBeUndefined();
  expect(await endpoints.find(env, app.id, other.id)).toEqual(other);
  expect(await applications.find(env, app.org, app.id)).toEqual(app);
});

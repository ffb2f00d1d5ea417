import type { D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { searchKey } from "../../src/core/fold.ts";
import * as applications from "../../src/store/applications.ts";
import { isTaken } from "../../src/store/db.ts";
import * as deletions from "../../src/store/deletions.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import { newId } from "../../src/store/ids.ts";
import * as revocations from "../../src/store/revocations.ts";
import { provesPages } from "./pages.ts";
import { application, endpoint, newOrg, stored } from "./rows.ts";

const all = { search: null, plan: null, withoutEndpoints: true, withDisabled: true, withTestReceivers: true };
const firstPage = { limit: 50, iterator: null, order: "ascending" } as const;

describe("find", () => {
  it("takes an id or a uid, of this organisation only", async () => {
    const app = await stored(env, { uid: "shop-17" });
    expect(await applications.find(env, app.org, app.id)).toEqual(app);
    expect(await applications.find(env, app.org, "shop-17")).toEqual(app);
    expect(await applications.find(env, newOrg(), app.id)).toBeUndefined();
    expect(await applications.find(env, newOrg(), "shop-17")).toBeUndefined();
    expect(await applications.find(env, app.org, newId("application"))).toBeUndefined();
  });

  it("keeps every field as it was stored", async () => {
    const app = application(newOrg(), {
      uid: "shop",
      name: "Blumen „Käthe“ 🌷",
      throttleRate: 7,
      metadata: { a: "1", ü: "é" },
      plan: "Pro",
      webhooksEnabled: false,
      timeZone: "Europe/Berlin",
      createdAt: 1_700_000_000_123,
      updatedAt: 1_800_000_000_456,
    });
    await applications.insert(env, app);
    expect(await applications.find(env, app.org, app.id)).toEqual(app);
  });
});

describe("findMany", () => {
  it("takes ids and uids together, and leaves out what isn't there or belongs to somebody else", async () => {
    const org = newOrg();
    const [a, b] = [await stored(env, { org, uid: "a" }), await stored(env, { org })];
    const other = await stored(env, { uid: "b" });
    const found = await applications.findMany(env, org, ["a", b.id, other.id, "b", "nobody"]);
    expect(found.map(({ id }) => id).sort()).toEqual([a.id, b.id].sort());
    expect(await applications.findMany(env, org, [])).toEqual([]);
  });

  it("takes more names than D1 binds to a statement", async () => {
    const org = newOrg();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await stored(env, { org, uid: `uid-${n * 100}` })).id);
    const names = Array.from({ length: 250 }, (_, n) => `uid-${n}`);
    const found = await applications.findMany(env, org, names);
    expect(found.map(({ id }) => id).sort()).toEqual(ids.sort());
  });
});

describe("list", () => {
  it("goes in pages, there and back, through one organisation", async () => {
    const org = newOrg();
    await stored(env);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await stored(env, { org })).id);
    await provesPages(
      (query) => applications.list(env, org, all, query),
      ({ id }) => id,
      ids.sort(),
    );
  });

  it("finds part of a name and the beginning of uid or id, in any case", async () => {
    const org = newOrg();
    const shop = await stored(env, { org, name: "Blumen Ärmel", uid: "Shop-17" });
    const percent = await stored(env, { org, name: "100% Wool_", uid: "wool" });
    const find = async (search: string) =>
      (await applications.list(env, org, { ...all, search }, firstPage)).data.map(({ id }) => id);
    for (const search of ["men", "BLUMEN", "ärmel", "ÄRMEL", "shop", "SHOP-1", shop.id.toLowerCase()])
      expect(await find(search), search).toEqual([shop.id]);
    const oeztuerk = await stored(env, { org, name: "Öztürk & Söhne Straßenbau" });
    for (const search of ["Öztürk", "ÖZTÜRK", "oeztuerk", "ozturk", "STRASSEN", "söhne s"])
      expect(await find(search), search).toEqual([oeztuerk.id]);
    await applications.update(env, oeztuerk.id, { name: "Ægir" });
    expect(await find("öztürk")).toEqual([]);
    expect(await find("aeg")).toEqual([oeztuerk.id]);
    for (const search of ["0% w", "wool_"]) expect(await find(search), search).toEqual([percent.id]);
    for (const search of ["hop-17", "17", "b%n", "_rmel"]) expect(await find(search), search).toEqual([]);
  });

  it("lists those of a plan", async () => {
    const org = newOrg();
    const pro = await stored(env, { org, plan: "Pro" });
    await stored(env, { org, plan: "Basic" });
    await stored(env, { org });
    const { data } = await applications.list(env, org, { ...all, plan: "Pro" }, firstPage);
    expect(data).toEqual([pro]);
  });
});

describe("a uid", () => {
  it("is taken once in an organisation, and again in another", async () => {
    const app = await stored(env, { uid: "shop" });
    const again = applications.insert(env, application(app.org, { uid: "shop" }));
    await expect(again).rejects.toSatisfy(isTaken);
    await expect(stored(env, { uid: "shop" })).resolves.toBeTruthy();
  });

  it("can be missing as often as one likes", async () => {
    const { org } = await stored(env);
    await expect(stored(env, { org })).resolves.toBeTruthy();
  });

  it("is also taken for a change", async () => {
    const { org } = await stored(env, { uid: "shop" });
    const other = await stored(env, { org, uid: "other" });
    await expect(applications.update(env, other.id, { uid: "shop" })).rejects.toSatisfy(isTaken);
    expect(await applications.update(env, other.id, { uid: null })).toEqual({
      before: other,
      after: { ...other, uid: null, revision: 1 },
    });
  });
});

it("a change leaves the other fields alone, and answers undefined for what is gone", async () => {
  const app = await stored(env, { name: "Before", metadata: { a: "1" } });
  expect(await applications.update(env, app.id, { name: "After" })).toEqual({
    before: app,
    after: { ...app, name: "After", revision: 1 },
  });
  expect(await applications.update(env, newId("application"), { name: "After" })).toBeUndefined();
});

it("removing takes the application's endpoints and revocations along, and nobody else's", async () => {
  const [gone, other] = [await stored(env), await stored(env)];
  const ids: string[] = [];
  for (let n = 0; n < 2; n++) ids.push((await endpoints.insert(env, endpoint(gone), 100))!.id);
  const left = (await endpoints.insert(env, endpoint(other), 100))!;
  for (const { id } of [gone, other]) await revocations.revoke(env, id, "token", null);

  await deletions.removeApplication(env, gone.id);
  expect(await applications.find(env, gone.org, gone.id)).toBeUndefined();
  expect(await endpoints.find(env, gone.id, ids[0]!)).toBeUndefined();
  expect(
    await env.DB.prepare("SELECT token FROM revocations WHERE app = ?").bind(gone.id).all(),
  ).toMatchObject({ results: [] });
  expect(await endpoints.find(env, other.id, left.id)).toEqual(left);
  expect(await revocations.concerning(env, other.org, other.id, { id: "token", session: null })).toHaveLength(
    1,
  );
  await deletions.removeApplication(env, gone.id);
  expect(await deletions.deletedEndpointsOf(env, gone.id)).toEqual(ids.sort());
  await deletions.forgetEndpoints(env, ids);
  expect(await deletions.deletedEndpointsOf(env, gone.id)).toEqual([]);
});

describe("names of before they were folded", () => {
  const { MIGRATIONS } = env as unknown as { MIGRATIONS: D1Migration[] };
  const { queries } = MIGRATIONS.find(({ name }) => name.includes("search"))!;
  const fill = async () => {
    const updates = queries.filter((query) => query.includes("UPDATE"));
    await env.DB.batch(updates.map((query) => env.DB.prepare(query)));
  };

  it("are folded by the migration as by the code, and are found until then by the cases of ASCII", async () => {
    const org = newOrg();
    const letters = String.fromCodePoint(
      ...range(0xc0, 0x24f),
      ...range(0x386, 0x3ce),
      ...range(0x400, 0x45f),
    );
    const names = [
      "Plain",
      "Öztürk",
      "O\u0308ztu\u0308rk",
      "Straße Ø É",
      "ΑΘΗΝΑ Москва",
      letters.replace(/\P{L}/gu, ""),
    ];
    const ids: string[] = [];
    for (const name of names) ids.push((await stored(env, { org, name })).id);
    await env.DB.prepare("UPDATE applications SET search_name = NULL WHERE org = ?").bind(org).run();
    const find = async (search: string) =>
      (await applications.list(env, org, { ...all, search }, firstPage)).data.map(({ id }) => id);
    expect(await find("PLAIN")).toEqual([ids[0]]);
    await fill();
    for (const name of names.slice(0, 5)) expect(await find(name.toUpperCase()), name).not.toEqual([]);
    const { results } = await env.DB.prepare("SELECT name, search_name FROM applications WHERE org = ?")
      .bind(org)
      .all<{ name: string; search_name: string }>();
    expect(results).toHaveLength(names.length);
    for (const { name, search_name } of results) expect(search_name).toBe(searchKey(name));
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as settings from "../../src/store/settings.ts";
import { newOrg } from "./rows.ts";

const nothing = {
  brand: {},
  language: null,
  portalOrigins: [],
  endpointDefaults: {},
  svixHeaders: false,
  watchedUntil: 0,
};

it("of an organisation that never set anything, are empty", async () => {
  const org = newOrg();
  expect(await settings.find(env, org)).toEqual({ org, ...nothing, createdAt: 0, updatedAt: 0 });
});

it("are made by the first change; later ones leave the other fields and the time of making alone", async () => {
  const org = newOrg();
  const first = await settings.update(env, org, { brand: { name: "Shop", color: "#0a7cff" } });
  expect(first).toEqual({
    org,
    ...nothing,
    brand: { name: "Shop", color: "#0a7cff" },
    createdAt: first.updatedAt,
    updatedAt: first.createdAt,
  });
  const second = await settings.update(env, org, { language: "de", portalOrigins: ["https://shop.example"] });
  expect(second).toEqual({
    ...first,
    language: "de",
    portalOrigins: ["https://shop.example"],
    updatedAt: second.updatedAt,
  });
  expect(await settings.find(env, org)).toEqual(second);
  expect(await settings.find(env, newOrg())).toMatchObject(nothing);
});

describe("setDefaults", () => {
  it("replaces fields of the same name whole, and keeps the others", async () => {
    const org = newOrg();
    const batching = { enabled: true, maxEvents: 100, maxWaitSeconds: 10 };
    await settings.setDefaults(env, org, { batching, cooldown: { key: "contact.id", seconds: 60 } });
    expect((await settings.find(env, org)).endpointDefaults).toEqual({
      batching,
      cooldown: { key: "contact.id", seconds: 60 },
    });
    await settings.setDefaults(env, org, { cooldown: { key: "id", seconds: 1, origins: ["import"] } });
    expect((await settings.find(env, org)).endpointDefaults).toEqual({
      batching,
      cooldown: { key: "id", seconds: 1, origins: ["import"] },
    });
  });

  it("keeps what else is set, and quotes and dots in values", async () => {
    const org = newOrg();
    await settings.update(env, org, { language: "en" });
    const filter = { "data.name": `it's "x"`, "a.b": { $in: [1, null, true] } };
    await settings.setDefaults(env, org, { filter });
    expect(await settings.find(env, org)).toMatchObject({ language: "en", endpointDefaults: { filter } });
  });
});

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { isTaken } from "../../src/store/db.ts";
import * as eventTypes from "../../src/store/event-types.ts";
import type { EventType } from "../../src/store/schema.ts";
import { provesPages } from "./pages.ts";
import { eventType, newOrg } from "./rows.ts";

const everything = { includeArchived: true, featureFlags: null };
const firstPage = { limit: 50, iterator: null, order: "ascending" } as const;

async function stored(org: string, name: string, fields: Partial<EventType> = {}): Promise<EventType> {
  return eventTypes.insert(env, eventType(org, name, fields));
}

const names = (types: EventType[]) => types.map(({ name }) => name);

it("keeps every field as it was stored, under a name that an organisation has once", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const whole = await stored(org, "invoice.paid", {
    description: "Paid in full",
    archived: true,
    deprecated: true,
    schemas: { 1: { type: "object" }, 2: true },
    featureFlags: ["beta"],
    groupName: "Invoices",
    extensions: { descriptions: { de: "Bezahlt" }, status: "active", example: { id: 1 } },
  });
  expect(await eventTypes.find(env, org, "invoice.paid")).toEqual(whole);
  expect(await eventTypes.find(env, other, "invoice.paid")).toBeUndefined();
  await expect(stored(org, "invoice.paid")).rejects.toSatisfy(isTaken);
  await expect(stored(other, "invoice.paid")).resolves.toBeTruthy();
});

describe("list", () => {
  it("goes in pages, there and back, also past a name that begins with a minus", async () => {
    const org = newOrg();
    await stored(newOrg(), "b");
    const all = ["-a", "-b", "a", "b", "c.d"];
    for (const name of all.toReversed()) await stored(org, name);
    await provesPages(
      (query) => eventTypes.list(env, org, everything, query),
      ({ name }) => name,
      all,
    );
    expect(names(await eventTypes.all(env, org, everything))).toEqual(all);
  });

  it("leaves archived ones out unless they are asked for", async () => {
    const org = newOrg();
    await stored(org, "a");
    await stored(org, "b", { archived: true });
    const listed = async (includeArchived: boolean) => {
      const filter = { includeArchived, featureFlags: null };
      const { data } = await eventTypes.list(env, org, filter, firstPage);
      expect(await eventTypes.all(env, org, filter)).toEqual(data);
      return names(data);
    };
    expect(await listed(false)).toEqual(["a"]);
    expect(await listed(true)).toEqual(["a", "b"]);
  });

  it("shows what has no flag, and what has one of the caller's", async () => {
    const org = newOrg();
    await stored(org, "free");
    await stored(org, "free-too", { featureFlags: [] });
    await stored(org, "beta", { featureFlags: ["beta", "gold"] });
    await stored(org, "quoted", { featureFlags: ['it\'s "new"'] });
    const visible = async (featureFlags: string[] | null) =>
      names(await eventTypes.all(env, org, { includeArchived: false, featureFlags }));
    expect(await visible(null)).toEqual(["beta", "free", "free-too", "quoted"]);
    expect(await visible([])).toEqual(["free", "free-too"]);
    expect(await visible(["gold", "x"])).toEqual(["beta", "free", "free-too"]);
    expect(await visible(["bet", "eta", "%"])).toEqual(["free", "free-too"]);
    expect(await visible(['it\'s "new"'])).toEqual(["free", "free-too", "quoted"]);
    expect(await eventTypes.find(env, org, "beta", [])).toBeUndefined();
    expect(await eventTypes.find(env, org, "beta", ["beta"])).toBeDefined();
    expect(await eventTypes.find(env, org, "free", [])).toBeDefined();
  });
});

it("finds many by name, more than D1 binds to a statement", async () => {
  const org = newOrg();
  for (const name of ["n0", "n100", "n249"]) await stored(org, name);
  await stored(newOrg(), "n1");
  const wanted = Array.from({ length: 250 }, (_, n) => `n${n}`);
  expect(names(await eventTypes.findMany(env, org, wanted)).sort()).toEqual(["n0", "n100", "n249"]);
  expect(await eventTypes.findMany(env, org, [])).toEqual([]);
});

it("knows which are only planned", async () => {
  const org = newOrg();
  await stored(org, "a", { extensions: { status: "planned" } });
  await stored(org, "b", { extensions: { status: "active" } });
  await stored(org, "c");
  expect(await eventTypes.planned(env, org)).toEqual(["a"]);
  expect(await eventTypes.planned(env, newOrg())).toEqual([]);
});

describe("save", () => {
  it("creates what is new, changes only these fields of what is there, and archives others", async () => {
    const org = newOrg();
    const before = await stored(org, "a", { description: "old", groupName: "kept", featureFlags: ["kept"] });
    const gone = await stored(org, "gone");
    await stored(newOrg(), "gone");
    const fresh = eventType(org, "b", { description: "new", groupName: "new" });
    await eventTypes.save(
      env,
      org,
      [eventType(org, "a", { description: "new", groupName: "not taken" }), fresh],
      ["description"],
      ["gone"],
    );
    expect(await eventTypes.find(env, org, "a")).toEqual({ ...before, description: "new" });
    expect(await eventTypes.find(env, org, "b")).toEqual(fresh);
    const archived = (await eventTypes.find(env, org, "gone"))!;
    expect(archived).toEqual({ ...gone, archived: true, updatedAt: archived.updatedAt });
    expect(archived.updatedAt).toBeGreaterThan(gone.updatedAt);
  });

  it("saves all or none", async () => {
    const org = newOrg();
    const broken = { ...eventType(org, "b"), description: null } as unknown as EventType;
    await expect(eventTypes.save(env, org, [eventType(org, "a"), broken], ["description"])).rejects.toThrow();
    expect(await eventTypes.all(env, org, everything)).toEqual([]);
  });

  it("does nothing for nothing", async () => {
    await expect(eventTypes.save(env, newOrg(), [], [])).resolves.toBeUndefined();
  });
});

it("is changed and removed by name, in its organisation only", async () => {
  const [org, other] = [newOrg(), newOrg()];
  const mine = await stored(org, "a", { groupName: "kept" });
  const theirs = await stored(other, "a");
  expect(await eventTypes.update(env, org, "a", { archived: true })).toEqual({ ...mine, archived: true });
  expect(await eventTypes.update(env, org, "nothing", { archived: true })).toBeUndefined();
  await eventTypes.remove(env, org, "a");
  expect(await eventTypes.find(env, org, "a")).toBeUndefined();
  expect(await eventTypes.find(env, other, "a")).toEqual(theirs);
});

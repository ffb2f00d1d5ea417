import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { sign } from "hono/jwt";
import { afterEach, expect, it, vi } from "vitest";
import { readSettings } from "../../src/pipeline/endpoint-settings.ts";
import * as applications from "../../src/store/applications.ts";
import { db } from "../../src/store/db.ts";
import { newId } from "../../src/store/ids.ts";
import { endpoints } from "../../src/store/schema.ts";
import { endpoint as endpointRow } from "../store/rows.ts";
import { toldOf } from "./operator.ts";
import { at, receive, scene, soon } from "./scene.ts";
import { traces } from "./traces.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** An application whose operator wants to know everything. */
async function watched() {
  receive();
  const tools = await scene();
  const { good, org, app } = tools;
  await good("PATCH", `/app/${app}`, { uid: "shop" });
  const operator = (await good("POST", "/operational-webhook/endpoint", { url: "https://operator.example" }))
    .id as string;
  const organisation = env.ORGANISATION.getByName(org);
  return {
    ...tools,
    told: (type: string) => toldOf(operator, type),
    /** The organisation's alarm, so long (ms) from now. */
    alarm: async (wait: number) => {
      at(Date.now() + wait);
      await runDurableObjectAlarm(organisation);
      vi.useRealTimers();
    },
  };
}

/** Whoever makes a change is killed when the database has made it. */
function killAfterBatch() {
  const batch = env.DB.batch.bind(env.DB);
  return vi.spyOn(env.DB, "batch").mockImplementationOnce(async (statements) => {
    await batch(statements);
    throw new Error("killed");
  });
}

function killBeforeOutbox() {
  return vi.spyOn(env.OUTBOX, "getByName").mockImplementation(() => {
    throw new Error("killed");
  });
}

it.for([
  ["endpoint.created", "POST", killAfterBatch],
  ["endpoint.updated", "PATCH", killBeforeOutbox],
  ["endpoint.deleted", "DELETE", killAfterBatch],
] as const)("%s is told, once, though who did so was killed before it told", async ([type, method, kill]) => {
  const { app, call, endpoint, told, alarm } = await watched();
  const path = `/app/${app}/endpoint`;
  const id = method === "POST" ? null : await endpoint({ uid: "erp" });
  const body = method === "DELETE" ? undefined : { uid: "erp", url: "https://receiver.example/new" };
  const killed = kill();
  expect((await call(method, id === null ? path : `${path}/${id}`, body)).status).toBe(500);
  killed.mockRestore();
  expect(await told(type)).toEqual([]);
  for (const wait of [31_000, 3_600_000]) {
    await alarm(wait);
    await vi.waitFor(
      async () =>
        expect(await told(type)).toEqual([
          { appId: app, appUid: "shop", endpointId: id ?? expect.any(String), endpointUid: "erp" },
        ]),
      soon,
    );
  }
});

it("a change that can't be told now is made all the same, and told later", async () => {
  const { app, good, endpoint, told, alarm } = await watched();
  const down = vi.spyOn(env.JOURNAL, "getByName").mockImplementation(() => {
    throw new Error("unreachable");
  });
  const id = await endpoint();
  await good("PATCH", `/app/${app}/endpoint/${id}`, { description: "one" });
  await good("PATCH", `/app/${app}/endpoint/${id}`, { description: "two" });
  await good("DELETE", `/app/${app}/endpoint/${id}`);
  down.mockRestore();
  await alarm(31_000);
  await vi.waitFor(async () => {
    expect(await told("endpoint.created")).toHaveLength(1);
    expect(await told("endpoint.updated")).toHaveLength(2);
    expect(await told("endpoint.deleted")).toHaveLength(1);
  }, soon);
});

it("what was to be changed and never was is not told of", async () => {
  const { app, org, call, endpoint, told } = await watched();
  const id = await endpoint();
  const path = `/app/${app}/endpoint`;
  vi.spyOn(env.DB, "batch").mockRejectedValueOnce(new Error("killed"));
  expect((await call("POST", path, { url: "https://receiver.example" })).status).toBe(500);
  const prepare = vi.spyOn(env.DB, "prepare").mockImplementation((query) => {
    if (query.startsWith("update")) throw new Error("killed");
    return Object.getPrototypeOf(env.DB).prepare.call(env.DB, query);
  });
  expect((await call("PATCH", `${path}/${id}`, { description: "never" })).status).toBe(500);
  prepare.mockRestore();
  const noted = async () => (await traces(app)).includes("organisation changes");
  expect(await noted()).toBe(true);
  at(Date.now() + 3_700_000);
  await runDurableObjectAlarm(env.ORGANISATION.getByName(org));
  await vi.waitFor(async () => expect(await noted()).toBe(false), soon);
  vi.useRealTimers();
  expect(await told("endpoint.created")).toHaveLength(1);
  expect(await told("endpoint.updated")).toEqual([]);
});

it("of a change that is refused, or made and told, nothing stays noted", async () => {
  const { app, call, endpoint, good } = await watched();
  const [taken, other] = [await endpoint({ uid: "taken" }), await endpoint()];
  await good("PATCH", `/app/${app}/endpoint/${taken}`, { description: "changed" });
  expect((await call("PATCH", `/app/${app}/endpoint/${other}`, { uid: "taken" })).status).toBe(409);
  expect(
    (await call("POST", `/app/${app}/endpoint`, { uid: "taken", url: "https://a.example" })).status,
  ).toBe(409);
  await good("DELETE", `/app/${app}/endpoint/${taken}`);
  expect(await traces(app)).not.toContain("organisation changes");
});

const offered = () => ({
  message: newId("message"),
  eventType: "a",
  channels: null,
  tags: null,
  notBefore: Date.now() + 24 * 3_600_000,
  bytes: 0,
  cooldown: null,
});

/** Something waits there. */
async function fill(id: string) {
  await env.OUTBOX.getByName(id).offer((await readSettings(env, id))!, [offered()]);
}

const holdOf = async (id: string) => (await env.OUTBOX.getByName(id).status()).hold;

it.for([
  ["paused", false, "paused"],
  ["resumed", true, null],
] as const)("an application is %s, though who did so was killed before the Outboxes knew", async (one) => {
  const [, webhooksEnabled, hold] = one;
  const { app, call, good, endpoint, alarm } = await watched();
  await good("PATCH", `/app/${app}`, { webhooksEnabled: !webhooksEnabled });
  const id = await endpoint();
  await fill(id);
  const before = await holdOf(id);
  const killed = killBeforeOutbox();
  expect((await call("PATCH", `/app/${app}`, { webhooksEnabled })).status).toBe(500);
  killed.mockRestore();
  expect(await holdOf(id)).toBe(before);
  await alarm(31_000);
  await vi.waitFor(async () => expect(await holdOf(id)).toBe(hold), soon);
  await vi.waitFor(async () => expect(await traces(app)).not.toContain("organisation changes"), soon);
});

it("an endpoint is paused, though who did so was killed before its Outbox knew", async () => {
  const { app, call, endpoint, alarm } = await watched();
  const id = await endpoint();
  await fill(id);
  const killed = killBeforeOutbox();
  expect((await call("PATCH", `/app/${app}/endpoint/${id}`, { disabled: true })).status).toBe(500);
  killed.mockRestore();
  expect(await holdOf(id)).toBeNull();
  await alarm(31_000);
  await vi.waitFor(async () => expect(await holdOf(id)).toBe("paused"), soon);
});

it("an email address is confirmed, though who did so was killed before the Outbox knew", async () => {
  const { app, endpoint, alarm } = await watched();
  const email = "ann@shop.example";
  const id = await endpoint({ url: undefined, destination: { type: "email", to: email } });
  await fill(id);
  expect(await holdOf(id)).toBe("paused");
  const claims = { purpose: "confirm-email", sub: id, app, email, exp: Math.floor(Date.now() / 1_000) + 60 };
  const token = await sign(claims, env.JWT_SECRET, "HS256");
  const confirm = () =>
    exports.default.fetch(`http://posthorn.test/confirm-email?token=${token}`, { method: "POST" });
  const killed = killBeforeOutbox();
  expect((await confirm()).status).toBe(500);
  killed.mockRestore();
  expect(await holdOf(id)).toBe("paused");
  await alarm(31_000);
  await vi.waitFor(async () => expect(await holdOf(id)).toBeNull(), soon);
});

it("an application with many endpoints is paused step by step", async () => {
  const { app, org, good } = await watched();
  const row = (await applications.find(env, org, app))!;
  const rows = Array.from({ length: 205 }, () => endpointRow(row, { secrets: "x", headers: "x" }));
  const [first, ...more] = rows.map((one) => db(env).insert(endpoints).values(one));
  await db(env).batch([first!, ...more]);
  const ids = [rows[0]!.id, rows[150]!.id, rows[204]!.id];
  for (const id of ids) await fill(id);
  await good("PATCH", `/app/${app}`, { webhooksEnabled: false });
  expect(await holdOf(ids[0]!)).toBe("paused");
  for (const id of ids) await vi.waitFor(async () => expect(await holdOf(id)).toBe("paused"), soon);
  await vi.waitFor(async () => expect(await traces(app)).not.toContain("organisation changes"), soon);
});

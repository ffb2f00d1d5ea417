import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { receive } from "../../pipeline/scene.ts";
import {
  type Client,
  eventually,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  organisation,
  refusal,
  tenant,
  unique,
} from "../client.ts";

afterEach(() => vi.restoreAllMocks());

const hour = 3_600_000;
const window = {
  since: new Date(Date.now() - hour).toISOString(),
  until: new Date(Date.now() + hour).toISOString(),
};

const finished = (api: Client, org: string, id: string) =>
  eventually(async () => {
    await runDurableObjectAlarm(env.ORGANISATION.getByName(org));
    const task = await api.ok("GET", `/background-task/${id}`);
    expect(task.status).toBe("finished");
    return task;
  });

it("count the attempts of each application, at all its endpoints", async () => {
  receive(({ url }) => new Response(null, { status: url.includes("bad") ? 500 : 200 }));
  const { org, api, app, endpoint, send, attempts } = await tenant({ uid: unique() });
  await endpoint();
  await endpoint({ url: "https://receiver.example/bad" });
  for (const message of [await send(), await send()]) await attempts(message, 2);
  const quiet = await api.ok("POST", "/app", { name: "Quiet" });
  const begun = await api.post("/stats/usage/app", window);
  expect(begun).toMatchObject({
    status: 202,
    json: { id: isIdOf("qtask"), status: "running", task: "application.stats", updatedAt: isTime },
  });
  expect(begun.json.unresolvedAppIds).toEqual([]);
  const { uid } = await api.ok("GET", `/app/${app}`);
  expect((await finished(api, org, begun.json.id)).data).toEqual({
    appStats: [
      { appId: app, appUid: uid, messageDestinations: 4 },
      { appId: quiet.id, appUid: null, messageDestinations: 0 },
    ],
  });
});

it("are of the applications that are named, and say which names are none", async () => {
  const uid = unique();
  const { org, api, app } = await tenant();
  await api.ok("POST", "/app", { name: "Not asked for" });
  const named = await api.ok("POST", "/app", { name: "Named", uid });
  const { id, unresolvedAppIds } = await api.ok("POST", "/stats/usage/app", {
    ...window,
    appIds: [uid, app, "nobody"],
  });
  expect(unresolvedAppIds).toEqual(["nobody"]);
  const { appStats } = (await finished(api, org, id)).data;
  expect(appStats.map(({ appId }: { appId: string }) => appId)).toEqual([app, named.id]);
  expect(await api.post("/stats/usage/app", { ...window, appIds: ["nobody"] })).toMatchObject(
    invalidAt("body", "appIds"),
  );
  const backwards = { since: window.until, until: window.since };
  expect(await api.post("/stats/usage/app", backwards)).toMatchObject(invalidAt("body", "since"));
});

it("list what each application is subscribed to", async () => {
  const { org, api, app, endpoint, eventType } = await tenant();
  const [a, b] = [await eventType({ name: "b.first" }), await eventType({ name: "a.second" })];
  await endpoint({ eventTypes: [a, b] });
  await endpoint({ eventTypes: [a] });
  const all = (await api.ok("POST", "/app", { name: "Takes all" })).id;
  await api.ok("POST", `/app/${all}/endpoint`, { url: "https://receiver.example/" });
  const none = (await api.ok("POST", "/app", { name: "Nothing" })).id;
  const { id, task } = await api.ok("PUT", "/stats/usage/event-types");
  expect(task).toBe("event-type.aggregate");
  expect((await finished(api, org, id)).data).toEqual({
    event_types: [
      { appId: app, explicitlySubscribedEventTypes: ["a.second", "b.first"], hasCatchAllEndpoint: false },
      { appId: all, explicitlySubscribedEventTypes: [], hasCatchAllEndpoint: true },
      { appId: none, explicitlySubscribedEventTypes: [], hasCatchAllEndpoint: false },
    ],
  });
});

it("go through more endpoints than one step does", async () => {
  const { org, api, app } = await tenant();
  const statement = env.DB.prepare(
    `INSERT INTO endpoints (id, org, app, url, description, metadata, headers, secrets, extensions, disabled, created_at, updated_at)
      SELECT 'ep_' || ?1 || substr('000' || value, -4), ?2, ?3, 'https://receiver.example/', '', '{}', '{}', '[]', '{}', 0, 0, 0
      FROM json_each(?4)`,
  );
  const numbers = JSON.stringify(Array.from({ length: 450 }, (_, n) => n));
  await statement.bind(app.slice(4, 26), org, app, numbers).run();
  const { id } = await api.ok("POST", "/stats/usage/app", window);
  expect((await finished(api, org, id)).data.appStats).toEqual([
    { appId: app, appUid: null, messageDestinations: 0 },
  ]);
});

it("go on when a step failed", async () => {
  const { org, api, endpoint } = await tenant();
  await endpoint();
  const { id } = await api.ok("POST", "/stats/usage/app", window);
  const spy = vi.spyOn(env.OUTBOX, "getByName").mockImplementation(() => {
    throw new Error("gone");
  });
  await runDurableObjectAlarm(env.ORGANISATION.getByName(org));
  spy.mockRestore();
  expect((await finished(api, org, id)).data.appStats).toHaveLength(1);
});

it("hold nothing of an application that is deleted", async () => {
  const uid = unique();
  const { org, api, app } = await tenant({ uid });
  const kept = (await api.ok("POST", "/app", { name: "Kept" })).id;
  const { id } = await api.ok("POST", "/stats/usage/app", window);
  await finished(api, org, id);
  await api.call("DELETE", `/app/${app}`);
  expect((await api.ok("GET", `/background-task/${id}`)).data).toEqual({
    appStats: [{ appId: kept, appUid: null, messageDestinations: 0 }],
  });
});

it("wait for others when there are 10 already", async () => {
  const { org, api } = await organisation();
  const organisationObject = env.ORGANISATION.getByName(org);
  for (let n = 0; n < 10; n++)
    expect(
      await organisationObject.gather(org, `qtask_${n}`, { kind: "event-type.aggregate" }),
    ).not.toBeNull();
  // The alarm may have been here already.
  const answers = await Promise.all(
    Array.from({ length: 11 }, () => api.call("PUT", "/stats/usage/event-types")),
  );
  expect(answers).toContainEqual(expect.objectContaining(refusal(403, "limit_reached")));
});

it("are the organisation's affair", async () => {
  const { customer } = await tenant();
  const own = await customer();
  expect(await own.post("/stats/usage/app", window)).toMatchObject(forbidden);
  expect(await own.put("/stats/usage/event-types")).toMatchObject(forbidden);
});

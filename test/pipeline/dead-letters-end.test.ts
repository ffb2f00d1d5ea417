import { createExecutionContext, createMessageBatch, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { latestFirst } from "../../src/core/ids.ts";
import { consume } from "../../src/pipeline/consume.ts";
import { newId, randomBytes } from "../../src/store/ids.ts";
import { at, scene, soon } from "./scene.ts";
import { traces } from "./traces.ts";

const day = 24 * 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Brings jobs into a dead-letter queue, as the platform does. */
const bury = (...jobs: unknown[]) =>
  consume(
    createMessageBatch(
      "posthorn-events-dead",
      jobs.map((body) => ({ id: newId("job"), timestamp: new Date(), attempts: 6, body })),
    ),
    env,
    createExecutionContext(),
  );

const lettersOf = async (org: string) =>
  (await env.PAYLOADS.list({ prefix: `dead-letters/${org}/` })).objects;

/** Letters of every kind of job of an application, each with a mark. */
async function lettered() {
  const its = await scene();
  const { org, app, good } = its;
  const mark = crypto.randomUUID();
  await good("PATCH", `/app/${app}`, { uid: `uid-${mark}` });
  const message = { eventType: "a", payload: { mark } };
  const jobs = [
    { v: 1, kind: "event", org, application: `uid-${mark}`, message },
    { v: 1, kind: "event", org, application: app, message },
    { v: 1, kind: "fan_out", org, app, messages: [{ id: newId("message"), payload: mark }] },
    {
      v: 1,
      kind: "deliveries",
      org,
      app,
      deliveries: [{ message: newId("message"), content: { payload: mark } }],
    },
  ];
  return { ...its, mark, jobs };
}

it("those of a deleted application go with it, and those of others stay", async () => {
  const { org, app, call, jobs, mark } = await lettered();
  const other = { org, kind: "event", application: "nobody" };
  await bury(...jobs, other);
  expect(await lettersOf(org)).toHaveLength(5);
  await call("DELETE", `/app/${app}`);
  expect(await traces(mark)).toEqual([]);
  expect(await lettersOf(org)).toHaveLength(1);
});

it("those that come when their application is deleted are not kept", async () => {
  const { org, app, call, jobs, mark } = await lettered();
  await call("DELETE", `/app/${app}`);
  await bury(...jobs.slice(2));
  expect(await lettersOf(org)).toEqual([]);
  expect(await traces(mark)).toEqual([]);
});

it("those that come while their application is being deleted are not kept", async () => {
  const { org, app, call, jobs, mark } = await lettered();
  const put = vi.spyOn(Object.getPrototypeOf(env.PAYLOADS) as R2Bucket, "put");
  const real = put.getMockImplementation();
  expect(real).toBeUndefined();
  put.mockImplementationOnce(async (...args) => {
    await call("DELETE", `/app/${app}`);
    return env.PAYLOADS.put(...args) as never;
  });
  await bury(jobs[1]);
  expect(await lettersOf(org)).toEqual([]);
  expect(await traces(mark)).toEqual([]);
});

it("those with a message whose content is deleted go, and those of its neighbours stay", async () => {
  const { org, app, call, good, send } = await scene();
  const [gone, kept] = [await send(), await send()];
  const jobs = [gone, kept].flatMap((id) => [
    { v: 1, kind: "fan_out", org, app, messages: [{ id, payload: id }] },
    { v: 1, kind: "deliveries", org, app, deliveries: [{ message: id, content: { payload: id } }] },
  ]);
  await bury(...jobs);
  await call("DELETE", `/app/${app}/msg/${gone}/content`);
  const { data } = await good("GET", "/dead-letter");
  expect(data).toHaveLength(2);
  expect(JSON.stringify(data)).not.toContain(gone);
});

it("those with a value that is deleted go, also of events that were never accepted", async () => {
  const { org, app, jobs, mark, good, journal } = await lettered();
  const message = { eventType: "a", payload: JSON.stringify({ mark: "another" }) };
  await bury(...jobs.slice(0, 2), { v: 1, kind: "event", org, application: app, message });
  const { id } = await good("POST", `/app/${app}/msg/expunge`, { path: "mark", value: mark });
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(journal);
    expect((await good("GET", `/background-task/${id}`)).status).toBe("finished");
  }, soon);
  const { data } = await good("GET", "/dead-letter");
  expect(data).toMatchObject([{ job: { message } }]);
});

it.for([["an organisation"], ["none"]] as const)("those of %s are kept for 30 days", async ([kind]) => {
  const org = kind === "none" ? null : `org_${crypto.randomUUID()}`;
  const mark = crypto.randomUUID();
  const shelf = env.ORGANISATION.getByName(org ?? "-");
  await bury({ org: org ?? 7, mark });
  at(Date.now() + 29 * day);
  await bury({ org: org ?? 7, later: mark });
  await runDurableObjectAlarm(shelf);
  expect(await traces(mark)).toHaveLength(2);
  at(Date.now() + 2 * day);
  await runDurableObjectAlarm(shelf);
  const [left, ...others] = await traces(mark);
  expect(others).toEqual([]);
  expect(await (await env.PAYLOADS.get(left!.replace("R2 ", "")))!.text()).toContain("later");
  at(Date.now() + 30 * day);
  await runDurableObjectAlarm(shelf);
  expect(await traces(mark)).toEqual([]);
});

it("of an organisation the newest 1,000 are kept", async () => {
  const org = `org_${crypto.randomUUID()}`;
  const start = Date.now();
  const key = (age: number) =>
    `dead-letters/${org}/${latestFirst("deadLetter", start - age, randomBytes(16))}`;
  const ages = Array.from({ length: 1_000 }, (_, n) => 1_000 + n);
  for (let n = 0; n < ages.length; n += 100)
    await Promise.all(ages.slice(n, n + 100).map((age) => env.PAYLOADS.put(key(age), "{}")));
  await bury({ org, n: 1 });
  expect(await runDurableObjectAlarm(env.ORGANISATION.getByName(org))).toBe(true);
  const { objects, truncated } = await env.PAYLOADS.list({ prefix: `dead-letters/${org}/` });
  expect([objects.length, truncated]).toEqual([1_000, false]);
  const first = await env.PAYLOADS.get(objects[0]!.key);
  expect(await first!.json()).toMatchObject({ job: { n: 1 } });
});

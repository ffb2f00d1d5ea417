import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { answering, eventually, forbidden, invalidAt, isTime, organisation, tenant } from "../client.ts";

const watchedUntil = async (org: string) =>
  (await env.DB.prepare("SELECT watched_until AS at FROM settings WHERE org = ?").bind(org).first("at")) ?? 0;

it("shows messages and attempts of all applications to who follows it, the newest last", async () => {
  const { api, org, app, endpoint, send } = await tenant({ name: "Flower shop" });
  const first = await api.ok("GET", "/feed");
  expect(first).toEqual({ data: [], iterator: expect.stringMatching(/^hap_/) });
  expect(await watchedUntil(org)).toBeGreaterThan(Date.now());

  const id = await endpoint({ url: answering(503).url, retry: { waits: [] } });
  const message = await send({ eventType: "order.paid" });
  const other = (await api.ok("POST", "/app", { name: "Book shop" })).id;
  const otherMessage = (await api.ok("POST", `/app/${other}/msg`, { eventType: "x", payload: {} })).id;
  const { data, iterator } = await eventually(async () => {
    const feed = await api.ok("GET", `/feed?after=${first.iterator}`);
    expect(feed.data).toHaveLength(3);
    return feed;
  });
  const about = { id: expect.stringMatching(/^hap_/), at: isTime, messages: 1 };
  const nothing = { endpoint: null, status: null, code: null };
  const mine = { ...about, app, appName: "Flower shop", message, eventType: "order.paid" };
  const of = (one: string) => data.filter((row: { message: string }) => row.message === one);
  expect(of(otherMessage)).toEqual([
    {
      ...about,
      kind: "message",
      app: other,
      appName: "Book shop",
      message: otherMessage,
      eventType: "x",
      ...nothing,
    },
  ]);
  expect(of(message)).toHaveLength(2);
  expect(of(message)).toEqual(
    expect.arrayContaining([
      { ...mine, kind: "message", ...nothing },
      { ...mine, kind: "attempt", endpoint: id, status: 2, code: 503 },
    ]),
  );
  const ids = data.map((row: { id: string }) => row.id);
  expect(ids).toEqual([...ids].sort());
  expect(iterator).toBe(ids.at(-1));
  expect(await api.ok("GET", `/feed?after=${ids[1]}`)).toMatchObject({ data: [{ id: ids[2] }] });
  expect(await api.ok("GET", `/feed?after=${iterator}`)).toEqual({ data: [], iterator });
});

it("is kept, and costs anything, only while somebody follows it", async () => {
  const { api, org, endpoint, send, fannedOut, attempts } = await tenant();
  await endpoint();
  const message = await send();
  await attempts(message);
  await fannedOut(message);
  expect(await watchedUntil(org)).toBe(0);
  expect((await api.ok("GET", "/feed")).data).toEqual([]);

  const until = await watchedUntil(org);
  await api.ok("GET", "/feed");
  expect(await watchedUntil(org)).toBe(until);
  vi.useFakeTimers({ toFake: ["Date"], now: Number(until) + 1 });
  for (const _ of [1, 2]) await fannedOut(await send());
  expect((await env.ORGANISATION.getByName(org).feed(null)).rows).toEqual([]);
  vi.useRealTimers();
});

it("keeps the latest 500", async () => {
  const { api, org, app } = await tenant();
  const organisation = env.ORGANISATION.getByName(org);
  const row = (n: number) => ({
    ...{ at: n, kind: "message" as const, app, endpoint: null, message: `msg_${n}`, messages: 1 },
    ...{ eventType: "a", status: null, code: null },
  });
  for (const start of [0, 400])
    await organisation.show(Array.from({ length: 400 }, (_, at) => row(start + at)));
  const { data } = await api.ok("GET", "/feed");
  expect(data.map(({ message }: { message: string }) => message)).toEqual(
    Array.from({ length: 500 }, (_, at) => `msg_${at + 300}`),
  );
});

it("is the organisation's, not a customer's nor another's", async () => {
  const { api, customer, send } = await tenant();
  const { api: stranger } = await organisation();
  for (const one of [api, stranger]) await one.ok("GET", "/feed");
  await send();
  await eventually(async () => expect((await api.ok("GET", "/feed")).data).toHaveLength(1));
  expect((await stranger.ok("GET", "/feed")).data).toEqual([]);
  expect(await (await customer()).get("/feed")).toMatchObject(forbidden);
  expect(await api.get("/feed?after=")).toMatchObject(invalidAt("query", "after"));
});

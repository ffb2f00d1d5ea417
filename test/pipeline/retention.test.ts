import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { at, receive, scene } from "./scene.ts";

const day = 24 * 3_600_000;
const objectsOf = async (app: string) =>
  (await env.PAYLOADS.list({ prefix: `payloads/${app}/` })).objects.length;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("deletes payloads after their retention, each after its own, and keeps the rows", async () => {
  receive();
  const { app, send, verdicts, good, journal } = await scene();
  const short = await send({ payloadRetentionPeriod: 5, payload: { n: "short" } });
  const usual = await send({ payload: { n: "usual" } });
  const large = await send({ payloadRetentionHours: 1, payload: { n: "x".repeat(60_000) } });
  for (const message of [short, usual, large]) await verdicts(message);
  const start = Date.now();
  at(start + 11 * 60_000);
  await runDurableObjectAlarm(journal);
  expect(await objectsOf(app)).toBe(3);

  at(start + 2 * 3_600_000);
  await runDurableObjectAlarm(journal);
  expect(await objectsOf(app)).toBe(2);
  expect((await good("GET", `/app/${app}/msg/${large}`)).payload).toEqual({ expired: true });
  expect((await good("GET", `/app/${app}/msg/${short}`)).payload).toEqual({ n: "short" });

  at(start + 5 * day + 60_000);
  await runDurableObjectAlarm(journal);
  expect(await objectsOf(app)).toBe(1);
  expect(await good("GET", `/app/${app}/msg/${short}`)).toMatchObject({
    id: short,
    eventType: "a.b",
    payload: { expired: true },
  });

  at(start + 60 * day + 60_000);
  await runDurableObjectAlarm(journal);
  expect(await objectsOf(app)).toBe(0);
  expect((await good("GET", `/app/${app}/msg/${usual}`)).payload).toEqual({ expired: true });

  at(start + 181 * day);
  await runDurableObjectAlarm(journal);
  expect((await good("GET", `/app/${app}/msg`)).data).toEqual([]);
});

it("blanks one payload in its segment and deletes the segment with the last", async () => {
  receive();
  const { app, good, call, verdicts, journal } = await scene();
  const { data } = await good("POST", `/app/${app}/msg/batch`, {
    messages: [
      { eventType: "a", payload: { secret: "alpha" } },
      { eventType: "a", payload: { secret: "omega" } },
    ],
  });
  const [first, second] = data.map((item: { message: { id: string } }) => item.message.id);
  await verdicts(first);
  at(Date.now() + 11 * 60_000);
  await runDurableObjectAlarm(journal);
  const bytes = async () => {
    const { objects } = await env.PAYLOADS.list({ prefix: `payloads/${app}/` });
    return Promise.all(objects.map(async ({ key }) => (await env.PAYLOADS.get(key))!.text()));
  };
  expect((await bytes()).join()).toContain("alpha");

  expect((await call("DELETE", `/app/${app}/msg/${first}/content`)).status).toBe(204);
  const left = (await bytes()).join();
  expect(left).not.toContain("alpha");
  expect(left).toContain("omega");
  expect((await good("GET", `/app/${app}/msg/${second}`)).payload).toEqual({ secret: "omega" });

  expect((await call("DELETE", `/app/${app}/msg/${second}/content`)).status).toBe(204);
  expect(await bytes()).toEqual([]);
});

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import * as endpoints from "../../src/store/endpoints.ts";
import { at, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const batching = { enabled: true, maxEvents: 3, maxWaitSeconds: 60 };
const ids = (body: string) => JSON.parse(body).map(({ id }: { id: string }) => id);

it.each([
  { status: 200, together: 1 },
  { status: 500, together: 2 },
])(
  "a resend that is answered with $status while its message waits for company leaves the batch whole",
  async ({ status, together }) => {
    let answer = status;
    const received = receive(() => new Response("", { status: answer }));
    const { app, good, endpoint, send, standing, outbox, attempts } = await scene();
    const ep = await endpoint({ batching, retry: { waits: [] } });
    const [first, second] = [await send(), await send()];
    await vi.waitUntil(async () => (await outbox(ep).status()).waiting === 2, soon);
    await good("POST", `/app/${app}/msg/${first}/endpoint/${ep}/resend`);
    await vi.waitUntil(async () => (await attempts(first)).length === 1, soon);
    expect(ids(received[0]!.body)).toEqual([first]);

    answer = 200;
    at(Date.now() + 61_000);
    await runDurableObjectAlarm(outbox(ep));
    await vi.waitUntil(async () => (await standing(second))[0].status === 0, soon);
    expect(ids(received[1]!.body)).toEqual(together === 2 ? [first, second] : [second]);
    expect((await standing(first))[0].status).toBe(0);
    expect(await attempts(first)).toHaveLength(together);
  },
);

const nested = (depth: number) => `${'{"n":'.repeat(depth)}1${"}".repeat(depth)}`;
const deep = `{"id": 7, "deep": ${nested(50_000)}, "list": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`;

it("delivers beside and around a payload that is nested beyond all measure", async () => {
  const received = receive();
  const { app, endpoint, call, send, verdicts } = await scene();
  const plain = await endpoint({ batching: { ...batching, maxEvents: 2 }, url: "https://r.example/full" });
  const fields = await endpoint({
    url: "https://r.example/fields",
    payload: { mode: "fields", fields: [{ name: "number", source: "id" }] },
  });
  const filtered = await endpoint({ url: "https://r.example/filter", filter: { "list.x": { $gt: 1 } } });
  const cooled = await endpoint({ url: "https://r.example/cool", cooldown: { key: "deep", seconds: 60 } });
  const answer = await call("POST", `/app/${app}/msg`, `{"eventType": "a.b", "payload": ${deep}}`);
  expect(answer.status).toBe(202);
  const id = /msg_[0-9A-Z]{26}/.exec(answer.text)![0];
  const other = await send({ payload: { id: 8 } });
  expect(await verdicts(id)).toEqual({
    [plain]: "matched",
    [fields]: "matched",
    [filtered]: "filter",
    [cooled]: "matched",
  });
  expect((await verdicts(other))[plain]).toBe("matched");
  const bodies = (path: string) => received.filter(({ url }) => url.endsWith(path)).map(({ body }) => body);
  await vi.waitUntil(() => received.length === 5, soon);
  expect(bodies("/fields").sort()).toEqual(['{"number":7}', '{"number":8}']);
  expect(bodies("/full")[0]!.includes(deep)).toBe(true);
});

it("tells contacts apart whose numbers are longer than a double", async () => {
  const received = receive();
  const { app, endpoint, call, verdicts } = await scene();
  const ep = await endpoint({ cooldown: { key: "contact.id", seconds: 600 } });
  const found: string[] = [];
  for (const number of ["9007199254740992", "9007199254740993", "9007199254740993"]) {
    const body = `{"eventType": "a.b", "payload": {"contact": {"id": ${number}}}}`;
    const { json } = await call("POST", `/app/${app}/msg`, body);
    found.push((await verdicts(json.id))[ep]);
  }
  expect(found).toEqual(["matched", "matched", "cooldown"]);
  await vi.waitUntil(() => received.length === 2, soon);
});

it("keeps back what waits while an application's webhooks are switched off", async () => {
  let status = 500;
  const received = receive(() => new Response("", { status }));
  const { app, good, endpoint, send, standing, outbox } = await scene();
  const ep = await endpoint({ retry: { waits: [60, 60] } });
  const collecting = await endpoint({ batching, url: "https://receiver.example/batch" });
  const message = await send();
  await vi.waitUntil(async () => (await standing(message))[0]?.nextAttempt != null, soon);
  await vi.waitUntil(async () => (await outbox(collecting).status()).waiting === 1, soon);
  expect(received).toHaveLength(1);

  await good("PUT", `/app/${app}/webhooks`, { enabled: false });
  status = 200;
  at(Date.now() + 100_000);
  for (const id of [ep, collecting]) await runDurableObjectAlarm(outbox(id));
  expect(await outbox(ep).status()).toMatchObject({ waiting: 1, sending: 0, hold: "paused" });
  expect(await outbox(collecting).status()).toMatchObject({ waiting: 1, sending: 0, hold: "paused" });
  expect(received).toHaveLength(1);

  await good("PUT", `/app/${app}/webhooks`, { enabled: true });
  await vi.waitUntil(() => received.length === 3, soon);
  await vi.waitUntil(
    async () => (await standing(message)).every((one: { status: number }) => one.status === 0),
    soon,
  );
});

it("sends a message's own content type also where the endpoint has a method of its own", async () => {
  const received = receive();
  const { endpoint, send } = await scene();
  await endpoint({ request: { method: "PUT" } });
  await send({
    transformationsParams: { rawPayload: "<a/>", headers: { "content-type": "application/xml" } },
  });
  await vi.waitUntil(() => received.length === 1, soon);
  expect(received[0]).toMatchObject({ method: "PUT", body: "<a/>" });
  expect(received[0]!.headers.get("content-type")).toBe("application/xml");
});

it("sends one authorization, however a header of the same name is spelt", async () => {
  const received = receive();
  const { endpoint, send } = await scene();
  await endpoint({ headers: { Authorization: "Bearer old" }, auth: { type: "bearer", token: "new" } });
  await send();
  await vi.waitUntil(() => received.length === 1, soon);
  expect(received[0]!.headers.get("authorization")).toBe("Bearer new");
});

it("recovers of a failed batch only what was not delivered by itself meanwhile", async () => {
  let status = 500;
  const received = receive(() => new Response("", { status }));
  const { app, good, endpoint, send, standing, attempts } = await scene();
  const ep = await endpoint({ batching, retry: { waits: [] } });
  const sent = [await send(), await send(), await send()] as const;
  await vi.waitUntil(async () => (await standing(sent[2]))[0]?.status === 2, soon);
  status = 200;
  await good("POST", `/app/${app}/msg/${sent[1]}/endpoint/${ep}/resend`);
  await vi.waitUntil(async () => (await standing(sent[1]))[0].status === 0, soon);
  // Other tests had the clock ahead, and ids never go back.
  at(Date.now() + 300_000);
  await good("POST", `/app/${app}/endpoint/${ep}/recover`, { since: new Date(0).toISOString() });
  await vi.waitUntil(async () => (await standing(sent[0]))[0].status === 0, soon);
  expect(received.map(({ body }) => ids(body))).toEqual([[...sent], [sent[1]], [sent[0], sent[2]]]);
  expect(await attempts(sent[0])).toHaveLength(2);
  expect(await attempts(sent[1])).toHaveLength(2);
  expect((await standing(sent[1]))[0].status).toBe(0);
});

it("counts what a cooldown keeps back once, however often a fan-out breaks off", async () => {
  receive();
  const { endpoint, outbox, settings } = await scene();
  const ep = await endpoint();
  const offered = (end: string) => ({
    ...{ message: `msg_01M0000000000000000000000${end}`, eventType: "a.b", channels: null, tags: null },
    ...{ notBefore: null, bytes: 0, cooldown: { key: "7", seconds: 600 } },
  });
  await outbox(ep).offer(settings(ep), [offered("0")]);
  for (const ends of ["AB", "BA", "A"]) {
    const { suppressed } = await outbox(ep).offer(settings(ep), [...ends].map(offered));
    expect(suppressed).toHaveLength(ends.length);
  }
  expect((await outbox(ep).series(Date.now() - 1, Date.now())).counts["24h"].suppressed).toBe(2);
});

it("makes one delivery of 1,000 events for one contact, however many of them come together", async () => {
  const received = receive();
  const { app, good, endpoint, outbox } = await scene();
  const ep = await endpoint({ cooldown: { key: "contact.id", seconds: 21_600 } });
  const messages = Array.from({ length: 100 }, () => ({ eventType: "a.b", payload: { contact: { id: 7 } } }));
  await Promise.all(Array.from({ length: 10 }, () => good("POST", `/app/${app}/msg/batch`, { messages })));
  const suppressed = async () =>
    (await outbox(ep).series(Date.now() - 1, Date.now())).counts["24h"].suppressed;
  await vi.waitUntil(async () => (await suppressed()) === 999, { timeout: 30_000, interval: 100 });
  expect(received).toHaveLength(1);
}, 60_000);

it("sends an email of nothing but what the endpoint is to get, in a subject of one line", async () => {
  const mails: { subject: string; text: string; html: string }[] = [];
  vi.spyOn(env, "EMAIL", "get").mockReturnValue({
    send: async (mail: (typeof mails)[0]) => {
      mails.push(mail);
      return { messageId: "1" };
    },
  } as never);
  const { endpoint, send, standing } = await scene();
  const ep = await endpoint({
    url: undefined,
    name: `Bcc\r\nBcc: all@example.com\u0000${"😀".repeat(200)}`.slice(0, 256),
    destination: { type: "email", to: "ann@shop.example" },
    payload: { mode: "fields", fields: [{ name: "city", source: "city" }] },
  });
  await endpoints.update(env, ep, { confirmedEmail: "ann@shop.example" });
  mails.length = 0;
  const message = await send({ payload: { city: "Bonn", secret: "hidden" } });
  await vi.waitUntil(async () => (await standing(message))[0]?.status === 0, soon);
  const [mail] = mails;
  expect(mail!.subject).toMatch(/^Bcc Bcc: all@example.com [^\p{Cc}]+$/u);
  expect(mail!.subject.isWellFormed()).toBe(true);
  expect(JSON.stringify(mails[0])).not.toContain("hidden");
  expect(mail!.text).toContain("city: Bonn");
});

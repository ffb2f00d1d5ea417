import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  answering,
  as,
  holdQueues,
  invalidAt,
  isTime,
  notFound,
  orgToken,
  provesPaging,
  refusal,
  tenant,
  unique,
} from "../client.ts";

afterEach(() => {
  vi.useRealTimers();
});

type Tenant = Awaited<ReturnType<typeof tenant>>;
const hour = 3_600_000;

/** The messages that a query finds, by eventId. */
const found = async ({ api, path }: Tenant, query: string) =>
  (await api.ok("GET", `${path}/msg?${query}`)).data.map((one: { eventId: string }) => one.eventId);

/** All that an application has in the bucket. */
async function stored(app: string): Promise<string> {
  const { objects } = await env.PAYLOADS.list({ prefix: `payloads/${app}/` });
  const texts = await Promise.all(objects.map(async ({ key }) => (await env.PAYLOADS.get(key))?.text()));
  return texts.join("\n");
}

describe("the list", () => {
  it("shows the latest first", async () => {
    const { api, path, send } = await tenant();
    const ids = [await send(), await send(), await send(), await send(), await send()];
    await provesPaging(api, `${path}/msg`, ids.reverse());
  });

  it("filters by event type, as a comma list or repeated", async () => {
    const tenancy = await tenant();
    for (const eventType of ["a", "b", "c.d"]) await tenancy.send({ eventType, eventId: eventType });
    expect(await found(tenancy, "event_types=a")).toEqual(["a"]);
    expect(await found(tenancy, "event_types=a,c.d")).toEqual(["c.d", "a"]);
    expect(await found(tenancy, "event_types=a%2Cb")).toEqual(["b", "a"]);
    expect(await found(tenancy, "event_types=b&event_types=c.d")).toEqual(["c.d", "b"]);
    expect(await found(tenancy, "event_types=a,b&event_types=c.d")).toEqual(["c.d", "b", "a"]);
    expect(await found(tenancy, "event_types=none")).toEqual([]);
    expect(await found(tenancy, "event_types=")).toHaveLength(3);
  });

  it("filters by channel and by tag", async () => {
    const tenancy = await tenant();
    await tenancy.send({ eventId: "1", channels: ["red", "blue"], tags: ["x"] });
    await tenancy.send({ eventId: "2", channels: ["blue"], tags: ["x", "y z"] });
    await tenancy.send({ eventId: "3" });
    expect(await found(tenancy, "channel=blue")).toEqual(["2", "1"]);
    expect(await found(tenancy, "channel=red")).toEqual(["1"]);
    expect(await found(tenancy, "channel=green")).toEqual([]);
    expect(await found(tenancy, "tag=x")).toEqual(["2", "1"]);
    expect(await found(tenancy, "tag=y%20z")).toEqual(["2"]);
    expect(await found(tenancy, "tag=x&channel=red")).toEqual(["1"]);
  });

  it("filters by time: before and after exclude their moment", async () => {
    const tenancy = await tenant();
    const start = Date.now();
    for (const n of [0, 1, 2]) {
      vi.useFakeTimers({ toFake: ["Date"], now: start + n * hour });
      await tenancy.send({ eventId: `${n}` });
    }
    const at = (n: number) => new Date(start + n * hour).toISOString();
    expect(await found(tenancy, `before=${at(1)}`)).toEqual(["0"]);
    expect(await found(tenancy, `after=${at(1)}`)).toEqual(["2"]);
    expect(await found(tenancy, `after=${at(0)}&before=${at(2)}`)).toEqual(["1"]);
    expect(await found(tenancy, `after=${encodeURIComponent(at(1).replace("Z", "+00:00"))}`)).toHaveLength(1);
    expect(await found(tenancy, "after=1900-01-01T00:00:00Z&before=9999-12-31T23:59:59Z")).toHaveLength(3);
  });

  it("keeps a filter from page to page", async () => {
    const { api, path, send } = await tenant();
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) {
      ids.push(await send({ eventType: "wanted" }));
      await send({ eventType: "unwanted" });
    }
    await provesPaging(api, `${path}/msg?event_types=wanted`, ids.reverse());
  });

  it("shows payloads, or not", async () => {
    const { api, path, send } = await tenant();
    await send({ payload: { n: 1 } });
    await send({ payload: { n: 2 } });
    const shown = async (query: string) =>
      (await api.ok("GET", `${path}/msg${query}`)).data.map((one: { payload: unknown }) => one.payload);
    expect(await shown("")).toEqual([{ n: 2 }, { n: 1 }]);
    expect(await shown("?with_content=true")).toEqual([{ n: 2 }, { n: 1 }]);
    expect(await shown("?with_content=false")).toEqual([{}, {}]);
  });
});

describe("a message", () => {
  it("is shown by id or eventId, with its payload or without", async () => {
    const { api, path, send } = await tenant();
    const eventId = unique();
    const id = await send({ eventId, payload: { n: 1 } });
    for (const name of [id, eventId]) {
      expect((await api.get(`${path}/msg/${name}`)).json).toMatchObject({ id, payload: { n: 1 } });
      expect((await api.get(`${path}/msg/${name}?with_content=false`)).json).toMatchObject({
        id,
        payload: {},
      });
    }
    expect(await api.get(`${path}/msg/${id}?with_content=maybe`)).toMatchObject(
      invalidAt("query", "with_content"),
    );
  });

  it("is its application's only", async () => {
    const { org, path, send } = await tenant();
    const id = await send({ eventId: "shared" });
    const api = as(await orgToken(org));
    const other = await api.ok("POST", "/app", { name: "Other" });
    expect(await api.get(`/app/${other.id}/msg/${id}`)).toMatchObject(notFound);
    expect(await api.get(`/app/${other.id}/msg/shared`)).toMatchObject(notFound);
    expect((await api.get(`${path}/msg/shared`)).status).toBe(200);
  });
});

describe("deleting a payload", () => {
  it.each([
    ["before", false],
    ["after", true],
  ])("is for good, %s the fan-out", async (_, waits) => {
    const { api, path, send, fannedOut } = await tenant();
    const id = await send({ payload: { card: "4111" } });
    const kept = await send({ payload: { card: "4222" } });
    if (waits) for (const message of [id, kept]) await fannedOut(message);
    expect(await api.del(`${path}/msg/${id}/content`)).toMatchObject({ status: 204, text: "" });
    expect((await api.get(`${path}/msg/${id}`)).json).toMatchObject({ id, payload: { expired: true } });
    expect((await api.get(`${path}/msg`)).json.data).toMatchObject([
      { id: kept, payload: { card: "4222" } },
      { id, payload: { expired: true } },
    ]);
    expect((await api.get(`${path}/msg/${id}?with_content=false`)).json).toMatchObject({ payload: {} });
    expect((await api.del(`${path}/msg/${id}/content`)).status).toBe(204);
  });

  it("leaves nothing of it in the bucket", async () => {
    const { app, api, path, send, fannedOut } = await tenant();
    const large = "x".repeat(60_000);
    for (const text of ["small-and-secret", large]) {
      const id = await send({ eventId: unique(), payload: { text } });
      await fannedOut(id);
      await api.ok("DELETE", `${path}/msg/${id}/content`);
    }
    expect(await stored(app)).not.toMatch(/small-and-secret|xxx/);
  });

  it("leaves nothing of it in the bucket when the fan-out comes after it", async () => {
    const { app, api, path, send, fannedOut } = await tenant();
    const release = holdQueues();
    const id = await send({ payload: { text: "small-and-secret" } });
    await api.ok("DELETE", `${path}/msg/${id}/content`);
    await release();
    await fannedOut(id);
    expect(await stored(app)).not.toContain("small-and-secret");
  });

  it("also ends what a repeated call is shown", async () => {
    const { api, path } = await tenant();
    const key = { "idempotency-key": unique() };
    const message = { eventType: "a.b", payload: { n: 1 } };
    const { json } = await api.post(`${path}/msg`, message, key);
    await api.ok("DELETE", `${path}/msg/${json.id}/content`);
    const again = await api.post(`${path}/msg`, message, key);
    expect(again.json).toEqual({ ...json, archivedAt: isTime, payload: { expired: true } });
  });

  it("makes resending a 410", async () => {
    const { api, path, endpoint, send } = await tenant();
    const [id, message] = [await endpoint(), await send()];
    await api.ok("DELETE", `${path}/msg/${message}/content`);
    expect(await api.post(`${path}/msg/${message}/endpoint/${id}/resend`)).toMatchObject(
      refusal(410, "gone"),
    );
  });
});

it("shows a payload as expired when its retention is over", async () => {
  const { api, path, send } = await tenant();
  const [short, long, usual] = [
    await send({ payloadRetentionHours: 2 }),
    await send({ payloadRetentionPeriod: 90 }),
    await send(),
  ];
  const payload = async (id: string) => (await api.ok("GET", `${path}/msg/${id}`)).payload;
  const start = Date.now();
  const expired = { expired: true };
  for (const [hours, shown] of [
    [1, [{ n: 1 }, { n: 1 }, { n: 1 }]],
    [3, [expired, { n: 1 }, { n: 1 }]],
    [61 * 24, [expired, { n: 1 }, expired]],
    [91 * 24, [expired, expired, expired]],
  ] as const) {
    vi.useFakeTimers({ toFake: ["Date"], now: start + hours * hour });
    expect([await payload(short), await payload(long), await payload(usual)], `${hours} h`).toEqual(shown);
  }
});

it("is archived from the moment on at which its payload expired, and so are its attempts", async () => {
  const { api, path, endpoint, send, attempts } = await tenant();
  const id = await endpoint({ url: answering(200).url });
  const start = Date.now();
  const [short, expunged] = [await send({ payloadRetentionHours: 2 }), await send()];
  for (const message of [short, expunged]) await attempts(message);
  const archived = async (message: string) => {
    const [attempt] = (await api.ok("GET", `${path}/attempt/msg/${message}`)).data;
    const { data } = await api.ok("GET", `${path}/attempt/endpoint/${id}?with_msg=true`);
    const listed = data.find(({ msgId }: { msgId: string }) => msgId === message);
    return [
      await api.ok("GET", `${path}/msg/${message}`),
      attempt,
      listed,
      listed.msg,
      await api.ok("GET", `${path}/msg/${message}/attempt/${attempt.id}`),
    ].map(({ archivedAt }) => archivedAt);
  };
  expect(await archived(short)).toEqual(Array(5).fill(null));

  const before = Date.now();
  await api.ok("DELETE", `${path}/msg/${expunged}/content`);
  const [at, ...others] = await archived(expunged);
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
  expect(others).toEqual(Array(4).fill(at));

  vi.useFakeTimers({ toFake: ["Date"], now: before + 3 * hour });
  const [expired, ...same] = await archived(short);
  expect(Date.parse(expired)).toBeGreaterThanOrEqual(start + 2 * hour);
  expect(Date.parse(expired)).toBeLessThanOrEqual(before + 2 * hour);
  expect(same).toEqual(Array(4).fill(expired));
});

it("tells why each endpoint gets a message, or doesn't", async () => {
  const { endpoint, eventType, send, fannedOut } = await tenant();
  const types = [await eventType()];
  const ids = [
    await endpoint(),
    await endpoint({ disabled: true }),
    await endpoint({ eventTypes: types }),
    await endpoint({ channels: ["red"] }),
  ];
  const verdicts = await fannedOut(await send({ deliverAt: new Date(Date.now() + hour).toISOString() }));
  expect(ids.map((id) => verdicts[id])).toEqual(["matched", "disabled", "event_type", "channel"]);
});

it("lists messages with their verdicts when asked to", async () => {
  const { api, path, endpoint, send, attempts } = await tenant();
  const wants = await endpoint({ url: answering(200).url });
  const other = await endpoint({ url: answering(200).url, channels: ["elsewhere"] });
  const message = await send();
  await attempts(message);
  await vi.waitUntil(async () => (await api.ok("GET", `${path}/msg/${message}/verdicts`)).done);
  const [row] = (await api.ok("GET", `${path}/msg?with_verdicts=true`)).data;
  expect(row.verdicts.done).toBe(true);
  expect(new Map(row.verdicts.data.map((one: never) => Object.values(one)))).toEqual(
    new Map([
      [wants, "matched"],
      [other, "channel"],
    ]),
  );
  expect((await api.ok("GET", `${path}/msg`)).data[0]).not.toHaveProperty("verdicts");
});

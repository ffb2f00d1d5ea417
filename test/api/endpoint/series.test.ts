import { afterEach, describe, expect, it, vi } from "vitest";
import { answering, eventually, invalidAt, isTime, notFound, receiver, tenant, unique } from "../client.ts";

afterEach(() => {
  vi.useRealTimers();
});

const hour = 3_600_000;
const day = 24 * hour;
const iso = (ms: number) => new Date(ms).toISOString();
const floorTo = (ms: number, size: number) => Math.floor(ms / size) * size;

interface Bucket {
  time: string;
  accepted: number;
  failed: number;
  suppressed: number;
  averageMs: number | null;
}
const happened = (data: Bucket[]) =>
  data.filter(({ accepted, failed, suppressed }) => accepted + failed + suppressed > 0);
const nothing = { accepted: 0, failed: 0, suppressed: 0 };

describe("an endpoint's series", () => {
  it("counts what was accepted, failed and suppressed, and how long it took", async () => {
    const { api, path, endpoint, send, attempts, fannedOut } = await tenant();
    const answers = [200, 500, 204];
    const { url } = receiver(() => new Response(null, { status: answers.shift()! }));
    const id = await endpoint({ url, cooldown: { key: "n", seconds: 600 } });
    const start = Date.now();
    expect((await api.ok("GET", `${path}/endpoint/${id}/series`)).lastAttempt).toBeNull();
    for (const n of [1, 2, 3]) await attempts(await send({ payload: { n } }));
    for (const n of [1, 2])
      expect(await fannedOut(await send({ payload: { n } }))).toEqual({ [id]: "cooldown" });

    const answer = await api.ok("GET", `${path}/endpoint/${id}/series`);
    const counts = { accepted: 2, failed: 1, suppressed: 2 };
    expect(answer).toMatchObject({
      interval: "hour",
      waiting: 1,
      sending: 0,
      hold: null,
      holdUntil: null,
      failures: 0,
      lastAttempt: isTime,
      counts: { "24h": counts, "7d": counts, "28d": counts },
    });
    expect(answer.data).toHaveLength(24);
    const { data } = await api.ok("GET", `${path}/attempt/endpoint/${id}?limit=1`);
    expect(answer.lastAttempt).toBe(data[0].timestamp);
    // The test may run across the turn of an hour.
    const now = happened(answer.data);
    expect(now.length).toBeLessThanOrEqual(2);
    expect(Date.parse(now[0]!.time)).toBeGreaterThanOrEqual(floorTo(start, hour));
    const total = (field: "accepted" | "failed" | "suppressed") =>
      now.reduce((sum, bucket) => sum + bucket[field], 0);
    expect({
      accepted: total("accepted"),
      failed: total("failed"),
      suppressed: total("suppressed"),
    }).toEqual(counts);
    expect(now.every(({ averageMs }) => averageMs === null || averageMs >= 0)).toBe(true);
    expect(answer.data[0]).toEqual({ time: isTime, ...nothing, averageMs: null });
  });

  it("averages the durations of an hour", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = answering(200);
    const id = await endpoint({ url });
    const durations: number[] = [];
    for (let n = 0; n < 3; n++) durations.push((await attempts(await send()))[0].responseDurationMs);
    const { data } = await api.ok("GET", `${path}/endpoint/${id}/series?interval=day`);
    const averages = happened(data).map(({ averageMs }) => averageMs);
    if (averages.length === 1)
      expect(averages).toEqual([Math.round(durations.reduce((a, b) => a + b, 0) / durations.length)]);
  });

  it("has each bucket of the window, the oldest first", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const id = await endpoint({ url: answering(200).url });
    const start = Date.now();
    const at = `${path}/endpoint/${id}/series`;
    await attempts(await send());
    const times = (data: Bucket[]) => data.map(({ time }) => Date.parse(time));

    const hours = await api.ok("GET", `${at}?since=${iso(start - 2 * hour)}&until=${iso(start + hour)}`);
    const first = floorTo(start - 2 * hour, hour);
    expect(times(hours.data)).toEqual([0, 1, 2, 3].map((n) => first + n * hour));
    const days = await api.ok("GET", `${at}?interval=day`);
    expect(days).toMatchObject({ interval: "day" });
    expect(days.data).toHaveLength(28);
    expect(times(days.data).every((time) => time % day === 0)).toBe(true);
    expect(days.data.at(-1)).toMatchObject({ accepted: 1, failed: 0 });

    const past = `${at}?since=${iso(start - 3 * day)}&until=${iso(start - 2 * day)}`;
    const before = await api.ok("GET", past);
    expect(happened(before.data)).toEqual([]);
    expect(before.counts["24h"]).toMatchObject({ accepted: 1 });
  });

  it("looks back over 24 hours, 7 and 28 days", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const id = await endpoint({ url: answering(200).url });
    const start = Date.now();
    await attempts(await send());
    const accepted = async () => {
      const { counts } = await api.ok("GET", `${path}/endpoint/${id}/series`);
      return [counts["24h"].accepted, counts["7d"].accepted, counts["28d"].accepted];
    };
    for (const [days, expected] of [
      [0, [1, 1, 1]],
      [2, [0, 1, 1]],
      [8, [0, 0, 1]],
      [29, [0, 0, 0]],
    ] as const) {
      vi.useFakeTimers({ toFake: ["Date"], now: start + days * day });
      expect(await accepted(), `${days} days`).toEqual(expected);
    }
  });

  it("says that it is paused also while nothing is due for long", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = receiver(() => new Response(null, { status: 500 }));
    const id = await endpoint({ url, retry: { waits: [3_600] } });
    const at = `${path}/endpoint/${id}`;
    await attempts(await send());
    expect((await api.get(`${at}/series`)).json).toMatchObject({ waiting: 1, hold: null });
    await api.ok("PATCH", at, { disabled: true });
    expect((await api.get(`${at}/series`)).json).toMatchObject({
      waiting: 1,
      hold: "paused",
      holdUntil: null,
    });
  });

  it("says what holds up what waits", async () => {
    const { api, path, endpoint, send, attempts, fannedOut } = await tenant();
    const id = await endpoint({ url: answering(500).url });
    for (let n = 0; n < 5; n++) await attempts(await send());
    await fannedOut(await send());
    const at = `${path}/endpoint/${id}`;
    await eventually(async () =>
      expect((await api.get(`${at}/series`)).json).toMatchObject({
        waiting: 6,
        hold: "failing",
        holdUntil: isTime,
        failures: 5,
      }),
    );
    await api.ok("PATCH", at, { disabled: true });
    expect((await api.get(`${at}/series`)).json).toMatchObject({ hold: "paused", holdUntil: null });
  });

  it("refuses windows that are none", async () => {
    const { api, path, endpoint } = await tenant();
    const at = `${path}/endpoint/${await endpoint()}/series`;
    const now = Date.now();
    const since = (ms: number) => `since=${iso(now - ms)}`;
    for (const query of [
      `since=${iso(now + hour)}`,
      `${since(hour)}&until=${iso(now - 2 * hour)}`,
      `${since(hour)}&until=${iso(now - hour)}`,
      since(32 * day),
      `${since(182 * day)}&interval=day`,
      "since=noon",
    ])
      expect(await api.get(`${at}?${query}`), query).toMatchObject(invalidAt("query", "since"));
    expect(await api.get(`${at}?interval=week`)).toMatchObject(invalidAt("query", "interval"));
    for (const query of [since(31 * day), `${since(180 * day)}&interval=day`])
      expect((await api.get(`${at}?${query}`)).status, query).toBe(200);
    expect(await api.get(`${path}/endpoint/${unique()}/series`)).toMatchObject(notFound);
  });

  it("is for the customer as well", async () => {
    const { customer, path, endpoint } = await tenant();
    const id = await endpoint();
    const reader = await customer({ read_only: true });
    expect((await reader.get(`${path}/endpoint/${id}/series`)).status).toBe(200);
  });
});

/** How a good tenant's events arrive while another tenant's endpoints misbehave, beside the idle figure of the same run. */
import { type Helper, now, sleep, start } from "./child.ts";
import type { Load } from "./load.ts";
import type { Figure, Settings } from "./measure.ts";
import { type Posthorn, startPosthorn } from "./posthorn.ts";
import type { Receiver } from "./receiver.ts";
import { bodyOf } from "./scene.ts";

const perSecond = 50;

/** The other tenant's trouble: begins, and answers how to end it. */
type Trouble = (tenant: Tenant) => Promise<() => Promise<unknown>>;

interface Tenant {
  endpoints(count: number, path: string): Promise<void>;
  send(count: number): Promise<void>;
  /** Answers when (ms) each message's POST began, by its id. */
  steady(perSecond: number, seconds: number): Promise<Record<string, number>>;
  flood(batches: number): Promise<unknown>;
}

const nothing = async () => {};

const hangingEndpoints =
  (count: number, events: number): Trouble =>
  async (tenant) => {
    await tenant.endpoints(count, "hang");
    await tenant.send(events);
    return nothing;
  };

const troubles = (seconds: number): Record<string, { most: number; begin: Trouble }> => ({
  "beside one hanging at 20/s": {
    most: 2,
    begin: async (tenant) => {
      await tenant.endpoints(1, "hang");
      const load = tenant.steady(20, seconds + 4);
      await sleep(2_000);
      return () => load;
    },
  },
  ...Object.fromEntries(
    [12, 30, 100].flatMap((count) =>
      [1, 100].map((events) => [
        `beside ${count} hanging with ${events} event${events === 1 ? "" : "s"} each`,
        { most: 2, begin: hangingEndpoints(count, events) },
      ]),
    ),
  ),
  "beside 100 that answer after 2 s, at 1/s each": {
    most: 2,
    begin: async (tenant) => {
      await tenant.endpoints(100, "slow");
      const load = tenant.steady(1, seconds + 4);
      await sleep(2_000);
      return () => load;
    },
  },
  "during a flood of 20,000 in batches": {
    most: 5,
    begin: async (tenant) => {
      await tenant.endpoints(1, "flood");
      const load = tenant.flood(200);
      await sleep(200);
      return () => load;
    },
  },
});

export async function measureIsolation({ bundle, seconds, timed }: Settings): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, { most, begin }] of Object.entries(troubles(seconds))) {
    const posthorn = await startPosthorn(bundle);
    const receiver = start<Receiver>("receiver.ts");
    const load = start<Load>("load.ts");
    const trouble = start<Load>("load.ts");
    try {
      const address = await receiver.call("listen");
      const good = await tenantOf(posthorn, load, address);
      const bad = await tenantOf(posthorn, trouble, address);
      await good.endpoints(1, "good");
      await good.steady(perSecond, 4);
      const idle = await latency(good, receiver, seconds);
      const end = await begin(bad);
      const beside = await timed({ posthorn }, () => latency(good, receiver, seconds));
      await end();
      const ratio = (share: "p50" | "p95"): Figure => ({
        what: `${what}, ${share}`,
        value: beside[share],
        unit: "ms",
        target: { most: most * idle[share] },
        note: `idle ${idle[share].toFixed(0)} ms, ${(beside[share] / idle[share]).toFixed(1)} ×`,
      });
      figures.push(ratio("p50"), ratio("p95"), {
        what: "  arrived",
        value: beside.arrived,
        unit: "",
        target: { exactly: beside.sent },
      });
    } finally {
      receiver.stop();
      load.stop();
      trouble.stop();
      await posthorn.stop();
    }
  }
  return figures;
}

const patienceMs = 45_000;

/** From POST to arrival (ms); what has not arrived in time counts as never. */
async function latency(good: Tenant, receiver: Helper<Receiver>, seconds: number) {
  const posted = await good.steady(perSecond, seconds);
  const ids = Object.keys(posted);
  let arrivals: Record<string, number> = {};
  for (const deadline = now() + patienceMs; now() < deadline; await sleep(200)) {
    arrivals = await receiver.call("byMessage");
    if (ids.every((id) => arrivals[id] !== undefined)) break;
  }
  const times = ids
    .map((id) => (arrivals[id] ?? Number.POSITIVE_INFINITY) - posted[id]!)
    .sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil((times.length * share) / 100) - 1]!;
  return { p50: at(50), p95: at(95), sent: ids.length, arrived: times.filter(Number.isFinite).length };
}

async function tenantOf(posthorn: Posthorn, load: Helper<Load>, address: string): Promise<Tenant> {
  const { id } = await posthorn.api<{ id: string }>("POST", "/api/v1/app", { name: "Tenant" });
  const target = (kind: "msg" | "msg/batch") => ({
    url: `${posthorn.url}/api/v1/app/${id}/${kind}`,
    headers: posthorn.headers,
    body: bodyOf(kind, 1),
  });
  return {
    async endpoints(count, path) {
      for (let n = 0; n < count; n++)
        await posthorn.api("POST", `/api/v1/app/${id}/endpoint`, { url: `${address}/${path}/${n}` });
    },
    async send(count) {
      await load.call("flood", { ...target("msg"), connections: 1, amount: count });
    },
    async steady(perSecond, seconds) {
      const result = await load.call("steady", { ...target("msg"), perSecond, seconds });
      return Object.fromEntries(result.accepted);
    },
    flood: (batches) => load.call("flood", { ...target("msg/batch"), connections: 2, amount: batches }),
  };
}

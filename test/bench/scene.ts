/** What every measurement starts from: Posthorn, a receiver and a producer, each in a process of its own. */
import { now, sleep, start } from "./child.ts";
import type { Flood, Load } from "./load.ts";
import { type Bundle, type Posthorn, startPosthorn } from "./posthorn.ts";
import type { Receiver } from "./receiver.ts";

/** Where messages are posted, one by one or in batches, and how many a post carries. */
export const sizeOf = { msg: 1, "msg/batch": 100 } as const;
export type Kind = keyof typeof sizeOf;

/** A message of about 1 kB, whose payload has 1,000 bytes. */
function messageText(): string {
  const line = {
    article: "8712-3345",
    quantity: 3,
    price: "12.90",
    vat: "0.19",
    text: "Bergamotte & Zeder, 50 ml",
  };
  const payload = {
    invoice: 4711,
    customer: "cus_01HZY3",
    amount: "129.00",
    lines: Array(8).fill(line),
    note: "",
  };
  payload.note = "x".repeat(1_000 - JSON.stringify(payload).length);
  return JSON.stringify({ eventType: "invoice.paid", payload });
}
const single = messageText();
const bodies: Record<Kind, string> = {
  msg: single,
  "msg/batch": `{"messages":[${Array(sizeOf["msg/batch"]).fill(single).join(",")}]}`,
};

export interface Scene {
  posthorn: Posthorn;
  /** Posts single messages or batches in a closed loop; throws when one is refused. */
  flood(
    kind: Kind,
    how: { connections: number } & ({ seconds: number } | { amount: number }),
  ): Promise<Flood>;
  /** Posts at a constant rate; answers when (ms) each single message's POST began, by its id. */
  steady(kind: Kind, perSecond: number, seconds: number): Promise<Record<string, number>>;
  /** Different webhooks that arrived so far. */
  received(): Promise<number>;
  /** How many arrived once more, which at-least-once delivery allows. */
  repeated(): Promise<number>;
  /** When (ms) each message first arrived, by id. */
  arrivals(): Promise<Record<string, number>>;
  /** When each webhook arrived, in order. */
  moments(): Promise<number[]>;
  /** Waits until so many webhooks arrived in all; throws when nothing arrives any more. */
  untilReceived(count: number): Promise<void>;
  stop(): Promise<void>;
}

const patienceMs = 20_000;

export async function setUp(bundle: Bundle, endpoints: number): Promise<Scene> {
  const posthorn = await startPosthorn(bundle);
  const receiver = start<Receiver>("receiver.ts");
  const load = start<Load>("load.ts");
  const address = await receiver.call("listen");
  const app = await posthorn.api<{ id: string }>("POST", "/api/v1/app", { name: "Benchmark" });
  for (let n = 1; n <= endpoints; n++)
    await posthorn.api("POST", `/api/v1/app/${app.id}/endpoint`, { url: `${address}/${n}` });
  const target = (kind: Kind) => ({
    url: `${posthorn.url}/api/v1/app/${app.id}/${kind}`,
    headers: posthorn.headers,
    body: bodies[kind],
  });
  const received = async () => (await receiver.call("status")).received;
  return {
    posthorn,
    async flood(kind, how) {
      const result = await load.call("flood", { ...target(kind), ...how });
      if (result.bad > 0) throw new Error(`${result.bad} of ${result.bad + result.good} posts failed`);
      return result;
    },
    async steady(kind, perSecond, seconds) {
      const result = await load.call("steady", { ...target(kind), perSecond, seconds });
      if (result.refused > 0) throw new Error(`${result.refused} posts failed`);
      return Object.fromEntries(result.accepted);
    },
    received,
    repeated: async () => (await receiver.call("status")).repeated,
    arrivals: () => receiver.call("byMessage"),
    moments: () => receiver.call("moments"),
    async untilReceived(count) {
      let last = { received: -1, at: now() };
      while (last.received < count) {
        const before = last.received;
        const arrived = await received();
        if (arrived > before) last = { received: arrived, at: now() };
        else if (now() - last.at > patienceMs)
          throw new Error(
            `Only ${arrived} of ${count} webhooks arrived, then none for ${patienceMs / 1000} s`,
          );
        await sleep(20);
      }
    },
    async stop() {
      receiver.stop();
      load.stop();
      await posthorn.stop();
    },
  };
}

/** What every measurement starts from: Posthorn, a receiver and a producer, each in a process of its own. */
import { now, sleep, start } from "./child.ts";
import type { Flood, Load } from "./load.ts";
import { type Bundle, type Posthorn, startPosthorn } from "./posthorn.ts";
import type { Receiver } from "./receiver.ts";

export const batchSize = 100;

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
export const single = messageText();
export const batch = `{"messages":[${Array(batchSize).fill(single).join(",")}]}`;

export interface Scene {
  posthorn: Posthorn;
  /** Posts single messages or batches in a closed loop; throws when one is refused. */
  flood(
    kind: "msg" | "msg/batch",
    how: { connections: number; seconds: number } | { connections: number; amount: number },
  ): Promise<Flood>;
  steady(perSecond: number, seconds: number): Promise<Record<string, number>>;
  /** Different webhooks that arrived so far. */
  received(): Promise<number>;
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
  const target = (kind: string) => ({
    url: `${posthorn.url}/api/v1/app/${app.id}/${kind}`,
    headers: posthorn.headers,
  });
  const received = async () => (await receiver.call("status")).received;
  return {
    posthorn,
    async flood(kind, how) {
      const body = kind === "msg" ? single : batch;
      const result = await load.call("flood", { ...target(kind), body, ...how });
      if (result.bad > 0) throw new Error(`${result.bad} of ${result.bad + result.good} posts failed`);
      return result;
    },
    async steady(perSecond, seconds) {
      const result = await load.call("steady", { ...target("msg"), body: single, perSecond, seconds });
      if (result.refused > 0) throw new Error(`${result.refused} posts failed`);
      return Object.fromEntries(result.accepted);
    },
    received,
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

/** What every measurement starts from: Posthorn, a receiver and a producer, each in a process of its own. */
import { now, sleep, start } from "./child.ts";
import type { Flood, Load } from "./load.ts";
import { type Bundle, type Posthorn, startPosthorn } from "./posthorn.ts";
import type { Receiver } from "./receiver.ts";

/** Where messages are posted, one by one or in batches, and how many a post carries. */
export const sizeOf = { msg: 1, "msg/batch": 100 } as const;
export type Kind = keyof typeof sizeOf;

/** A message of about 1 kB, whose payload has 1,000 bytes. */
function messageText(customer: number): string {
  const line = {
    article: "8712-3345",
    quantity: 3,
    price: "12.90",
    vat: "0.19",
    text: "Bergamotte & Zeder, 50 ml",
  };
  const payload = {
    invoice: 4711,
    customer: `cus_${customer}`,
    amount: "129.00",
    lines: Array(8).fill(line),
    note: "",
  };
  payload.note = "x".repeat(1_000 - JSON.stringify(payload).length);
  return JSON.stringify({ eventType: "invoice.paid", payload });
}

/** A post whose messages are, one after the other, of so many customers. */
export function bodyOf(kind: Kind, customers: number): string {
  if (kind === "msg") return messageText(0);
  const messages = Array.from({ length: sizeOf[kind] }, (_, n) => messageText(n % customers));
  return `{"messages":[${messages.join(",")}]}`;
}

/** What the Outbox of an endpoint has decided about the events that it was offered. */
export interface Decided {
  total: number;
  suppressed: number;
}

interface Series {
  waiting: number;
  sending: number;
  counts: { "24h": { accepted: number; failed: number; suppressed: number } };
}

export interface Scene {
  posthorn: Posthorn;
  /** Changes the endpoints. */
  configure(change: object): Promise<void>;
  /** Posts single messages or batches in a closed loop, of one customer or several; throws when one is refused. */
  flood(
    kind: Kind,
    how: { connections: number; customers?: number } & ({ seconds: number } | { amount: number }),
  ): Promise<Flood>;
  /** Posts at a constant rate; answers when (ms) each single message's POST began, by its id. */
  steady(kind: Kind, perSecond: number, seconds: number): Promise<Record<string, number>>;
  /** Different events that arrived so far. */
  received(): Promise<number>;
  /** Requests that brought them. */
  requests(): Promise<number>;
  /** How many arrived once more, which at-least-once delivery allows. */
  repeated(): Promise<number>;
  /** When (ms) each message first arrived, by id. */
  arrivals(): Promise<Record<string, number>>;
  /** When each event arrived, in order. */
  moments(): Promise<number[]>;
  /** Waits until so many events arrived in all; throws when nothing arrives any more. */
  untilReceived(count: number): Promise<void>;
  /** Waits until the first endpoint has decided about so many events in all. */
  untilDecided(count: number): Promise<Decided>;
  stop(): Promise<void>;
}

const patienceMs = 20_000;
/** Asking the receiver costs Posthorn nothing, asking Posthorn does. */
const pauseMs = { arrived: 20, "were decided about": 100 };

/** Asks until it is enough; throws when it has not become more for a while. */
async function until<T>(
  what: keyof typeof pauseMs,
  enough: number,
  ask: () => Promise<T>,
  count: (answer: T) => number,
) {
  for (let last = { count: -1, at: now() }; ; await sleep(pauseMs[what])) {
    const answer = await ask();
    const seen = count(answer);
    if (seen >= enough) return answer;
    if (seen > last.count) last = { count: seen, at: now() };
    else if (now() - last.at > patienceMs)
      throw new Error(`Only ${seen} of ${enough} events ${what}, then none for ${patienceMs / 1000} s`);
  }
}

export async function setUp(bundle: Bundle, endpoints: number): Promise<Scene> {
  const posthorn = await startPosthorn(bundle);
  const receiver = start<Receiver>("receiver.ts");
  const load = start<Load>("load.ts");
  const address = await receiver.call("listen");
  const app = await posthorn.api<{ id: string }>("POST", "/api/v1/app", { name: "Benchmark" });
  const collection = `/api/v1/app/${app.id}/endpoint`;
  const paths: string[] = [];
  for (let n = 1; n <= endpoints; n++) {
    const { id } = await posthorn.api<{ id: string }>("POST", collection, { url: `${address}/${n}` });
    paths.push(`${collection}/${id}`);
  }
  const target = (kind: Kind, customers = 1) => ({
    url: `${posthorn.url}/api/v1/app/${app.id}/${kind}`,
    headers: posthorn.headers,
    body: bodyOf(kind, customers),
  });
  const received = async () => (await receiver.call("status")).received;
  const decided = async (): Promise<Decided> => {
    const { waiting, sending, counts } = await posthorn.api<Series>("GET", `${paths[0]}/series`);
    const { accepted, failed, suppressed } = counts["24h"];
    return { total: waiting + sending + accepted + failed + suppressed, suppressed };
  };
  return {
    posthorn,
    async configure(change) {
      for (const path of paths) await posthorn.api("PATCH", path, change);
    },
    async flood(kind, { customers, ...how }) {
      const result = await load.call("flood", { ...target(kind, customers), ...how });
      if (result.bad > 0) throw new Error(`${result.bad} of ${result.bad + result.good} posts failed`);
      return result;
    },
    async steady(kind, perSecond, seconds) {
      const result = await load.call("steady", { ...target(kind), perSecond, seconds });
      if (result.refused > 0) throw new Error(`${result.refused} posts failed`);
      return Object.fromEntries(result.accepted);
    },
    received,
    requests: async () => (await receiver.call("status")).requests,
    repeated: async () => (await receiver.call("status")).repeated,
    arrivals: () => receiver.call("byMessage"),
    moments: () => receiver.call("moments"),
    async untilReceived(count) {
      await until("arrived", count, received, (arrived) => arrived);
    },
    untilDecided: (count) => until("were decided about", count, decided, ({ total }) => total),
    async stop() {
      receiver.stop();
      load.stop();
      await posthorn.stop();
    },
  };
}

/** What a SIGKILL costs at five moments of an event's way: events lost, and requests that came once more. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "hono/jwt";
import { bundle } from "../server/bundle.ts";
import { Server } from "../server/server.ts";
import { now, sleep } from "./child.ts";
import type { Figure, Settings } from "./measure.ts";

const jwtSecret = "a secret for the benchmark, and for it only";
/** Short waits, so that what a kill left behind goes on soon. */
const settings = {
  ...{ JWT_SECRET: jwtSecret, ENCRYPTION_KEY: btoa("k".repeat(32)), ALLOWED_PRIVATE_SUBNETS: "127.0.0.0/8" },
  ...{ LEASE_SECONDS: 3, RESEND_SECONDS: 3, DELIVERY_TIMEOUT_SECONDS: 2 },
};
const batchSize = 100;
const patienceMs = 120_000;

/** The customer's side, in this process: how often each message arrived, and with which status it is answered. */
async function openReceiver() {
  const arrived = new Map<string, number>();
  const receiver = { arrived, status: 200, url: "", close: () => server.close() };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const id = request.headers["webhook-id"] as string;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    response.writeHead(receiver.status, { "content-length": 0 }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return receiver;
}

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

interface Scene {
  receiver: Receiver;
  app: string;
  endpoint: string;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Posts batches until told to stop or the server is gone; answers the ids of what was accepted. */
  post(batches: number): Promise<string[]>;
  /** When of nothing the outcome is still to be stored. */
  settled(): Promise<void>;
  kill(): Promise<void>;
}

/** Brings the server down; answers which messages are to arrive how often. */
type Moment = (scene: Scene) => Promise<{ ids: string[]; times: number }>;

const count = ({ arrived }: Receiver, least: number) =>
  [...arrived.values()].filter((times) => times >= least).length;

async function until(enough: () => boolean): Promise<void> {
  for (const end = now() + patienceMs; !enough(); await sleep(2))
    if (now() > end) throw new Error("The moment to kill the server never came.");
}

const moments: Record<string, Moment> = {
  "while batches are accepted": async ({ post, kill, receiver }) => {
    const posting = Promise.all([post(100), post(100)]);
    await until(() => count(receiver, 1) > 200);
    await kill();
    return { ids: (await posting).flat(), times: 1 };
  },
  "during the fan-out": async ({ post, kill }) => {
    const ids = await post(10);
    await kill();
    return { ids, times: 1 };
  },
  "during the deliveries": async ({ post, kill, receiver }) => {
    const ids = await post(10);
    await until(() => count(receiver, 1) > ids.length / 2);
    await kill();
    return { ids, times: 1 };
  },
  "while all wait for their retry": async ({ post, kill, receiver, settled }) => {
    receiver.status = 500;
    const ids = await post(2);
    await settled();
    receiver.arrived.clear();
    receiver.status = 200;
    await kill();
    return { ids, times: 1 };
  },
  "during a replay": async ({ post, kill, receiver, settled, endpoint, app, api }) => {
    const ids = await post(10);
    await until(() => count(receiver, 1) === ids.length);
    await settled();
    const path = `/app/${app}/endpoint/${endpoint}/bulk-replay`;
    await api("POST", path, { since: new Date(Date.now() - 3_600_000).toISOString() });
    await until(() => count(receiver, 2) > ids.length / 4);
    await kill();
    return { ids, times: 2 };
  },
};

export async function measureKills({ bundle: { worker } }: Settings): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-kills-"));
  const bundles = join(folder, "bundles.json");
  const { assets, ...posthorn } = worker;
  await writeFile(bundles, JSON.stringify([posthorn, await bundle("test/e2e/producer/wrangler.toml")]));
  const figures: Figure[] = [];
  try {
    for (const [name, moment] of Object.entries(moments))
      figures.push(...(await measureKill(folder, bundles, name, moment)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}

async function measureKill(folder: string, bundles: string, name: string, moment: Moment): Promise<Figure[]> {
  const server = new Server(folder, bundles, settings);
  const receiver = await openReceiver();
  try {
    await server.start();
    const scene = await sceneOn(server, receiver);
    const { ids, times } = await moment(scene);
    const missing = () => ids.filter((id) => (receiver.arrived.get(id) ?? 0) < times);
    const underWay = missing().length;
    const restarted = now();
    await server.start();
    for (const end = now() + patienceMs; missing().length > 0 && now() < end; ) await sleep(50);
    const seconds = (now() - restarted) / 1_000;
    const lost = missing().length;
    const repeated = ids.reduce((sum, id) => sum + (receiver.arrived.get(id) ?? 0) - times, lost * times);
    return [
      {
        what: `killed ${name}, lost`,
        value: lost,
        unit: "",
        target: { exactly: 0 },
        note: `of ${ids.length}, ${underWay} of them under way; all there ${seconds.toFixed(1)} s after the restart`,
      },
      { what: "  came once more", value: repeated, unit: "" },
    ];
  } finally {
    receiver.close();
    await server.stop();
  }
}

async function sceneOn(server: Server, receiver: Receiver): Promise<Scene> {
  const authorization = `Bearer ${await sign({ sub: "org_bench" }, jwtSecret, "HS256")}`;
  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
  const { id: app } = await api<{ id: string }>("POST", "/app", { name: "Benchmark" });
  const { id: endpoint } = await api<{ id: string }>("POST", `/app/${app}/endpoint`, { url: receiver.url });
  const batch = { messages: Array.from({ length: batchSize }, () => ({ eventType: "a.b", payload: {} })) };
  return {
    ...{ receiver, app, endpoint, api, kill: () => server.kill() },
    async settled() {
      for (let sending = 1; sending > 0; await sleep(50))
        ({ sending } = await api<{ sending: number }>("GET", `/app/${app}/endpoint/${endpoint}/series`));
    },
    async post(batches) {
      const ids: string[] = [];
      for (let n = 0; n < batches; n++) {
        const answer = await api<{ data: { message: { id: string } }[] }>(
          "POST",
          `/app/${app}/msg/batch`,
          batch,
        ).catch(() => null);
        if (answer === null) break;
        ids.push(...answer.data.map(({ message }) => message.id));
      }
      return ids;
    },
  };
}

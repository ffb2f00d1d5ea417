/**
 * `npm run seed`: fills an organisation of the local Posthorn with something to look at. Run again, it puts customers
 * and webhooks back as they were and lets more happen.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { address, fail, organisation, readArguments } from "./arguments.ts";
import { client } from "./client.ts";
import { customers, type DemoWebhook, people } from "./seed-customers.ts";

const usage = "npm run seed -- [--org org_x] [--url http://localhost:8787]";
const { flags } = readArguments(usage, ["url", "org"]);
const url = address(usage, flags.url);
const org = organisation(usage, flags.org);
const api = await client(url, org);

const rounds = 10;
const pauseMs = 50;
const slowMs = 2_000;
const patienceMs = 60_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

await api("POST", "/preset/calenso");
const receiver = await startReceiver();
const endpoints = await setUp();
const messages = await letHappen();
await untilTried();
const replays = await sendAgain();
await untilTried();
receiver.close();

const [first] = customers;
const portal = await api<{ url: string }>("POST", `/auth/app-portal-access/${first!.uid}`, {});
console.log(`${org} has ${customers.length} customers with ${endpoints.length} webhooks`);
console.log(`${messages} events happened, ${replays} were sent once more`);
console.log(`console  ${url}/console   (log in with what npm run token -- --org ${org} prints)`);
console.log(`portal   ${portal.url}   (as ${first!.name} sees it)`);

/** A receiver that is there as long as this program: `/slow…` takes its time, `/broken…` answers 500. */
async function startReceiver() {
  const server = createServer(async ({ url = "" }, response) => {
    if (url.startsWith("/slow")) await sleep(slowMs);
    response.writeHead(url.startsWith("/broken") ? 500 : 200, { "content-type": "application/json" });
    response.end(url.startsWith("/broken") ? '{"error":"database is locked"}' : '{"status":"OK"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers the paths of the endpoints that get something. */
async function setUp(): Promise<string[]> {
  const paths: string[] = [];
  for (const { uid, name, plan, webhooks } of customers) {
    await api("PUT", `/app/${uid}`, { name, plan });
    const good = await api<{ url: string }>("GET", `/app/${uid}/receiver`);
    const addressOf = (webhook: DemoWebhook) =>
      ({
        good: { url: `${good.url}/${webhook.uid}` },
        slow: { url: `${receiver.url}/slow/${webhook.uid}` },
        broken: { url: `${receiver.url}/broken/${webhook.uid}` },
        email: {},
      })[webhook.receiver];
    for (const webhook of webhooks) {
      const path = `/app/${uid}/endpoint/${webhook.uid}`;
      await api("PUT", path, { ...webhook.fields, ...addressOf(webhook) });
      paths.push(path);
    }
  }
  return paths;
}

/** Something happens to one customer after the other; answers how many events that were. */
async function letHappen(): Promise<number> {
  const examples = new Map<string, Example>();
  for (const eventType of customers.flatMap(({ happenings }) => happenings))
    if (!examples.has(eventType))
      examples.set(eventType, (await api<{ example: Example }>("GET", `/event-type/${eventType}`)).example);
  let count = 0;
  for (let round = 0; round < rounds; round++)
    for (const { uid, happenings } of customers) {
      const eventType = happenings[round % happenings.length]!;
      const payload = asOf(people[count++ % people.length]!, examples.get(eventType)!);
      await api("POST", `/app/${uid}/msg`, { eventType, payload });
      await sleep(pauseMs);
    }
  return count;
}

interface Example {
  data: { customer?: object };
}

/** An example of the catalogue as if it happened to this person now. */
function asOf(person: object, example: Example): object {
  const { data } = example;
  const customer = { ...(data.customer ?? data), ...person };
  return {
    ...example,
    created: new Date().toISOString(),
    data: data.customer ? { ...data, customer } : customer,
  };
}

/** Waits until nothing is under way any more; what will be tried again later is not waited for. */
async function untilTried(): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const path of endpoints)
    while ((await api<{ sending: number }>("GET", `${path}/series`)).sending > 0) {
      if (Date.now() > deadline) fail(`${path} takes very long; see the output of npm start.`);
      await sleep(pauseMs);
    }
}

/** The newest attempt of each endpoint, once more; answers how many there were. */
async function sendAgain(): Promise<number> {
  let count = 0;
  for (const path of endpoints) {
    const [app, endpoint] = path.split("/endpoint/");
    const { data } = await api<{ data: { msgId: string }[] }>(
      "GET",
      `${app}/attempt/endpoint/${endpoint}?limit=1`,
    );
    for (const { msgId } of data) {
      await api("POST", `${app}/msg/${msgId}/endpoint/${endpoint}/resend`);
      count++;
    }
  }
  return count;
}

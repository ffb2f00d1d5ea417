/** `npm run demo`: an event goes in over HTTPS and comes out signed at a test receiver, step by step. */
import { Webhook } from "standardwebhooks";
import { address, fail, organisation, readArguments } from "./arguments.ts";
import { client } from "./client.ts";

const usage = "npm run demo -- [--org org_x] [--url http://localhost:8787]";
const { flags } = readArguments(usage, ["url", "org"]);
const api = await client(address(usage, flags.url), organisation(usage, flags.org));

interface Receiver {
  url: string;
  data: { headers: Record<string, string>; body: string }[];
}

const app = await api<{ id: string }>("POST", "/app", { name: "Demo" });
console.log(`application  ${app.id}`);
const receiver = await api<Receiver>("GET", `/app/${app.id}/receiver`);
const endpoint = await api<{ id: string }>("POST", `/app/${app.id}/endpoint`, { url: receiver.url });
console.log(`endpoint     ${endpoint.id} → ${receiver.url}`);
const message = await api<{ id: string }>("POST", `/app/${app.id}/msg`, {
  eventType: "invoice.paid",
  payload: { invoice: 4711, amount: "129.00" },
});
console.log(`message      ${message.id} accepted`);

const { headers, body } = await first(
  async () => (await api<Receiver>("GET", `/app/${app.id}/receiver`)).data,
);
console.log(`received     ${body}`);

const { key } = await api<{ key: string }>("GET", `/app/${app.id}/endpoint/${endpoint.id}/secret`);
new Webhook(key).verify(body, headers);
console.log(`signature    ${headers["webhook-signature"]} is valid`);

const attempt = await first(
  async () => (await api<{ data: unknown[] }>("GET", `/app/${app.id}/attempt/msg/${message.id}`)).data,
);
console.log("attempt      as the API reports it:");
console.log(JSON.stringify(attempt, null, 2));

/** The first of a list that fills up. */
async function first<T>(list: () => Promise<T[]>): Promise<T> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const [found] = await list();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return fail("Nothing arrived within 30 s; see the output of npm start.");
}

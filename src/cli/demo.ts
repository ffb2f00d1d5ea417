/** `npm run demo`: an event goes in over HTTPS and comes out signed at a receiver, step by step. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { client, defaultOrg, fail, flags } from "./local.ts";

const { url = "http://localhost:8787", org = defaultOrg } = flags(
  ["url", "org"],
  "npm run demo -- --url http://localhost:8787",
);
const api = await client(url, org);

interface Received {
  headers: Record<string, string>;
  body: string;
}
const arrived = Promise.withResolvers<Received>();
const receiver = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.end("thank you");
  arrived.resolve({
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
  });
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook`;

const app = await api<{ id: string }>("POST", "/app", { name: "Demo" });
console.log(`application  ${app.id}`);
const endpoint = await api<{ id: string }>("POST", `/app/${app.id}/endpoint`, { url: address });
console.log(`endpoint     ${endpoint.id} → ${address}`);
const message = await api<{ id: string }>("POST", `/app/${app.id}/msg`, {
  eventType: "invoice.paid",
  payload: { invoice: 4711, amount: "129.00" },
});
console.log(`message      ${message.id} accepted`);

const timeout = setTimeout(() => fail("Nothing arrived within 30 s; see the output of npm start."), 30_000);
const { headers, body } = await arrived.promise;
clearTimeout(timeout);
console.log(`received     ${body}`);

const { key } = await api<{ key: string }>("GET", `/app/${app.id}/endpoint/${endpoint.id}/secret`);
new Webhook(key).verify(body, headers);
console.log(`signature    ${headers["webhook-signature"]} is valid`);

for (;;) {
  const { data } = await api<{ data: unknown[] }>("GET", `/app/${app.id}/attempt/msg/${message.id}`);
  if (data.length > 0) {
    console.log("attempt      as the API reports it:");
    console.log(JSON.stringify(data[0], null, 2));
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}
receiver.close();
receiver.closeAllConnections();

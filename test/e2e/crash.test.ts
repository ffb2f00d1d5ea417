import { expect, it } from "vitest";
import { Client, startReceiver, startServer, until } from "./harness.ts";

const messages = 2_000;
const concurrency = 20;
/** Accepted messages before the server is killed. */
const killAfter = 900;

const server = await startServer({ LEASE_SECONDS: 3, RESEND_SECONDS: 3, DELIVERY_TIMEOUT_SECONDS: 2 });
const client = new Client(server);

it("delivers every accepted message although the server is killed under load", {
  timeout: 240_000,
}, async () => {
  const receiver = await startReceiver();
  const app = await client.createApplication();
  await client.createEndpoint(app, receiver.url);

  const accepted: string[] = [];
  const refused: number[] = [];
  let posted = 0;
  const post = async (until: () => boolean) => {
    while (!until()) {
      const payload = { n: posted++ };
      const answer = await client
        .request("POST", `/app/${app}/msg`, { eventType: "test.sent", payload })
        .catch(() => null);
      if (answer?.status === 202) accepted.push(answer.json.id);
      else refused.push(payload.n);
    }
  };
  const underLoad = (until: () => boolean) =>
    Promise.all(Array.from({ length: concurrency }, () => post(until)));

  let killed = false;
  const firstHalf = underLoad(() => killed);
  await until("accepted messages", () => accepted.length >= killAfter, 60_000);
  killed = true;
  await server.kill();
  await firstHalf;
  const deliveredBefore = new Set(receiver.received.map(({ id }) => id));
  const pending = accepted.filter((id) => !deliveredBefore.has(id));
  // Otherwise the crash would have lost nothing that it could lose.
  expect(pending.length).toBeGreaterThan(0);

  const restartedAt = performance.now();
  await server.start();
  await underLoad(() => posted >= messages);

  const missing = () => {
    const arrived = new Set(receiver.received.map(({ id }) => id));
    return accepted.filter((id) => !arrived.has(id));
  };
  await until(
    () => `delivery of ${missing().length} messages: ${missing().slice(0, 5)}`,
    () => missing().length === 0,
    90_000,
  );
  const duplicates = receiver.received.length - new Set(receiver.received.map(({ id }) => id)).size;
  console.log(
    `${accepted.length} accepted, ${refused.length} refused; ${pending.length} were under way when the server was killed, ` +
      `all arrived ${Math.round((performance.now() - restartedAt) / 1000)} s after the restart began; ${duplicates} duplicates`,
  );
});

it("goes on after a restart although nobody calls: what was under way, and what waited for its retry", async () => {
  const healthy = await startReceiver();
  const failed = new Set<string>();
  const recovered = new Set<string>();
  const failing = await startReceiver((response, { id }) => {
    if (failed.has(id)) recovered.add(id);
    failed.add(id);
    response.writeHead(recovered.has(id) ? 200 : 500).end();
  });
  const app = await client.createApplication();
  await client.createEndpoint(app, failing.url, { channels: ["failing"] });
  const toFailing = { channels: ["failing"] };
  const waiting = [await client.send(app, toFailing), await client.send(app, toFailing)];
  for (const message of waiting) await client.attempts(app, message);

  await client.createEndpoint(app, healthy.url);
  const underWay = await Promise.all(Array.from({ length: 10 }, () => client.send(app)));
  await server.kill();
  expect(recovered.size).toBe(0);

  await server.start();
  for (const message of underWay) await healthy.deliveries(message);
  await until("retries of what had failed", () => waiting.every((id) => recovered.has(id)));
});

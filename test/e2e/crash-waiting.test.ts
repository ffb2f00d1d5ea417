import { expect, it } from "vitest";
import { Client, startReceiver, startServer, until } from "./harness.ts";
import { Mailbox } from "./mailbox.ts";

const server = await startServer({ LEASE_SECONDS: 3, RESEND_SECONDS: 3 });
const client = new Client(server);

it("keeps what collects for a batch, emails that wait for their rate, and cooldowns when the server is killed", {
  timeout: 240_000,
}, async () => {
  const receiver = await startReceiver();
  const app = await client.createApplication();
  const to = "office@shop.example";
  const email = {
    destination: { type: "email", to },
    throttleRate: 1,
    eventTypes: null,
    channels: ["email"],
  };
  await client.call("POST", `/app/${app}/endpoint`, email);
  const [asked] = await new Mailbox(server).mails(to, 1);
  expect((await fetch(/https?:\/\/\S+/.exec(asked!.text)![0], { method: "POST" })).status).toBe(200);
  const cooldown = { key: "contact", seconds: 3_600 };
  await client.createEndpoint(app, `${receiver.url}/cool`, { cooldown, channels: ["cool"] });
  const batching = { enabled: true, maxEvents: 100, maxWaitSeconds: 20 };
  const batches = await client.createEndpoint(app, `${receiver.url}/batch`, {
    batching,
    channels: ["batch"],
  });

  const sendTo = (channel: string) => client.send(app, { channels: [channel], payload: { contact: 7 } });
  await client.attempts(app, await sendTo("cool"));
  const mails = await Promise.all(Array.from({ length: 6 }, () => sendTo("email")));
  const collected = await Promise.all(Array.from({ length: 7 }, () => sendTo("batch")));
  await until(
    "collecting",
    async () => (await client.call("GET", `/app/${app}/endpoint/${batches}/series`)).waiting === 7,
  );
  await server.kill();
  expect(receiver.received.filter(({ path }) => path.endsWith("/batch"))).toEqual([]);

  await server.start();
  const again = await sendTo("cool");
  const [batch] = await until(
    "batch",
    () => {
      const found = receiver.received.filter(({ path }) => path.endsWith("/batch"));
      return found.length > 0 && found;
    },
    60_000,
  );
  expect(
    JSON.parse(batch!.body)
      .map(({ id }: { id: string }) => id)
      .sort(),
  ).toEqual(collected.sort());
  for (const mail of mails) {
    const attempts = await client.attempts(app, mail);
    expect(attempts.at(-1)).toMatchObject({ status: 0, responseStatusCode: 250 });
  }
  const { data } = await client.call("GET", `/app/${app}/msg/${again}/verdicts`);
  expect(data.map(({ verdict }: { verdict: string }) => verdict)).toContain("cooldown");
  expect(receiver.received.filter(({ path }) => path.endsWith("/cool"))).toHaveLength(1);
});

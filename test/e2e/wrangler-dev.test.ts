import { expect, it } from "vitest";
import { Client, startReceiver, verify } from "./harness.ts";
import { startWranglerDev } from "./wrangler-dev.ts";

it("runs beside another Worker under wrangler dev, which sends it a message; what it had is there after a crash", async () => {
  const dev = await startWranglerDev(["test/e2e/producer/wrangler.toml", "wrangler.toml"]);
  const client = new Client(dev);
  const receiver = await startReceiver();
  const app = await client.createApplication();
  const endpoint = await client.createEndpoint(app, receiver.url);
  const { key } = await client.call("GET", `/app/${app}/endpoint/${endpoint}/secret`);
  const send = async () => {
    const body = {
      target: { org: client.org, application: app },
      message: { eventType: "a.b", payload: { n: 1 } },
    };
    const answer = await fetch(`${dev.url}/rpc/send`, { method: "POST", body: JSON.stringify(body) });
    const { result } = (await answer.json()) as { result: { id: string } };
    const [delivery] = await receiver.deliveries(result.id);
    verify(key, delivery!);
    expect(delivery!.body).toBe('{"n":1}');
  };
  await send();
  expect((await fetch(`${dev.url}/assets/console/manifest.json`)).status).toBe(200);

  await dev.kill();
  await dev.start();
  await send();
});

import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { Client, startReceiver, startServer, until } from "./harness.ts";
import { tracesOnDisk } from "./on-disk.ts";

const server = await startServer({ LEASE_SECONDS: 2, RESEND_SECONDS: 1, DELIVERY_TIMEOUT_SECONDS: 2 });
const client = new Client(server);

/** An application in which a mark stands everywhere, with messages that are delivered, fail, and are under way. */
async function marked() {
  const mark = randomUUID();
  const echo = await startReceiver((response, { body }) => response.writeHead(500).end(`You said ${body}`));
  const { id: app } = await client.call("POST", "/app", {
    name: mark,
    uid: `uid-${mark}`,
    metadata: { mark },
  });
  const [kept, deleted] = [
    await client.createEndpoint(app, `${echo.url}/${mark}`, { description: mark }),
    await client.createEndpoint(app, `${echo.url}/${mark}`, { headers: { "x-mark": mark } }),
  ];
  const messages = [{ mark }, { mark, text: "x".repeat(60_000) }];
  const sent = await Promise.all(messages.map((payload) => client.send(app, { payload, tags: [mark] })));
  for (const message of sent)
    await until("attempts", async () => (await client.attempts(app, message)).length === 2);
  await client.call("DELETE", `/app/${app}/endpoint/${deleted}`);
  // Which of them are accepted doesn't matter.
  const underWay = Array.from({ length: 50 }, (_, n) =>
    client.send(app, { payload: { mark, n } }).catch(() => null),
  );
  return { mark, app, kept, underWay };
}

/** What is left of it on disk; the server is started again meanwhile, so that it can go on. */
const nothingIsLeft = (mark: string) =>
  until(
    () => `end of ${tracesOnDisk(server.state, mark)}`,
    async () => {
      await server.kill();
      if (tracesOnDisk(server.state, mark).length === 0) return true;
      await server.start();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return false;
    },
    60_000,
  );

it("deletes an application to the end although the server is killed while it does", async () => {
  const { mark, app, underWay } = await marked();
  await Promise.all(underWay.slice(0, 25));
  await server.kill();
  expect(tracesOnDisk(server.state, mark).length).toBeGreaterThan(5);
  await server.start();

  const deletion = client.request("DELETE", `/app/${app}`).catch(() => null);
  await Promise.race([deletion, client.request("GET", `/app/${app}`)]);
  await server.kill();
  await Promise.all([deletion, ...underWay]);
  await server.start();
  const { status } = await client.request("GET", `/app/${app}`);
  // Nothing had begun, or all of it goes on by itself.
  if (status === 200) await client.request("DELETE", `/app/${app}`);
  for (const name of [app, `uid-${mark}`])
    expect((await client.request("GET", `/app/${name}`)).status).toBe(404);
  await nothingIsLeft(mark);
  expect(tracesOnDisk(server.state, mark)).toEqual([]);
  await server.start();
});

import { ApiException } from "svix";
import { expect, it } from "vitest";
import { Client, sdk, sharedServer, startReceiver, verify } from "./harness.ts";

const server = sharedServer();
const owner = new Client(server);

const keyWith = (...scopes: string[]): Promise<{ id: string; token: string }> =>
  owner.call("POST", "/api-key", { name: "SDK", scopes });

const refusedWith = (code: number) => (error: unknown) =>
  error instanceof ApiException && error.code === code;

it("the SDK takes an API key as its token, for everything with `admin`", async () => {
  const svix = await sdk(server, (await keyWith("admin")).token);
  const { id: app } = await svix.application.create({ name: "Acme" });
  const receiver = await startReceiver();
  const endpoint = await svix.endpoint.create(app, { url: receiver.url });
  const { key } = await svix.endpoint.getSecret(app, endpoint.id);
  const message = await svix.message.create(app, { eventType: "invoice.paid", payload: { id: 4711 } });
  const [delivery] = await receiver.deliveries(message.id);
  verify(key, delivery!);
});

it("the SDK sends with a key that may only send, and reads with one that may only read", async () => {
  const app = await owner.createApplication();
  const sender = await sdk(server, (await keyWith("send")).token);
  const reader = await sdk(server, (await keyWith("read")).token);
  const event = { eventType: "invoice.paid", payload: { id: 4711 } };
  const { id } = await sender.message.create(app, event);
  expect((await reader.message.get(app, id, { withContent: true })).payload).toEqual(event.payload);
  await expect(sender.message.get(app, id)).rejects.toSatisfy(refusedWith(403));
  await expect(reader.message.create(app, event)).rejects.toSatisfy(refusedWith(403));
});

it("the SDK is refused once its key is revoked", async () => {
  const { id, token } = await keyWith("read");
  const svix = await sdk(server, token);
  expect((await svix.application.list()).done).toBe(true);
  await owner.call("DELETE", `/api-key/${id}`);
  await expect(svix.application.list()).rejects.toSatisfy(refusedWith(401));
});

import { MessageStatus } from "svix";
import { expect, it } from "vitest";
import {
  Client,
  type Respond,
  sdk,
  sharedServer,
  startReceiver,
  tokenFor,
  until,
  verify,
} from "./harness.ts";

const server = sharedServer();
const since = new Date(Date.now() - 60_000);
const event = { eventType: "invoice.paid", payload: { id: 4711 } };

const isTask = (task: string) => ({
  id: expect.stringMatching(/^qtask_/),
  status: expect.stringMatching(/^(running|finished)$/),
  task,
  updatedAt: expect.any(Date),
});

/** An application with one endpoint that is tried once. */
async function customer(respond?: Respond) {
  const client = new Client(server);
  const svix = await sdk(server, await tokenFor(client.org));
  const receiver = await startReceiver(respond);
  const app = await client.createApplication();
  const endpoint = await client.createEndpoint(app, receiver.url, { retry: { waits: [] } });
  const attempts = (message: string, count: number) =>
    until(`${count} attempts`, async () => {
      const { data } = await svix.messageAttempt.listByMsg(app, message);
      return data.length >= count && data;
    });
  return { client, svix, receiver, app, endpoint, attempts };
}

it("sends again what failed", async () => {
  let status = 500;
  const { svix, app, endpoint, receiver, attempts } = await customer((response) =>
    response.writeHead(status).end("done"),
  );
  const failed = await svix.message.create(app, event);
  await attempts(failed.id, 1);
  status = 200;
  expect(await svix.endpoint.recover(app, endpoint, { since })).toEqual(isTask("endpoint.recover"));
  const [latest, first] = await attempts(failed.id, 2);
  expect(latest).toMatchObject({ status: MessageStatus.Success, triggerType: 1 });
  expect(first).toMatchObject({ status: MessageStatus.Fail, triggerType: 0 });
  expect(receiver.received.map(({ id }) => id)).toEqual([failed.id, failed.id]);
});

it("sends what was never sent", async () => {
  const { svix, app, attempts } = await customer();
  const message = await svix.message.create(app, event);
  await attempts(message.id, 1);
  const late = await startReceiver();
  const { id } = await svix.endpoint.create(app, { url: late.url });
  expect(await svix.endpoint.replayMissing(app, id, { since })).toEqual(isTask("endpoint.replay"));
  await late.deliveries(message.id);
  await attempts(message.id, 2);
  expect(late.received).toHaveLength(1);
});

it("sends once more what was sent", async () => {
  const { svix, app, endpoint, receiver, attempts } = await customer();
  const wanted = await svix.message.create(app, { ...event, tags: ["wanted"] });
  const other = await svix.message.create(app, event);
  for (const { id } of [wanted, other]) await attempts(id, 1);
  const filter = {
    since,
    until: new Date(Date.now() + 60_000),
    eventTypes: ["invoice.paid"],
    tag: "wanted",
    status: MessageStatus.Success,
  };
  const task = await svix.endpoint.bulkReplay(app, endpoint, filter);
  expect(task).toEqual(isTask("endpoint.bulk-replay"));
  await receiver.deliveries(wanted.id, 2);
  await attempts(wanted.id, 2);
  expect(receiver.received).toHaveLength(3);
});

it("sends an example, signed", async () => {
  const { client, svix, app, endpoint, receiver, attempts } = await customer();
  await client.call("POST", "/event-type", {
    name: "invoice.paid",
    description: "",
    schemas: { "1": { type: "object", properties: { email: { type: "string", format: "email" } } } },
  });
  const message = await svix.endpoint.sendExample(app, endpoint, { eventType: "invoice.paid" });
  expect(message).toMatchObject({ eventType: "invoice.paid", payload: { email: expect.any(String) } });
  const [delivery] = await receiver.deliveries(message.id);
  expect(JSON.parse(delivery!.body)).toEqual(message.payload);
  verify((await svix.endpoint.getSecret(app, endpoint)).key, delivery!);
  await attempts(message.id, 1);
});

it("says what doesn't fit", async () => {
  const { svix, app, endpoint } = await customer();
  const later = new Date(Date.now() + 60_000);
  await expect(svix.endpoint.recover(app, endpoint, { since: later })).rejects.toMatchObject({
    code: 422,
    body: { detail: [{ loc: ["body", "since"] }] },
  });
  await svix.endpoint.patch(app, endpoint, { disabled: true });
  await expect(svix.endpoint.replayMissing(app, endpoint, { since })).rejects.toMatchObject({
    code: 400,
    body: { code: "generic_error", detail: expect.stringContaining("disabled") },
  });
});

it("counts by the hour", async () => {
  const { client, svix, app, endpoint, attempts } = await customer();
  await attempts((await svix.message.create(app, event)).id, 1);
  const series = await client.call("GET", `/app/${app}/endpoint/${endpoint}/series`);
  expect(series.counts["24h"]).toEqual({ accepted: 1, failed: 0, suppressed: 0 });
  expect(series.data).toHaveLength(24);
});

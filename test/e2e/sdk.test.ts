import { BackgroundTaskStatus, type EndpointIn, MessageStatus, messageInRaw, type Svix } from "svix";
import { afterEach, describe, expect, it } from "vitest";
import {
  Client,
  type Received,
  type Respond,
  sdk,
  sharedServer,
  startReceiver,
  tokenFor,
  until,
  verify,
} from "./harness.ts";

const server = sharedServer();

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
const secrets = new Map<Receiver, string>();

/** An application with one endpoint; what its receiver gets is verified after the test. */
async function customer(respond?: Respond, fields: Partial<EndpointIn> = {}) {
  const svix = await sdk(server);
  const { id: app } = await svix.application.create({ name: "Acme" });
  const receiver = await startReceiver(respond);
  const { id: endpoint } = await svix.endpoint.create(app, { url: receiver.url, ...fields });
  secrets.set(receiver, (await svix.endpoint.getSecret(app, endpoint)).key);
  return { svix, app, endpoint, receiver };
}

afterEach(() => {
  for (const [{ received }, secret] of secrets) for (const delivery of received) verify(secret, delivery);
  secrets.clear();
});

const event = { eventType: "invoice.paid", payload: { id: 4711, total: "129.00" } };

/** Attempts at a message, once there are so many. */
const attempts = (svix: Svix, app: string, message: string, count = 1) =>
  until(`${count} attempts`, async () => {
    const { data } = await svix.messageAttempt.listByMsg(app, message, { withContent: true });
    return data.length >= count && data;
  });

describe("a message", () => {
  it("arrives signed, with what the endpoint wants along", async () => {
    const headers = { "x-tenant": "1", authorization: "Bearer abc" };
    const { svix, app, receiver } = await customer(undefined, { headers });
    const message = await svix.message.create(app, event);
    const [delivery] = await receiver.deliveries(message.id);
    expect(JSON.parse(delivery!.body)).toEqual(event.payload);
    expect(delivery!.headers).toMatchObject({
      ...headers,
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^Posthorn\//),
      "webhook-id": message.id,
      "webhook-timestamp": expect.stringMatching(/^\d+$/),
      "webhook-signature": expect.stringMatching(/^v1,\S+$/),
    });
  });

  it("may be any text of any type", async () => {
    const { svix, app, receiver } = await customer();
    const text = "Grüße,\r\n\tthis is no JSON: {";
    const type = "text/plain; charset=utf-8";
    const message = await svix.message.create(app, messageInRaw("note.sent", text, type));
    const [delivery] = await receiver.deliveries(message.id);
    expect(delivery!.body).toBe(text);
    expect(delivery!.headers["content-type"]).toBe(type);
    expect((await svix.message.get(app, message.id, { withContent: true })).payload).toEqual({});
  });

  it("is read by id and eventId, with and without its payload", async () => {
    const { svix, app } = await customer();
    const fields = { eventId: "event-1", channels: ["berlin"], tags: ["a tag"] };
    const created = await svix.message.create(app, { ...event, ...fields }, { withContent: true });
    expect(created).toMatchObject({ ...event, ...fields });
    expect(await svix.message.get(app, created.id, { withContent: true })).toEqual(created);
    expect(await svix.message.get(app, "event-1")).toEqual({ ...created, payload: {} });
    await expect(svix.message.create(app, { ...event, eventId: "event-1" })).rejects.toMatchObject({
      code: 409,
      body: { code: "conflict", detail: expect.any(String) },
    });
  });

  it("is sent once for one idempotency key", async () => {
    const { svix, app, receiver } = await customer();
    const first = await svix.message.create(app, event, { idempotencyKey: "key-1" });
    const again = await svix.message.create(app, event, { idempotencyKey: "key-1" });
    expect(again).toEqual(first);
    const other = await svix.message.create(app, event, { idempotencyKey: "key-2" });
    await receiver.deliveries(other.id);
    await receiver.deliveries(first.id);
    expect(receiver.received).toHaveLength(2);
  });

  it("brings its application along", async () => {
    const svix = await sdk(server);
    await svix.message.create("new", { ...event, application: { name: "New", uid: "new" } });
    expect(await svix.application.get("new")).toMatchObject({ name: "New" });
    await expect(svix.message.create("nobody", event)).rejects.toMatchObject({
      code: 404,
      body: { code: "not_found", detail: expect.any(String) },
    });
  });

  it("is refused with the field that doesn't fit", async () => {
    const { svix, app } = await customer();
    const refused = (field: string) => ({ code: 422, body: { detail: [{ loc: ["body", field] }] } });
    const send = (fields: object) => svix.message.create(app, { ...event, ...fields });
    await expect(send({ eventType: "a b" })).rejects.toMatchObject(refused("eventType"));
    await expect(send({ payload: "text" })).rejects.toMatchObject(refused("payload"));
    await expect(send({ channels: [] })).rejects.toMatchObject(refused("channels"));
    await expect(send({ deliverAt: new Date() })).rejects.toMatchObject(refused("deliverAt"));
  });

  it("waits for the time that it is to be delivered at", async () => {
    const { svix, app, endpoint, receiver } = await customer();
    const deliverAt = new Date(Date.now() + 3_600_000);
    const message = await svix.message.create(app, { ...event, deliverAt });
    expect(message.deliverAt).toEqual(deliverAt);
    const waiting = await until("destination", async () => {
      const { data } = await svix.messageAttempt.listAttemptedDestinations(app, message.id);
      return data[0]?.nextAttempt && data[0];
    });
    expect(waiting).toMatchObject({ id: endpoint, status: MessageStatus.Pending, nextAttempt: deliverAt });
    expect(receiver.received).toHaveLength(0);
  });

  it("loses its payload for good when it is expunged, and can't be sent again then", async () => {
    const { svix, app, endpoint, receiver } = await customer();
    const { id } = await svix.message.create(app, event);
    await receiver.deliveries(id);
    await svix.message.expungeContent(app, id);
    expect((await svix.message.get(app, id, { withContent: true })).payload).toEqual({ expired: true });
    await expect(svix.messageAttempt.resend(app, id, endpoint)).rejects.toMatchObject({
      code: 410,
      body: { code: "gone", detail: expect.stringContaining("payload is gone") },
    });
  });
});

it("a background task is found by its id, and in the list", async () => {
  const client = new Client(server);
  const svix = await sdk(server, await tokenFor(client.org));
  const { id: app } = await svix.application.create({ name: "Acme" });
  await svix.message.create(app, { eventType: "a.b", payload: { contact: { email: "ada@example.com" } } });
  const search = { path: "contact.email", value: "ada@example.com" };
  const { id } = await client.call("POST", `/app/${app}/msg/expunge`, search);
  const task = await until("finished task", async () => {
    const found = await svix.backgroundTask.get(id);
    return found.status === BackgroundTaskStatus.Finished && found;
  });
  expect(task).toMatchObject({ task: "application.purge_content", data: { checked: 1, messagesPurged: 1 } });
  expect((await svix.backgroundTask.list({ status: BackgroundTaskStatus.Finished })).data).toEqual([task]);
  expect((await svix.backgroundTask.list({ status: BackgroundTaskStatus.Failed })).data).toEqual([]);
});

describe("messages", () => {
  it("are listed, the latest first, forward and back, and by what they are", async () => {
    const { svix, app } = await customer();
    const ids: string[] = [];
    for (const [n, eventType] of ["a", "b", "a", "b", "a"].entries()) {
      const fields = n === 1 ? { channels: ["berlin"], tags: ["a tag"] } : {};
      ids.unshift((await svix.message.create(app, { eventType, payload: { n }, ...fields })).id);
    }
    const list = async (options: Parameters<Svix["message"]["list"]>[1]) => {
      const page = await svix.message.list(app, options);
      return { ...page, ids: page.data.map(({ id }) => id) };
    };
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, iterator: first.iterator });
    const third = await list({ limit: 2, iterator: second.iterator });
    expect([first, second, third].map(({ done }) => done)).toEqual([false, false, true]);
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids);
    expect((await list({ limit: 2, iterator: third.prevIterator })).ids).toEqual(second.ids);

    expect((await list({ eventTypes: ["a"] })).ids).toEqual([ids[0], ids[2], ids[4]]);
    expect((await list({ channel: "berlin" })).ids).toEqual([ids[3]]);
    expect((await list({ tag: "a tag" })).ids).toEqual([ids[3]]);
    const middle = (await svix.message.get(app, ids[2]!)).timestamp;
    const later = await list({ after: middle });
    const earlier = await list({ before: middle });
    expect([...later.ids, ids[2], ...earlier.ids]).toEqual(ids);
    expect((await list({ withContent: true })).data[0]!.payload).toEqual({ n: 4 });
  });
});

describe("attempts", () => {
  /** One message that was refused, and one that was taken. */
  async function twoMessages() {
    const respond: Respond = (response, { body }) =>
      body.includes("bad") ? response.writeHead(500, { "retry-after": "10" }).end("no") : response.end("yes");
    const all = await customer(respond);
    const { svix, app } = all;
    const bad = await svix.message.create(app, { eventType: "a", payload: { is: "bad" } });
    const [failure] = await attempts(svix, app, bad.id);
    const good = await svix.message.create(app, { eventType: "b", payload: { is: "good" } });
    const [success] = await attempts(svix, app, good.id);
    return { ...all, bad, good, failure: failure!, success: success! };
  }

  it("tell what was sent where, and what came back", async () => {
    const { svix, app, endpoint, receiver, bad, failure, success } = await twoMessages();
    expect(success).toMatchObject({
      endpointId: endpoint,
      url: receiver.url,
      status: MessageStatus.Success,
      statusText: "success",
      responseStatusCode: 200,
      response: "yes",
      triggerType: 0,
    });
    expect(failure).toMatchObject({
      msgId: bad.id,
      status: MessageStatus.Fail,
      statusText: "fail",
      responseStatusCode: 500,
      response: "no",
    });
    expect(await svix.messageAttempt.get(app, bad.id, failure.id)).toEqual(failure);

    await svix.messageAttempt.expungeContent(app, bad.id, failure.id);
    expect((await svix.messageAttempt.get(app, bad.id, failure.id)).response).toBe("EXPUNGED");
    await expect(svix.messageAttempt.get(app, bad.id, success.id)).rejects.toMatchObject({ code: 404 });
  });

  it("are listed by endpoint, and by how they went", async () => {
    const { svix, app, endpoint, good, failure, success } = await twoMessages();
    const list = (options: object = {}) => svix.messageAttempt.listByEndpoint(app, endpoint, options);
    const ids = async (options: object) => (await list(options)).data.map(({ id }) => id);
    expect(await ids({})).toEqual([success.id, failure.id]);
    expect(await ids({ status: MessageStatus.Fail })).toEqual([failure.id]);
    expect(await ids({ statusCodeClass: 200 })).toEqual([success.id]);
    expect(await ids({ eventTypes: ["a"] })).toEqual([failure.id]);
    const { data, iterator, done } = await list({ limit: 1, withMsg: true, withContent: true });
    expect(data[0]).toMatchObject({ response: "yes", msg: { id: good.id, payload: { is: "good" } } });
    expect(done).toBe(false);
    expect(await ids({ limit: 1, iterator })).toEqual([failure.id]);
  });

  it("show where a message stands, and what an endpoint got", async () => {
    const { svix, app, endpoint, bad, good } = await twoMessages();
    const { messageAttempt } = svix;
    const [atBad] = (await messageAttempt.listAttemptedDestinations(app, bad.id)).data;
    expect(atBad).toMatchObject({ id: endpoint, status: MessageStatus.Fail, statusText: "fail" });
    expect(atBad!.nextAttempt!.getTime()).toBeGreaterThan(Date.now());
    const [atGood] = (await messageAttempt.listAttemptedDestinations(app, good.id)).data;
    expect(atGood).toMatchObject({ id: endpoint, status: MessageStatus.Success, nextAttempt: null });

    const list = (options: object) => messageAttempt.listAttemptedMessages(app, endpoint, options);
    const all = await list({ withContent: true });
    expect(all.data).toMatchObject([
      { id: good.id, status: MessageStatus.Success, payload: { is: "good" }, nextAttempt: null },
      { id: bad.id, status: MessageStatus.Sending, payload: { is: "bad" }, nextAttempt: expect.any(Date) },
    ]);
    const delivered = await list({ status: MessageStatus.Success });
    expect(delivered.data.map(({ id }) => id)).toEqual([good.id]);
  });

  it("are counted", async () => {
    const { svix, app, endpoint } = await twoMessages();
    const stats = (options = {}) => svix.endpoint.getStats(app, endpoint, options);
    expect(await stats()).toEqual({ success: 1, fail: 1, pending: 1, sending: 0, canceled: 0 });
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000 - 1);
    const before = { since: hoursAgo(2), until: hoursAgo(1) };
    expect(await stats(before)).toMatchObject({ success: 0, fail: 0 });
  });

  it("are made by hand with a resend", async () => {
    const { svix, app, endpoint, receiver } = await customer();
    const { id } = await svix.message.create(app, event);
    await attempts(svix, app, id);
    await svix.messageAttempt.resend(app, id, endpoint);
    const [first, second] = await receiver.deliveries(id, 2);
    expect(second!.body).toBe(first!.body);
    const [manual, scheduled] = await attempts(svix, app, id, 2);
    expect(manual).toMatchObject({ triggerType: 1, status: MessageStatus.Success });
    expect(scheduled).toMatchObject({ triggerType: 0 });
  });
});

describe("a rotated secret", () => {
  const signatures = ({ headers }: Received) => String(headers["webhook-signature"]).split(" ");

  it("signs beside the old one until the grace period ends", async () => {
    const { svix, app, endpoint, receiver } = await customer();
    const { key: old } = await svix.endpoint.getSecret(app, endpoint);
    await svix.endpoint.rotateSecret(app, endpoint);
    const { key } = await svix.endpoint.getSecret(app, endpoint);
    expect(key).not.toBe(old);
    const both = await svix.message.create(app, event);
    const [delivery] = await receiver.deliveries(both.id);
    expect(signatures(delivery!)).toHaveLength(2);
    verify(key, delivery!);
    verify(old, delivery!);

    secrets.delete(receiver);
    await svix.endpoint.rotateSecret(app, endpoint, { gracePeriodSeconds: 0 });
    const current = await svix.endpoint.getSecret(app, endpoint);
    const one = await svix.message.create(app, event);
    const [last] = await receiver.deliveries(one.id);
    expect(signatures(last!)).toHaveLength(1);
    verify(current.key, last!);
    expect(() => verify(key, last!)).toThrow();
  });
});

describe("what is deleted", () => {
  it("gets nothing any more", async () => {
    const { svix, app, endpoint, receiver } = await customer();
    const other = await startReceiver();
    await svix.endpoint.create(app, { url: other.url });
    const before = await svix.message.create(app, event);
    await receiver.deliveries(before.id);
    await svix.endpoint.delete(app, endpoint);
    const after = await svix.message.create(app, event);
    await other.deliveries(after.id);
    expect(receiver.received).toHaveLength(1);

    await svix.application.delete(app);
    await expect(svix.message.create(app, event)).rejects.toMatchObject({ code: 404 });
    await expect(svix.message.get(app, before.id)).rejects.toMatchObject({ code: 404 });
  });
});

import { describe, expect, it } from "vitest";
import { Client, type Received, sharedServer, startReceiver, until } from "./harness.ts";

const server = sharedServer();
const client = new Client(server);

describe("throttleRate", () => {
  const rate = 5;
  const count = 20;
  /** Of a busy machine's clock and event loop. */
  const noiseMs = 100;

  /** In no second, wherever it begins, did more than `rate` requests arrive. */
  function expectThrottled(received: Received[]) {
    const gaps = received.slice(rate).map(({ at }, index) => at - received[index]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 - noiseMs);
  }

  const arrivals = async (receiver: Awaited<ReturnType<typeof startReceiver>>) => {
    await until(`${count} deliveries`, () => receiver.received.length >= count, 40_000);
    return receiver.received;
  };

  it("lets no more than so many requests a second reach the endpoint, the rest follow in order", async () => {
    const app = await client.createApplication();
    const receiver = await startReceiver();
    await client.createEndpoint(app, receiver.url, { throttleRate: rate });
    const messages = await Promise.all(Array.from({ length: count }, () => client.send(app)));
    const received = await arrivals(receiver);
    expectThrottled(received);
    // Ids are in the order in which the messages were accepted; those that go out together may overtake each other.
    const accepted = messages.sort();
    const places = received.map(({ id }, place) => Math.abs(accepted.indexOf(id) - place));
    expect(Math.max(...places)).toBeLessThan(rate);
  });

  it("holds for a batch, in the order of the batch", async () => {
    const app = await client.createApplication();
    const receiver = await startReceiver();
    await client.createEndpoint(app, receiver.url, { throttleRate: rate });
    const messages = Array.from({ length: count }, (_, n) => ({ eventType: "test.sent", payload: { n } }));
    await client.call("POST", `/app/${app}/msg/batch`, { messages });
    const received = await arrivals(receiver);
    expectThrottled(received);
    // Those that go out together are under way side by side, and may overtake each other.
    const places = received.map(({ body }, place) => Math.abs(JSON.parse(body).n - place));
    expect(Math.max(...places)).toBeLessThan(rate);
  });

  it("is the application's where the endpoint has none", async () => {
    const { id: app } = await client.call("POST", "/app", { name: "Throttled", throttleRate: rate });
    const receiver = await startReceiver();
    await client.createEndpoint(app, receiver.url);
    await Promise.all(Array.from({ length: count }, () => client.send(app)));
    expectThrottled(await arrivals(receiver));
  });

  it("doesn't hold back the endpoints beside it", async () => {
    const app = await client.createApplication();
    const throttled = await startReceiver();
    const free = await startReceiver();
    await client.createEndpoint(app, throttled.url, { throttleRate: 1 });
    await client.createEndpoint(app, free.url);
    await Promise.all(Array.from({ length: count }, () => client.send(app)));
    await arrivals(free);
    expect(throttled.received.length).toBeLessThan(count / 2);
  });
});

/** Endpoint → verdict, once the message is through the fan-out. */
const verdicts = (app: string, message: string): Promise<Record<string, string>> =>
  until("verdicts", async () => {
    const { done, data } = await client.call("GET", `/app/${app}/msg/${message}/verdicts`);
    const pairs = data.map((one: { endpointId: string; verdict: string }) => [one.endpointId, one.verdict]);
    return done && Object.fromEntries(pairs);
  });

/** An application with one endpoint that gets everything, and others by the fields that they are given. */
async function endpoints<T extends string>(others: Record<T, Record<string, unknown>>) {
  const app = await client.createApplication();
  const create = async (fields: Record<string, unknown>) => {
    const receiver = await startReceiver();
    return { receiver, id: await client.createEndpoint(app, receiver.url, fields) };
  };
  const everything = await create({});
  const named = {} as Record<T, Awaited<ReturnType<typeof create>>>;
  for (const name of Object.keys(others) as T[]) named[name] = await create(others[name]);
  return { app, everything, named };
}

describe("why a message went to an endpoint, or didn't", () => {
  it("a disabled endpoint gets nothing, not even once it is enabled again", async () => {
    const { app, everything, named } = await endpoints({ disabled: { disabled: true } });
    const before = await client.send(app);
    await everything.receiver.deliveries(before);
    expect(await verdicts(app, before)).toEqual({
      [everything.id]: "matched",
      [named.disabled.id]: "disabled",
    });

    await client.call("PATCH", `/app/${app}/endpoint/${named.disabled.id}`, { disabled: false });
    const after = await client.send(app);
    await named.disabled.receiver.deliveries(after);
    expect(await verdicts(app, after)).toEqual({
      [everything.id]: "matched",
      [named.disabled.id]: "matched",
    });
    expect(named.disabled.receiver.received.map(({ id }) => id)).toEqual([after]);
  });

  it("an endpoint with channels gets messages of these channels only", async () => {
    const { app, everything, named } = await endpoints({
      one: { channels: ["berlin"] },
      two: { channels: ["berlin", "paris"] },
    });
    const { one, two } = named;
    const cases: [string[] | null, string, string][] = [
      [null, "channel", "channel"],
      [["rome"], "channel", "channel"],
      [["paris", "rome"], "channel", "matched"],
      [["berlin"], "matched", "matched"],
    ];
    for (const [channels, ...expected] of cases) {
      const message = await client.send(app, { channels });
      await everything.receiver.deliveries(message);
      expect(await verdicts(app, message)).toEqual({
        [everything.id]: "matched",
        [one.id]: expected[0],
        [two.id]: expected[1],
      });
      if (expected[1] === "matched") await two.receiver.deliveries(message);
    }
    await until("delivery of what matched", () => one.receiver.received.length === 1);
    expect(two.receiver.received).toHaveLength(2);
  });

  it("an endpoint with event types gets messages of these types only", async () => {
    for (const name of ["invoice.paid", "invoice.sent"])
      await client.call("POST", "/event-type", { name, description: name });
    const { app, everything, named } = await endpoints({ paid: { eventTypes: ["invoice.paid"] } });
    const sent = await client.send(app, { eventType: "invoice.sent" });
    const paid = await client.send(app, { eventType: "invoice.paid" });
    await named.paid.receiver.deliveries(paid);
    await everything.receiver.deliveries(sent);
    expect(await verdicts(app, sent)).toEqual({ [everything.id]: "matched", [named.paid.id]: "event_type" });
    expect(await verdicts(app, paid)).toEqual({ [everything.id]: "matched", [named.paid.id]: "matched" });
    expect(named.paid.receiver.received).toHaveLength(1);
  });

  it("an endpoint that didn't match says so also after it was sent the message by hand", async () => {
    const { app, everything, named } = await endpoints({ other: { channels: ["berlin"] } });
    const message = await client.send(app);
    await everything.receiver.deliveries(message);
    await verdicts(app, message);
    await client.call("POST", `/app/${app}/msg/${message}/endpoint/${named.other.id}/resend`);
    await named.other.receiver.deliveries(message);
    expect(await verdicts(app, message)).toEqual({ [everything.id]: "matched", [named.other.id]: "manual" });
  });
});

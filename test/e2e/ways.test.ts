import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Client, sharedServer, startReceiver, until, verify } from "./harness.ts";

const server = sharedServer();
const client = new Client(server);

/** What the Worker beside Posthorn got, or the message of the error that it caught. */
async function produce(path: string, body: unknown) {
  const response = await fetch(`${server.producer}${path}`, { method: "POST", body: JSON.stringify(body) });
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  return (await response.json()) as { result?: any; error?: string };
}

async function customer(owner = client) {
  const receiver = await startReceiver();
  const app = await owner.createApplication();
  const endpoint = await owner.createEndpoint(app, receiver.url);
  const { key } = await owner.call("GET", `/app/${app}/endpoint/${endpoint}/secret`);
  return { app, receiver, secret: key as string, target: { org: owner.org, application: app } };
}

const event = (application: string, message: unknown) => ({
  v: 1,
  kind: "event",
  org: client.org,
  application,
  message,
});

/** Each way in, with the payload as text. */
type Send = (app: string, fields: Record<string, unknown>, payload: string) => Promise<unknown>;

const ways: Record<string, Send> = {
  "over HTTPS": (app, fields, payload) => {
    const message = `${JSON.stringify(fields).slice(0, -1)},"payload":${payload}}`;
    return client.call("POST", `/app/${app}/msg`, message);
  },
  "through a service binding": (application, fields, payload) =>
    produce("/rpc/send", { target: { org: client.org, application }, message: { ...fields, payload } }),
  "through the events queue": (app, fields, payload) =>
    produce("/queue", [event(app, { ...fields, payload })]),
};

describe.each(Object.entries(ways))("a message that comes in %s", (_, send) => {
  it("arrives signed, and the API tells of it", async () => {
    const { app, receiver, secret } = await customer();
    const eventId = randomUUID();
    await send(app, { eventType: "invoice.paid", eventId, tags: ["a tag"] }, '{"n":1}');
    const [delivery] = await until("delivery", () => receiver.received.length > 0 && receiver.received);
    verify(secret, delivery!);
    expect(delivery!.body).toBe('{"n":1}');
    expect(await client.call("GET", `/app/${app}/msg/${eventId}`)).toMatchObject({
      id: delivery!.id,
      eventId,
      eventType: "invoice.paid",
      tags: ["a tag"],
      payload: { n: 1 },
    });
    const [attempt] = await client.attempts(app, eventId);
    expect(attempt).toMatchObject({ status: 0, responseStatusCode: 200, response: "thank you" });
  });

  it.each([
    ["odd", '{ "id": 9007199254740993, "a": "\\u0041\\/", "a": 1e400 }'],
    ["large", `{ "text": "${"😀".repeat(20_000)}" }`],
  ])("is delivered byte for byte when its payload is %s", async (_, payload) => {
    const { app, receiver } = await customer();
    await send(app, { eventType: "invoice.paid" }, payload);
    const [delivery] = await until("delivery", () => receiver.received.length > 0 && receiver.received);
    expect(delivery!.body === payload, delivery!.body.slice(0, 200)).toBe(true);
  });
});

describe("the service binding", () => {
  const message = { eventType: "invoice.paid", payload: { n: 1 } };

  it("takes an object as payload, and answers with the id that the receiver sees", async () => {
    const { receiver, target } = await customer();
    const { result } = await produce("/rpc/send", { target, message });
    expect(result).toEqual({
      id: expect.stringMatching(/^msg_/),
      eventType: "invoice.paid",
      eventId: null,
    });
    const [delivery] = await receiver.deliveries(result.id);
    expect(delivery!.body).toBe('{"n":1}');
  });

  it("sends a message with the same idempotency key once", async () => {
    const { target } = await customer();
    const call = { target, message, options: { idempotencyKey: "a key" } };
    const first = await produce("/rpc/send", call);
    const second = await produce("/rpc/send", call);
    expect(second.result).toEqual(first.result);
  });

  it("answers each message of a batch on its own", async () => {
    const { receiver, target } = await customer();
    await produce("/rpc/send", { target, message: { ...message, eventId: "taken" } });
    const messages = [message, { ...message, eventId: "taken" }, { ...message, eventId: "free" }];
    const { result } = await produce("/rpc/send-batch", { target, messages });
    expect(result).toEqual([
      { status: 202, message: expect.objectContaining({ eventId: null }) },
      { status: 409, error: { code: "conflict", detail: "A message with this eventId exists already." } },
      { status: 202, message: expect.objectContaining({ eventId: "free" }) },
    ]);
    await receiver.deliveries(result[0].message.id);
    await receiver.deliveries(result[2].message.id);
  });

  it("keeps to the organisation that the operator gave it", async () => {
    const acme = await customer(new Client(server, "org_acme"));
    const other = await customer();
    const sent = await produce("/rpc/send-of-acme", { target: { application: acme.app }, message });
    await acme.receiver.deliveries(sent.result.id);
    const { org, application } = other.target;
    const refused = await produce("/rpc/send-of-acme", { target: { application }, message });
    expect(refused.error).toBe("not_found: There is no such application.");
    const named = await produce("/rpc/send-of-acme", { target: { org, application: acme.app }, message });
    expect(named.error).toMatch(/^generic_error: org: must be the organisation that the binding names/);
  });

  const name = "must be 1 to 256 characters of a-z, A-Z, 0-9, '-', '_' and '.'";
  const past = "2020-01-01T00:00:00Z";
  it.each([
    ["an event type that is none", { eventType: "a b" }, `generic_error: messages.0.eventType: ${name}`],
    [
      "text that is no object",
      { payload: "[1]" },
      "generic_error: messages.0.payload: must be a JSON object, or the text of one",
    ],
    ["no payload", { payload: undefined }, /^generic_error: messages\.0\.payload: (is required|must be )/],
    [
      "a time in the past",
      { deliverAt: past },
      /^generic_error: messages\.0\.deliverAt: must be at least 1 minute/,
    ],
    [
      "too much",
      { payload: `{"a":"${"x".repeat(1_048_576)}"}` },
      "payload_too_large: The payload has 1048584 bytes, at most 1048576 are allowed.",
    ],
    [
      "an eventId that is taken",
      { eventId: "taken" },
      "conflict: A message with this eventId exists already.",
    ],
  ])("says what is wrong with %s", async (_, fields, expected) => {
    const { target } = await customer();
    await produce("/rpc/send", { target, message: { ...message, eventId: "taken" } });
    const { error } = await produce("/rpc/send", { target, message: { ...message, ...fields } });
    if (typeof expected === "string") expect(error).toBe(expected);
    else expect(error).toMatch(expected);
  });

  it("says when there is no such application", async () => {
    const target = { org: client.org, application: "nobody" };
    const { error } = await produce("/rpc/send", { target, message });
    expect(error).toBe("not_found: There is no such application.");
  });

  it("says when a batch is empty", async () => {
    const { target } = await customer();
    const { error } = await produce("/rpc/send-batch", { target, messages: [] });
    expect(error).toBe("generic_error: messages: must be 1 to 100");
  });
});

describe("the events queue", () => {
  it("keeps what it can't use as dead letters with the reason, and sends the rest", async () => {
    const { app, receiver } = await customer();
    const good = event(app, { eventType: "a.b", payload: { n: 1 } });
    const bad: [unknown, string][] = [
      [event(app, { eventType: "a b", payload: {} }), "message.eventType: must be 1 to 256 characters"],
      [event(app, { eventType: "a.b", payload: "[1]" }), "payload: must be a JSON object"],
      [{ ...good, v: 2 }, "v: must be one of 1"],
      [{ ...good, surplus: true }, "has unknown fields: surplus"],
      [event("nobody", { eventType: "a.b", payload: {} }), "There is no such application."],
      ["nonsense", "must be an object"],
    ];
    await produce("/queue", [...bad.map(([job]) => job), good]);
    await until("delivery", () => receiver.received.length > 0);

    const texts = bad.map(([job]) => JSON.stringify(job));
    const letters = await until("dead letters", async () => {
      const { result } = await produce("/dead-letters", null);
      const own = result.filter(({ letter }: { letter: { job: unknown } }) =>
        texts.includes(JSON.stringify(letter.job)),
      );
      return own.length >= bad.length && own;
    });
    expect(letters).toHaveLength(bad.length);
    for (const [job, reason] of bad) {
      const text = JSON.stringify(job);
      const found = letters.find(({ letter }: { letter: { job: unknown } }) => {
        return JSON.stringify(letter.job) === text;
      });
      expect(found, text).toBeDefined();
      expect(found.key).toMatch(/^dead-letters\/(?:org_[\w-]+|-)\/.+$/);
      expect(found.letter).toMatchObject({ queue: "posthorn-events", tries: 1 });
      expect(found.letter.reason).toContain(reason);
      const line = `"queue":"posthorn-events","job":"${found.letter.id}"`;
      await until("line in the log", () => readFileSync(server.log, "utf8").includes(line));
    }
  });
});

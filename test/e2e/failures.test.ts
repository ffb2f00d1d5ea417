import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { Client, type Respond, startReceiver, startServer, until } from "./harness.ts";

const server = await startServer({ DELIVERY_TIMEOUT_SECONDS: 2 });
const client = new Client(server);

const statuses = { success: 0, fail: 2 };

/** Sends one message to this address and answers what the API tells of it: the first attempt, and what comes next. */
async function deliverTo(url: string) {
  const app = await client.createApplication();
  await client.createEndpoint(app, url);
  const message = await client.send(app);
  const [attempt] = await client.attempts(app, message);
  const { data } = await client.call("GET", `/app/${app}/msg/${message}/endpoint`);
  return { attempt, destination: data[0] };
}

async function deliverAnswered(respond: Respond) {
  const receiver = await startReceiver(respond);
  return { ...(await deliverTo(receiver.url)), receiver };
}

type Delivered = Awaited<ReturnType<typeof deliverTo>>;

/** The attempt failed, and the message will be tried again. */
function expectRetry({ attempt, destination }: Delivered, code: number) {
  expect(attempt).toMatchObject({ status: statuses.fail, statusText: "fail", responseStatusCode: code });
  expect(destination).toMatchObject({ status: statuses.fail, statusText: "fail" });
  expect(Date.parse(destination.nextAttempt)).toBeGreaterThan(Date.parse(attempt.timestamp));
}

const waitOf = ({ attempt, destination }: Delivered) =>
  Date.parse(destination.nextAttempt) - Date.parse(attempt.timestamp);

describe("a receiver that answers with an error", () => {
  it("is tried again, and its own words are kept", async () => {
    const delivered = await deliverAnswered((response) => response.writeHead(500).end("database is down"));
    expectRetry(delivered, 500);
    expect(delivered.attempt.response).toBe("database is down");
  });

  it("gets the time that it asks for with Retry-After", async () => {
    const delivered = await deliverAnswered((response) =>
      response.writeHead(429, { "retry-after": "8" }).end("slow down"),
    );
    expectRetry(delivered, 429);
    expect(delivered.attempt.response).toBe("slow down");
    expect(waitOf(delivered)).toBeGreaterThanOrEqual(8_000);
  });

  it("gets no more than two hours beyond the usual wait, whatever it asks for", async () => {
    const delivered = await deliverAnswered((response) =>
      response.writeHead(429, { "retry-after": "86400" }).end(),
    );
    expectRetry(delivered, 429);
    expect(waitOf(delivered)).toBeGreaterThanOrEqual(7_205_000);
    expect(waitOf(delivered)).toBeLessThan(7_260_000);
  });
});

describe("a redirect", () => {
  it("is a failure that names where it leads, and is not followed", async () => {
    const inside = await startReceiver();
    const delivered = await deliverAnswered((response) =>
      response.writeHead(302, { location: inside.url }).end(),
    );
    expectRetry(delivered, 302);
    expect(delivered.attempt.response).toBe(
      `Redirects are not followed (to ${inside.url}); enter the final address.`,
    );
    expect(delivered.receiver.received).toHaveLength(1);
    expect(inside.received).toHaveLength(0);
  });
});

describe("a receiver without an answer", () => {
  it("that resets the connection is reported as such", async () => {
    const delivered = await deliverAnswered((response) => response.socket!.resetAndDestroy());
    expectRetry(delivered, 0);
    expect(delivered.attempt.response).toBe("No answer: Network connection lost.");
  });

  it("that refuses connections is reported as such", async () => {
    const gone = await startReceiver();
    await gone.close();
    const delivered = await deliverTo(gone.url);
    expectRetry(delivered, 0);
    expect(delivered.attempt.response).toBe("No answer: Network connection lost.");
  });

  it("at 127.0.0.1 is looked for at ::1, the other address of localhost", async () => {
    const received: string[] = [];
    const own = createServer((request, response) => {
      received.push(request.url!);
      response.end("there");
    });
    await new Promise<void>((resolve) => own.listen(0, "::1", resolve));
    const { port } = own.address() as AddressInfo;
    const { attempt } = await deliverTo(`http://localhost:${port}/hook?a=1`);
    expect(attempt).toMatchObject({ responseStatusCode: 200, response: "there" });
    expect(received).toEqual(["/hook?a=1"]);
    own.close();
  });

  it("that speaks something else than HTTP is reported as such", async () => {
    const delivered = await deliverAnswered((response) => response.socket!.end("220 smtp.example.com\r\n"));
    expectRetry(delivered, 0);
    expect(delivered.attempt.response).toBe("No answer: Network connection lost.");
  });

  it("is waited for no longer than the timeout", async () => {
    const delivered = await deliverAnswered(() => {});
    expectRetry(delivered, 0);
    expect(delivered.attempt.response).toBe("No answer within 2 s.");
  });
});

describe("an answer of great size", () => {
  it("is read for 20 kB and then dropped; its status counts", async () => {
    const gigabyte = 2 ** 30;
    const chunk = Buffer.alloc(65_536, "a");
    let written = 0;
    let dropped = false;
    const { attempt, destination } = await deliverAnswered((response) => {
      response.on("close", () => {
        dropped = written < gigabyte;
      });
      const write = () => {
        while (!response.destroyed && written < gigabyte) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once("drain", write);
        }
        return response.end();
      };
      write();
    });
    expect(attempt).toMatchObject({ status: statuses.success, responseStatusCode: 200 });
    expect(attempt.response).toBe("a".repeat(20_000));
    expect(destination).toMatchObject({ status: statuses.success, nextAttempt: null });
    await until("dropped connection", () => dropped);
    // What the two systems' socket buffers took in is written too, though nobody reads it.
    expect(written).toBeLessThan(40_000_000);
  });

  it("does no harm when it is all headers", async () => {
    const { attempt, destination } = await deliverAnswered((response) => {
      for (let n = 0; n < 100; n++) response.setHeader(`x-header-${n}`, "v".repeat(1_000));
      response.end("ok");
    });
    expect(attempt).toMatchObject({ status: statuses.success, responseStatusCode: 200, response: "ok" });
    expect(destination).toMatchObject({ status: statuses.success, nextAttempt: null });
  });
});

describe("a hanging endpoint", () => {
  it("doesn't hold up a healthy one of the same application", async () => {
    let givenUp = 0;
    const hanging = await startReceiver((response) => {
      response.on("close", () => givenUp++);
    });
    const healthy = await startReceiver();
    const app = await client.createApplication();
    await client.createEndpoint(app, hanging.url);
    await client.createEndpoint(app, healthy.url);
    await Promise.all(Array.from({ length: 30 }, () => client.send(app)));

    await until("30 deliveries to the healthy endpoint", () => healthy.received.length === 30);
    expect(hanging.received.length).toBeGreaterThan(0);
    // Of the first 20 that hang, six at a time for 2 s each.
    expect(givenUp).toBeLessThan(10);
  });
});

describe("an endpoint that fails for a moment while a lot is under way", () => {
  it("is tried again within seconds and then gets everything", async () => {
    // As many as are under way to an endpoint that never answered.
    let failures = 10;
    const served = new Set<string>();
    const receiver = await startReceiver((response, { id }) => {
      if (failures-- > 0) return response.writeHead(500).end();
      served.add(id);
      response.end();
    });
    const app = await client.createApplication();
    await client.createEndpoint(app, receiver.url);
    const messages = Array.from({ length: 30 }, () => ({ eventType: "test.sent", payload: {} }));
    await client.call("POST", `/app/${app}/msg/batch`, { messages });
    await until(
      () => `delivery of all 30, but of ${served.size}`,
      () => served.size === 30,
      40_000,
    );
  });
});

describe("an address inside a private network", () => {
  it.each([
    "http://10.0.0.1/webhooks",
    "http://167772161/webhooks",
    "http://0x0a000001/webhooks",
    "http://[::ffff:10.0.0.1]/webhooks",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://db.internal/",
    "file:///etc/passwd",
  ])("is refused when it is saved: %s", async (url) => {
    const app = await client.createApplication();
    const created = await client.request("POST", `/app/${app}/endpoint`, { url });
    expect(created.status).toBe(422);
    expect(created.json.detail).toMatchObject([
      { loc: ["body", "url"], code: expect.stringMatching(/^url_/), type: "value_error" },
    ]);

    const endpoint = await client.createEndpoint(app, "https://example.com/webhooks");
    const changed = await client.request("PATCH", `/app/${app}/endpoint/${endpoint}`, { url });
    expect(changed.status).toBe(422);
    expect(changed.json.detail[0].loc).toEqual(["body", "url"]);
  });

  it("is refused when it is Posthorn's own", async () => {
    const app = await client.createApplication();
    const created = await client.request("POST", `/app/${app}/endpoint`, { url: `${server.url}/api/v1/app` });
    expect(created.status).toBe(422);
    expect(created.json.detail[0]).toMatchObject({
      loc: ["body", "url"],
      code: "url_own",
    });
  });
});

import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { Client, type Respond, startReceiver, startServer } from "./harness.ts";
import { selfSigned } from "./self-signed.ts";

const timeout = 2;
const server = await startServer({ DELIVERY_TIMEOUT_SECONDS: timeout });
const client = new Client(server);
const eventType = "test.sent";
await client.call("POST", "/event-type", { name: eventType, description: "Sent by a test" });

/** Sends one message to this address and answers its first attempt. */
async function deliverTo(url: string, more = {}) {
  const app = await client.createApplication();
  await client.createEndpoint(app, url, more);
  const message = await client.send(app);
  const [attempt] = await client.attempts(app, message);
  return { app, attempt };
}

const answering = async (respond: Respond) => (await startReceiver(respond)).url;

async function nobodyListens() {
  const gone = await startReceiver();
  await gone.close();
  return gone.url;
}

async function signedByItself() {
  const receiver = createServer(selfSigned, (_, response) => response.end("ok"));
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise((resolve) => receiver.close(resolve)));
  return `https://localhost:${(receiver.address() as AddressInfo).port}/`;
}

const cloudflare = (status: number, body = `error code: ${status}`) =>
  answering((response) => response.writeHead(status, { server: "cloudflare" }).end(body));

const plain = (code: string) => ({ code, params: {} });
const location = "https://example.com/final";

describe("a failed attempt has the code of its failure", () => {
  it.each<[string, () => Promise<string>, number, object]>([
    ["nobody listens", nobodyListens, 0, plain("unreachable")],
    [
      "the connection is reset",
      () => answering(({ socket }) => socket!.resetAndDestroy()),
      0,
      plain("unreachable"),
    ],
    [
      "the answer is not HTTP",
      () => answering(({ socket }) => socket!.end("220 mail\r\n")),
      0,
      plain("unreachable"),
    ],
    ["the certificate is self-signed", signedByItself, 0, plain("unreachable")],
    [
      "the port speaks no TLS",
      async () => (await answering(() => {})).replace("http:", "https:"),
      0,
      plain("unreachable"),
    ],
    ["nobody knows the name", async () => "http://nobody.invalid/", 0, plain("unreachable")],
    ["no answer comes", () => answering(() => {}), 0, { code: "timeout", params: { seconds: timeout } }],
    [
      "it is redirected",
      () => answering((response) => response.writeHead(307, { location }).end()),
      307,
      { code: "redirect", params: { location } },
    ],
    [
      "the receiver fails",
      () => answering((response) => response.writeHead(500).end()),
      500,
      { code: "status", params: { status: 500 } },
    ],
    ["Cloudflare knows no such name", () => cloudflare(530, "error code: 1016"), 530, plain("dns")],
    ["Cloudflare is refused", () => cloudflare(521), 521, plain("refused")],
    ["Cloudflare can't connect in time", () => cloudflare(522), 522, plain("connect_timeout")],
    ["Cloudflare finds the certificate bad", () => cloudflare(526), 526, plain("tls")],
    [
      "Cloudflare sends to no bare IP address",
      () => cloudflare(403, "error code: 1003"),
      403,
      plain("address_blocked"),
    ],
  ])("when %s", async (_, receiver, status, failure) => {
    const url = await receiver();
    const { app, attempt } = await deliverTo(url);
    expect(attempt).toMatchObject({ status: 2, responseStatusCode: status, failure });
    const { response } = await client.call("POST", `/app/${app}/endpoint/test`, {
      eventType,
      endpoint: { url },
    });
    expect(response).toMatchObject({ status, success: false, failure, reason: expect.any(String) });
  });

  it("when the answer is not what the endpoint accepts", async () => {
    const url = await answering((response) => response.end("thank you"));
    const refused = await deliverTo(url, { accept: { statusCodes: [201, 202] } });
    expect(refused.attempt.failure).toEqual({
      code: "status_unexpected",
      params: { status: 200, expected: [201, 202] },
    });
    const { attempt } = await deliverTo(url, { accept: { body: { status: "OK" } } });
    expect(attempt.failure).toEqual(plain("body_not_json"));
  });
});

describe("an accepted answer is accepted, and sent once, though its body", () => {
  const cutOff = plain("cut_off");
  it.each<[string, Respond, object, string]>([
    [
      "doesn't end",
      (response) => response.writeHead(200).write("well,"),
      { code: "incomplete", params: { seconds: timeout } },
      "well,",
    ],
    [
      "breaks off",
      (response) => response.writeHead(200).write("well,", () => response.destroy()),
      cutOff,
      "well,",
    ],
    [
      "is shorter than it says",
      (response) => {
        response.writeHead(200, { "content-length": 100 }).write("well,");
        setTimeout(() => response.socket!.end(), 50);
      },
      cutOff,
      "well,",
    ],
    [
      "is reset behind the headers",
      (response) => {
        response.writeHead(200).flushHeaders();
        setTimeout(() => response.socket!.resetAndDestroy(), 50);
      },
      cutOff,
      "",
    ],
    [
      "is not packed as it says",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip"),
      cutOff,
      "",
    ],
  ])("%s", async (_, respond, bodyFailure, body) => {
    const receiver = await startReceiver(respond);
    const { app, attempt } = await deliverTo(receiver.url);
    expect(attempt).toMatchObject({
      ...{ status: 0, responseStatusCode: 200, response: body, failure: null, bodyFailure },
    });
    const { data } = await client.call("GET", `/app/${app}/msg/${attempt.msgId}/endpoint`);
    expect(data).toMatchObject([{ status: 0, nextAttempt: null }]);
    expect(receiver.received).toHaveLength(1);
    const { response } = await client.call("POST", `/app/${app}/endpoint/test`, {
      eventType,
      endpoint: { url: receiver.url },
    });
    expect(response).toMatchObject({ ...{ status: 200, body, success: true, failure: null, bodyFailure } });
  });
});

it("has no failure when the attempt was accepted", async () => {
  const { attempt } = await deliverTo(await answering((response) => response.end()));
  expect(attempt).toMatchObject({ status: 0, failure: null });
});

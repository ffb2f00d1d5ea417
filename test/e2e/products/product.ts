import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect } from "vitest";
import { Client, sharedServer, until, verify } from "../harness.ts";
import { Mailbox } from "../mailbox.ts";

/** A request to a receiver, to the byte. */
export interface Arrival {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers what `answer` says, and keeps what came. */
export async function startShop(answer: () => { status: number; body?: string } = () => ({ status: 200 })) {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    arrivals.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    const { status, body = "" } = answer();
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const next = (count = arrivals.length + 1) =>
    until(`request ${count}`, () => arrivals.length >= count && arrivals[count - 1]);
  return { url, arrivals, next };
}

/** A product with its preset, and a customer of it. */
export async function startProduct(preset: string) {
  const server = sharedServer();
  const client = new Client(server);
  await client.call("POST", `/preset/${preset}`);
  const app: string = (await client.call("POST", "/app", { name: "A customer" })).id;
  const path = `/app/${app}`;

  const endpoint = async (fields: object): Promise<string> =>
    (await client.call("POST", `${path}/endpoint`, fields)).id;
  const example = async (eventType: string) => (await client.call("GET", `/event-type/${eventType}`)).example;
  /** Something happened: by default what the catalogue gives as an example. */
  const trigger = async (eventType: string, fields: object = {}): Promise<string> =>
    client.send(app, { eventType, payload: await example(eventType), ...fields });
  const verdict = (message: string, at: string): Promise<string> =>
    until("verdict", async () => {
      const { done, data } = await client.call("GET", `${path}/msg/${message}/verdicts`);
      return done && data.find(({ endpointId }: { endpointId: string }) => endpointId === at).verdict;
    });
  /** Attempts at a message, the first one first, once there are so many. */
  const log = (message: string, count = 1) =>
    until(`${count} attempts`, async () => {
      const { data } = await client.call("GET", `${path}/attempt/msg/${message}`);
      return data.length >= count && data.reverse();
    });
  const secret = async (id: string): Promise<string> =>
    (await client.call("GET", `${path}/endpoint/${id}/secret`)).key;
  const refused = async (method: string, at: string, body: unknown, status: number, text: RegExp) => {
    const answer = await client.request(method, `${path}${at}`, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(text)]);
  };

  /** The log of a delivered message: look at it, send it again, archive it. */
  async function repair(
    message: string,
    id: string,
    shop: Awaited<ReturnType<typeof startShop>>,
    json: unknown,
  ) {
    const [attempt] = await log(message);
    const at = `${path}/msg/${message}/attempt/${attempt.id}`;
    expect(attempt).toMatchObject({ status: 0, triggerType: 0, replayCount: 0, archivedAt: null });
    const { request } = await client.call("GET", at);
    const first = await shop.next(1);
    expect(request).toMatchObject({ method: first.method, body: first.body === "" ? null : first.body });
    expect(request.url).toBe(`${shop.url}${first.path}`);
    const raw = await client.request("GET", `${at}/raw`);
    expect(raw.text).toContain(`${first.method} ${shop.url}${first.path}\n`);
    expect((await client.request("GET", `${at}/download`)).json).toEqual(json);

    for (const replayCount of [1, 2]) {
      const before = shop.arrivals.length;
      expect((await client.request("POST", `${path}/msg/${message}/endpoint/${id}/resend`)).status).toBe(202);
      const again = await shop.next(before + 1);
      expect([again.method, again.path, again.body]).toEqual([first.method, first.path, first.body]);
      const attempts = await log(message, 1 + replayCount);
      expect(attempts.at(-1)).toMatchObject({ triggerType: 1, replayCount });
    }

    await client.call("DELETE", `${path}/msg/${message}/content`);
    expect((await client.call("GET", `${path}/msg/${message}`)).archivedAt).toEqual(expect.any(String));
    for (const [method, gone] of [
      ["GET", `${at}/raw`],
      ["GET", `${at}/download`],
      ["POST", `${path}/msg/${message}/endpoint/${id}/resend`],
    ] as const)
      expect(await client.request(method, gone)).toMatchObject({ status: 410, json: { code: "gone" } });
    expect((await log(message, 3))[0].archivedAt).toEqual(expect.any(String));
  }

  const signed = async (id: string, { headers, body }: Arrival) =>
    verify(await secret(id), { headers, body } as never);

  return {
    client,
    app,
    path,
    endpoint,
    example,
    trigger,
    verdict,
    log,
    refused,
    repair,
    signed,
    mailbox: new Mailbox(server),
  };
}

import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sign } from "hono/jwt";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Svix, Webhook as SvixWebhook } from "svix";
import { afterAll, inject } from "vitest";
import { type Running, Server, type Settings } from "../server/server.ts";
import { jwtSecret, settings } from "./settings.ts";

/** Asks again and again until there is an answer; `undefined`, `null` and `false` are none. */
export async function until<T>(
  what: string | (() => string),
  probe: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > deadline)
      throw new Error(`Within ${withinMs / 1000} s no ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A token that the server believes. */
export const tokenWith = (claims: Record<string, unknown>) => sign(claims, jwtSecret, "HS256");
export const tokenFor = (org: string) => tokenWith({ sub: org });

/** The public SDK for an organisation of its own, or with this token. */
export const sdk = async (server: { readonly url: string }, token?: string) =>
  new Svix(token ?? (await tokenFor(`org_${randomUUID()}`)), { serverUrl: server.url });

/** The server of all files that need no other: everything in it is an organisation's own. */
export const sharedServer = (): Running => inject("server");

/** A server for the tests of one file, with settings of its own, or to be killed. */
export async function startServer(own: Settings): Promise<Server> {
  const server = new Server(inject("folder"), inject("bundles"), settings(own));
  afterAll(() => server.stop());
  await server.start();
  return server;
}

export interface Answer {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  json: any;
}

/** The API as a client without an SDK sees it, for an organisation of its own. */
export class Client {
  readonly org: string;
  #server: { readonly url: string };

  constructor(server: { readonly url: string }, org = `org_${randomUUID()}`) {
    this.#server = server;
    this.org = org;
  }

  /** @param body sent as it is when it is text */
  async request(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const response = await fetch(`${this.#server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await tokenFor(this.org)}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {}
    return { status: response.status, text, json };
  }

  /** The answer's JSON; throws when the answer is an error. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const { status, text, json } = await this.request(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return json;
  }

  createApplication = async (): Promise<string> => (await this.call("POST", "/app", { name: "Test" })).id;

  createEndpoint = async (app: string, url: string, more = {}): Promise<string> =>
    (await this.call("POST", `/app/${app}/endpoint`, { url, ...more })).id;

  send = async (app: string, more = {}): Promise<string> =>
    (await this.call("POST", `/app/${app}/msg`, { eventType: "test.sent", payload: { a: 1 }, ...more })).id;

  /** Attempts at a message, the first one first, once there are any. */
  attempts = (app: string, message: string) =>
    until("attempt", async () => {
      const { data } = await this.call("GET", `/app/${app}/attempt/msg/${message}`);
      return data.length > 0 && data.reverse();
    });
}

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  /** The message's id. */
  id: string;
  body: string;
  /** When it arrived (ms, of a clock that never jumps). */
  at: number;
}

export type Respond = (response: ServerResponse, request: Received) => void;

const thanks: Respond = (response) => response.end("thank you");

/** A webhook receiver on this machine that keeps what arrives. */
export async function startReceiver(respond: Respond = thanks) {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const { url = "", headers } = request;
    const id = String(headers["webhook-id"]);
    const whole = { path: url, headers, id, body: Buffer.concat(chunks).toString(), at };
    received.push(whole);
    respond(response, whole);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  afterAll(close);
  const { port } = server.address() as AddressInfo;
  /** The first `count` deliveries of a message, once they are there. */
  const deliveries = (message: string, count = 1) =>
    until(`${count} deliveries of ${message}`, () => {
      const those = received.filter(({ id }) => id === message);
      return those.length >= count && those.slice(0, count);
    });
  return { url: `http://127.0.0.1:${port}/webhooks`, received, deliveries, close };
}

/** Verifies a delivery as receivers do, with both public libraries; throws when the signature is not good. */
export function verify(secret: string, { headers, body }: Received): void {
  const texts = headers as Record<string, string>;
  new StandardWebhook(secret).verify(body, texts, { jsonParse: false });
  new SvixWebhook(secret).verify(body, texts);
}

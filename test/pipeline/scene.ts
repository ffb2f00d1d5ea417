import { env, exports } from "cloudflare:workers";
import { sign } from "hono/jwt";
import { expect, vi } from "vitest";
import type { EndpointSettings } from "../../src/objects/outbox/dispatch.ts";

/** An organisation of its own for each test, the API as it sees it, and receivers in place of the internet. */
export async function scene() {
  const org = `org_${crypto.randomUUID()}`;
  const token = await sign({ sub: org }, "a secret for tests, and for tests only", "HS256");

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await exports.default.fetch(`http://posthorn.test/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === "" ? null : JSON.parse(text) };
  }

  async function good(method: string, path: string, body?: unknown) {
    const answer = await call(method, path, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.json;
  }

  const app = (await good("POST", "/app", { name: "Test" })).id as string;
  const endpoint = async (fields: Record<string, unknown> = {}): Promise<string> =>
    (await good("POST", `/app/${app}/endpoint`, { url: "https://receiver.example/hook", ...fields })).id;
  const send = async (fields: Record<string, unknown> = {}): Promise<string> =>
    (await good("POST", `/app/${app}/msg`, { eventType: "a.b", payload: { n: 1 }, ...fields })).id;
  const attempts = async (message: string) => (await good("GET", `/app/${app}/attempt/msg/${message}`)).data;
  const verdicts = async (message: string) =>
    vi.waitUntil(
      async () => {
        const { done, data } = await good("GET", `/app/${app}/msg/${message}/verdicts`);
        return (
          done &&
          Object.fromEntries(
            data.map((one: { endpointId: string; verdict: string }) => [one.endpointId, one.verdict]),
          )
        );
      },
      { timeout: 10_000 },
    );
  const standing = async (message: string) => (await good("GET", `/app/${app}/msg/${message}/endpoint`)).data;

  return {
    org,
    app,
    call,
    good,
    endpoint,
    send,
    attempts,
    verdicts,
    standing,
    journal: env.JOURNAL.getByName(app),
    outbox: (id: string) => env.OUTBOX.getByName(id),
    settings: (id: string, fields: Partial<EndpointSettings> = {}): EndpointSettings => ({
      org,
      app,
      endpoint: id,
      version: 0,
      throttleRate: null,
      disabled: false,
      waits: null,
      batching: null,
      ...fields,
    }),
  };
}

export interface Received {
  method: string;
  url: string;
  headers: Headers;
  body: string;
}

/** Answers every outgoing request of this file; returns what came. */
export function receive(
  answer: (request: Received) => Response | Promise<Response> = () => new Response("ok"),
) {
  const received: Received[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as string, init as RequestInit);
    const one = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await request.text(),
    };
    received.push(one);
    return answer(one);
  });
  return received;
}

/** The deployed queues in this isolate swallow what they get, as if it were lost. */
export function loseJobs(
  queue: "EVENTS" | "DELIVERIES",
  kind: "fan_out" | "deliveries" | "replay" | "notice" = queue === "EVENTS" ? "fan_out" : "deliveries",
) {
  const real = Object.getPrototypeOf(env[queue]).sendBatch;
  return vi.spyOn(Object.getPrototypeOf(env[queue]), "sendBatch").mockImplementation(async function (
    this: Queue,
    messages: unknown,
  ) {
    const jobs = messages as { body: { kind: string } }[];
    if (jobs.some(({ body }) => body.kind === kind)) return { metadata: {} };
    return real.call(this, messages);
  });
}

/** Moves the clock; alarms are run by hand. */
export function at(time: number) {
  vi.useFakeTimers({ toFake: ["Date"], now: time });
}

export const soon = { timeout: 10_000, interval: 20 };

import { env, exports } from "cloudflare:workers";
import { sign } from "hono/jwt";
import { expect, vi } from "vitest";

export const origin = "http://posthorn.test";
const secret = "a secret for tests, and for tests only";

export const token = (claims: Record<string, unknown>, key = secret) => sign(claims, key, "HS256");
export const orgToken = (org: string) => token({ sub: org });
export const appToken = (org: string, app: string, claims: Record<string, unknown> = {}) =>
  token({ sub: app, org, ...claims });

type Body = BodyInit | Record<string, unknown> | unknown[] | null;

/** The API as the holder of a token sees it. A body that is text or bytes goes as it is, anything else as JSON. */
export function as(bearer: string | null) {
  async function call(method: string, path: string, body?: Body, headers: Record<string, string> = {}) {
    const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
    const response = await exports.default.fetch(`${origin}/api/v1${path}`, {
      method,
      headers: bearer === null ? headers : { authorization: `Bearer ${bearer}`, ...headers },
      body: raw ? (body as BodyInit) : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
  const verb = (method: string) => (path: string, body?: Body, headers?: Record<string, string>) =>
    call(method, path, body, headers);
  /** A call that has to succeed; only its JSON is of interest. */
  async function ok(method: string, path: string, body?: Body) {
    const answer = await call(method, path, body);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
    return answer.json;
  }
  return {
    call,
    ok,
    get: verb("GET"),
    post: verb("POST"),
    put: verb("PUT"),
    patch: verb("PATCH"),
    del: verb("DELETE"),
  };
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export type Client = ReturnType<typeof as>;

export const unique = (prefix = "u") => `${prefix}-${crypto.randomUUID()}`;

/** An organisation of its own. */
export async function organisation() {
  const org = `org_${crypto.randomUUID()}`;
  return { org, api: as(await orgToken(org)) };
}

/** An organisation with one application; `path` leads to that, `customer` holds its token. */
export async function tenant(fields: Record<string, unknown> = {}) {
  const { org, api } = await organisation();
  const app = (await api.ok("POST", "/app", { name: "Customer", ...fields })).id as string;
  const path = `/app/${app}`;
  return {
    org,
    api,
    app,
    path,
    customer: async (claims?: Record<string, unknown>) => as(await appToken(org, app, claims)),
    endpoint: async (fields: Record<string, unknown> = {}): Promise<string> =>
      (await api.ok("POST", `${path}/endpoint`, { url: "https://receiver.example/hook", ...fields })).id,
    eventType: async (fields: Record<string, unknown> = {}): Promise<string> =>
      (await api.ok("POST", "/event-type", { name: unique("type"), description: "", ...fields })).name,
    send: async (fields: Record<string, unknown> = {}): Promise<string> =>
      (await api.ok("POST", `${path}/msg`, { eventType: "a.b", payload: { n: 1 }, ...fields })).id,
    /** Waits for the message's fan-out; answers its verdicts by endpoint. */
    fannedOut: (message: string) =>
      eventually(async () => {
        const { done, data } = await api.ok("GET", `${path}/msg/${message}/verdicts`);
        expect(done).toBe(true);
        return Object.fromEntries(
          data.map((one: { endpointId: string; verdict: string }) => [one.endpointId, one.verdict]),
        );
      }),
    /** Waits until the message was attempted so often; answers the attempts, the latest first. */
    attempts: (message: string, count = 1) =>
      eventually(async () => {
        const { data } = await api.ok("GET", `${path}/attempt/msg/${message}`);
        expect(data).toHaveLength(count);
        return data;
      }),
  };
}

export const eventually = <T>(check: () => Promise<T>) =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** How an error looks. */
export const refusal = (status: number, code: string) => ({
  status,
  json: {
    code,
    reason: expect.stringMatching(/^[a-z0-9_]+$/),
    detail: expect.stringMatching(/\w/),
    params: expect.any(Object),
  },
});
export const unauthenticated = refusal(401, "authentication_failed");
export const forbidden = refusal(403, "insufficient access");
export const notFound = refusal(404, "not_found");
export const conflict = refusal(409, "conflict");
export const tooLarge = refusal(413, "payload_too_large");

const issue = (loc: string[], type: string) => ({
  loc,
  msg: expect.stringMatching(/\w/),
  type,
  code: expect.stringMatching(/^[a-z0-9_]+$/),
  params: expect.any(Object),
});

/** A 422 that names this place, among others or not. */
export const invalidAt = (...loc: string[]) => ({
  status: 422,
  json: {
    detail: expect.arrayContaining([issue(loc, "value_error")]),
  },
});
export const notJson = {
  status: 422,
  json: { detail: [issue(["body"], "value_error.jsondecode")] },
};

export const isTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const isIdOf = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9A-Z]{26}$`));

type Row = Record<string, unknown>;

/** All pages of a list, from the start on, checking that each one leads to the next. */
export async function pages(api: Client, path: string, limit: number): Promise<Row[][]> {
  const all: Row[][] = [];
  let iterator: string | null = null;
  for (let done = false; !done; ) {
    const url: string = `${path}${path.includes("?") ? "&" : "?"}limit=${limit}`;
    const page: { data: Row[]; iterator: string | null; done: boolean } = await api.ok(
      "GET",
      iterator === null ? url : `${url}&iterator=${iterator}`,
    );
    all.push(page.data);
    ({ iterator, done } = page);
    expect(all.length, "a list must come to an end").toBeLessThan(50);
  }
  return all;
}

/** Every rule that lists share, proved on one with these rows (at least 3, in order). `keyOf` gives a row's cursor. */
export async function provesPaging(api: Client, path: string, keys: string[], key = "id") {
  const keysOf = (rows: Row[]) => rows.map((row) => row[key]);
  const at = (query: string) => api.get(`${path}${path.includes("?") ? "&" : "?"}${query}`);

  expect((await pages(api, path, 2)).flatMap(keysOf)).toEqual(keys);
  const first = (await at("limit=2")).json;
  expect(first).toEqual({
    data: expect.any(Array),
    iterator: keys[1],
    prevIterator: `-${keys[0]}`,
    done: false,
  });
  const second = (await at(`limit=2&iterator=${first.iterator}`)).json;
  expect(keysOf(second.data)).toEqual(keys.slice(2, 4));
  expect(second.done).toBe(keys.length <= 4);
  const back = (await at(`limit=2&iterator=${second.prevIterator}`)).json;
  expect(keysOf(back.data)).toEqual(keys.slice(0, 2));
  expect(back.done, "walking back, the first page is the end").toBe(true);

  expect((await at("limit=250")).json).toMatchObject({ done: true });
  expect((await at("")).json).toMatchObject({ done: true });
  for (const limit of ["0", "-1", "251", "1.5", "many", ""])
    expect(await at(`limit=${limit}`), limit).toMatchObject(invalidAt("query", "limit"));
  for (const iterator of ["", "-", "not an iterator", `org_${"0".repeat(26)}`])
    if (!(key === "name" && iterator.includes("_")))
      expect(await at(`iterator=${encodeURIComponent(iterator)}`), iterator).toMatchObject(
        invalidAt("query", "iterator"),
      );
  expect(await at("colour=red"), "an unknown filter is not the whole list").toMatchObject(
    invalidAt("query", "colour"),
  );
  expect((await at("expanded_statuses=true")).status).toBe(200);
}

export interface Received {
  headers: Headers;
  body: string;
}

const receivers = new Map<string, { received: Received[]; answer: () => Response | Promise<Response> }>();

/** A receiver on the internet with an address of its own, and what it got. */
export function receiver(answer: () => Response | Promise<Response> = () => new Response("ok")) {
  const url = `https://${crypto.randomUUID()}.example/hook`;
  const received: Received[] = [];
  receivers.set(url, { received, answer });
  return { url, received };
}

export const answering = (status: number, body: string | null = null) =>
  receiver(() => new Response(body, { status }));

/** Worker, queue consumers and Durable Objects run in the isolate of the test, so this is their `fetch` too. */
export function replaceInternet() {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit);
    const found = receivers.get(request.url);
    // What no test looks at succeeds, so that no retry of it comes when the tests are over.
    if (found === undefined) return new Response("ok");
    found.received.push({ headers: request.headers, body: await request.text() });
    return found.answer();
  });
}

/** Keeps jobs out of the queues until they are released. */
export function holdQueues() {
  const queue = Object.getPrototypeOf(env.EVENTS) as Queue;
  const sendBatch = queue.sendBatch;
  const held: (() => Promise<unknown>)[] = [];
  const spy = vi.spyOn(queue, "sendBatch").mockImplementation(async function (this: Queue, jobs) {
    const all = [...jobs];
    held.push(() => sendBatch.call(this, all));
    return { metadata: {} } as QueueSendBatchResponse;
  });
  return async () => {
    spy.mockRestore();
    for (const release of held) await release();
  };
}

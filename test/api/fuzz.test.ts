import { exports } from "cloudflare:workers";
import fc from "fast-check";
import { expect, inject, it } from "vitest";
import {
  authorization,
  bodiesOf,
  otherHeaders,
  queriesOf,
  type Schema,
  type Schemas,
  segment,
} from "./arbitrary.ts";
import { answering, as, orgToken, origin, tenant } from "./client.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Requests to each operation, and the seed of an earlier run to repeat it. */
    fuzz: { runs: number; seed: number | null };
  }
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
}

interface Asked {
  segments: string[];
  query: string;
  body: string | Uint8Array | undefined;
  headers: Record<string, string>;
  bearer: string | null;
}

const { runs, seed } = inject("fuzz");
/** Requests under way at the same time. */
const atOnce = 8;
const prefix = "/api/v1";
const document: { paths: Record<string, Record<string, Operation>>; components: { schemas: Schemas } } =
  await as(null).ok("GET", "/openapi.json");
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.startsWith(prefix) ? path : `${prefix}${path}`,
    operation,
  })),
);

/** An organisation with one of everything: its token, and its things by the name of the parameter that takes them. */
async function victim() {
  const { org, api, app, endpoint, eventType, send, attempts } = await tenant({ uid: "fuzz" });
  const id = await endpoint({ url: answering(200).url, uid: "fuzz" });
  const message = await send({ eventId: "fuzz" });
  const known: Record<string, string[]> = {
    app_id: [app, "fuzz"],
    endpoint_id: [id, "fuzz"],
    msg_id: [message, "fuzz"],
    attempt_id: [(await attempts(message))[0].id],
    event_type_name: [await eventType()],
    preset_name: ["klicktipp"],
    plan_name: [(await api.ok("POST", "/plan", { name: "Fuzz" })).name],
    key_id: [(await api.ok("POST", "/api-key", { name: "Fuzz", scopes: ["send"] })).id],
    task_id: [
      (await api.ok("POST", `/app/${app}/msg/expunge`, { path: "nobody", value: "is meant" })).id as string,
    ],
    letter_id: [`dead_${"0".repeat(26)}`],
  };
  return { known, token: await orgToken(org) };
}

const shared = await victim();
/** What is deleted would be missing to the others. */
const victimOf = (method: string) => (method === "DELETE" ? victim() : shared);

const isPlace = (loc: unknown) =>
  Array.isArray(loc) &&
  ["body", "path", "query"].includes(loc[0]) &&
  loc.every((part) => typeof part === "string");

/** No answer may be our own failure; what is refused is told in one of the two forms of an error. */
async function check(response: Response) {
  const text = await response.text();
  expect(response.status, text).toBeLessThan(500);
  const isText = response.headers.get("content-type")?.startsWith("text/plain") ?? false;
  if (response.status < 400 && (text === "" || isText)) return;
  const body = JSON.parse(text);
  if (response.status < 400) return;
  if (response.status !== 422)
    return expect(body).toEqual({
      code: expect.stringMatching(/^[a-z_ ]+$/),
      reason: expect.stringMatching(/^[a-z0-9_]+$/),
      detail: expect.stringMatching(/\w/),
      params: expect.any(Object),
    });
  expect(body).toEqual({ detail: expect.any(Array) });
  expect(body.detail).not.toEqual([]);
  for (const issue of body.detail)
    expect(issue).toEqual({
      loc: expect.toSatisfy(isPlace),
      msg: expect.stringMatching(/\w/),
      type: expect.stringMatching(/^value_error(\.jsondecode)?$/),
      code: expect.stringMatching(/^[a-z0-9_]+$/),
      params: expect.any(Object),
    });
}

it.each(operations)(
  "$name answers in its own terms, whatever comes in",
  async ({ path, method, operation }) => {
    const { known, token } = await victimOf(method);
    const { parameters = [], requestBody } = operation;
    const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
    const inPath = named("path");
    const segments = inPath.map((name) =>
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known[name]!) }, { weight: 1, arbitrary: segment }),
    );
    const bodies =
      method === "GET"
        ? fc.constant(undefined)
        : bodiesOf(requestBody?.content["application/json"].schema ?? {}, document.components.schemas);
    const requests = fc.record({
      segments: fc.tuple(...segments),
      query: queriesOf(named("query")),
      body: bodies,
      headers: otherHeaders,
      bearer: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: authorization }),
    });
    const ask = async ({ segments, query, body, headers, bearer }: Asked) => {
      const address = inPath.reduce((url, name, at) => url.replace(`{${name}}`, () => segments[at]!), path);
      const response = await exports.default.fetch(`${origin}${address}?${query}`, {
        method,
        headers: { ...headers, authorization: bearer ?? `Bearer ${token}` },
        ...(body === undefined ? {} : { body }),
      });
      await check(response);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: atOnce, maxLength: atOnce }), async (together) => {
        await Promise.all(together.map(ask));
      }),
      { numRuns: Math.ceil(runs / atOnce), ...(seed === null ? {} : { seed }) },
    );
  },
  30_000 + 100 * runs,
);

it("knows the routes", () => {
  expect(operations.length).toBeGreaterThan(35);
});

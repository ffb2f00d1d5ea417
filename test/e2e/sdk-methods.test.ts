/** Every method of the public SDK: the table in the documents names it, and the server does what the table says. */
import { readFileSync } from "node:fs";
import { Svix } from "svix";
import { afterEach, expect, it, vi } from "vitest";
import { Client, sharedServer } from "./harness.ts";

const server = sharedServer();

interface Method {
  name: string;
  route: string;
  /** `works`, `differs` or `not here`. */
  here: string;
}

const table = readFileSync("docs/reference/sdk.md", "utf8")
  .split("\n")
  .flatMap((line): Method[] => {
    const [, name, route, here] =
      /^\| `([\w.]+)` +\| `([^`]+)` +\| (works|differs|not here)\b/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, route: route!, here: here! }];
  });

afterEach(() => vi.unstubAllGlobals());

type Part = Record<string, unknown>;

/** Names of all methods below an object, `endpoint.transformation.get`. */
function methodsOf(object: Part, prefix = ""): string[] {
  const prototype = Object.getPrototypeOf(object) as Part;
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { get, value }]) => {
    if (name === "constructor" || name.startsWith("_")) return [];
    if (get) return methodsOf(object[name] as Part, `${prefix}${name}.`);
    return typeof value === "function" ? [`${prefix}${name}`] : [];
  });
}

/** What any method can do with as an argument. */
const anything = {
  ...{
    since: new Date(0),
    until: new Date(0),
    name: "n",
    url: "https://a.example",
    eventType: "a",
    payload: {},
  },
  ...{ config: {}, type: "x", events: [], description: "", transformation: "", code: "", variables: {} },
};
const someArguments = [
  ["a", "b", "c", anything],
  ["a", "b", anything],
  ["a", anything],
  [anything],
  ["a", "b", "c"],
  ["a", "b"],
  ["a"],
  [],
];

/** Method and path of the request that a method makes. */
async function requestOf(svix: Svix, name: string): Promise<{ method: string; path: string }> {
  const requests: { method: string; path: string }[] = [];
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
    const { method, url } = new Request(input, init);
    requests.push({ method, path: new URL(url).pathname });
    return new Response("", { status: 418 });
  });
  const path = name.split(".");
  const last = path.pop()!;
  const resource = path.reduce<Part>((one, part) => one[part] as Part, svix as unknown as Part);
  for (const given of someArguments) {
    await Promise.resolve()
      .then(() => (resource[last] as (...given: unknown[]) => unknown).apply(resource, given))
      .catch(() => {});
    if (requests.length > 0) break;
  }
  vi.unstubAllGlobals();
  return requests[0] ?? expect.fail(`${name} asks for nothing`);
}

const written = ({ method, path }: { method: string; path: string }) =>
  `${method} ${path.replace(/^\/api\/v1/, "").replace(/(?<=\/)[abc](?=\/|$)/g, "…")}`;

const atOnce = 10;
const bodyFor = ({ method }: { method: string }) => (method === "GET" ? undefined : {});

const svix = new Svix("testsk_a.eu", { serverUrl: server.url, numRetries: 0 });
const methods = methodsOf(svix as unknown as Part);

it("is in the table, and nothing else is", () => {
  expect(methods.length).toBeGreaterThan(130);
  expect(table.map(({ name }) => name)).toEqual(methods);
});

it("asks for the route that the table names, which is there, or says that it isn't offered", async () => {
  const client = new Client(server);
  const requests = new Map<string, Awaited<ReturnType<typeof requestOf>>>();
  for (const { name } of table) requests.set(name, await requestOf(svix, name));
  const check = async ({ name, route, here }: Method) => {
    const request = requests.get(name)!;
    expect(written(request), name).toBe(route);
    // Not all routes lie below that of the API.
    const { status, json } = await client.request(request.method, `/../..${request.path}`, bodyFor(request));
    const { code, reason } = (json ?? {}) as { code?: string; reason?: string };
    if (here === "not here") expect({ status, code }, name).toEqual({ status: 404, code: "not_offered" });
    else expect(["not_offered", "no_such_route"], `${name}: ${status} ${reason}`).not.toContain(reason);
  };
  while (table.length > 0) await Promise.all(table.splice(0, atOnce).map(check));
});

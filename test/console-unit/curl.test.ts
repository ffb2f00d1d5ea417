/** Runs curl, which the examples in the documents need, too (Debian: `apt-get install curl`). */
import { execFile } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { curlOf } from "../../src/console/model/curl.ts";

const run = promisify(execFile);

interface Arrived {
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
}
let arrived: Arrived[] = [];
let origin = "";

const pairs = ({ rawHeaders }: IncomingMessage) =>
  rawHeaders.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, rawHeaders[at + 1]!]] : []));

const server = createServer(async (request, response) => {
  const body = (await buffer(request)).toString("utf8");
  arrived.push({ method: request.method!, url: request.url!, headers: pairs(request), body });
  response.end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

type Sent = Parameters<typeof curlOf>[0];

/** What arrives of a command, as somebody pastes it into a shell. */
async function pasted(request: Sent): Promise<Arrived> {
  arrived = [];
  const running = run("bash", []);
  running.child.stdin!.end(curlOf(request)!.replace("curl ", "curl -sS "));
  await running;
  expect(arrived).toHaveLength(1);
  return arrived[0]!;
}

/** What curl adds by itself: where it goes, what it would take, and how long the body is. */
const added = new Set(["host", "accept", "content-length"]);

async function provesExact(request: Sent) {
  const { method, url, headers, body } = await pasted(request);
  expect({ method, url, body }).toEqual({
    ...{ method: request.method, url: request.url.slice(origin.length), body: request.body ?? "" },
  });
  const own = headers.filter(([name]) => !added.has(name.toLowerCase()));
  const wanted = Object.entries(request.headers).map(([name, value]) => [name, value.trim()]);
  expect(own.sort()).toEqual(wanted.sort());
}

const json = { "content-type": "application/json", "user-agent": "Posthorn/1" };

it.each([
  ["brackets and braces", "/a[1]/{b,c}?x=[1-3]&y={a}"],
  ["quotes and what shells read", '/it\'s/$HOME/`id`/!!?a="b"&c=*&d=~&e=\\n'],
  ["dots and percents", "/a/%2e%2e/b/%25?c=%5B%5D"],
])("%s in an address stay", async (_, path) => {
  await provesExact({ method: "POST", url: origin + path, headers: json, body: "{}" });
});

it.each([
  ["that begins as a file does", "@/etc/hostname"],
  ["of several lines", "a\r\nb\n\n  c\n"],
  ["with quotes", `{"a":"it's \\"so\\"","b":'''}`],
  ["with umlauts and more", '{"name":"Öztürk 📯 \u2028"}'],
  ["that is empty", ""],
  ["that is long", JSON.stringify({ a: "x'".repeat(15_000) })],
  ["that is longer than an argument", JSON.stringify({ a: "x'%s".repeat(100_000) })],
])("a body %s arrives as it is", async (_, body) => {
  await provesExact({ method: "PUT", url: `${origin}/`, headers: json, body });
});

it("what has no body has none", async () => {
  await provesExact({
    method: "GET",
    url: `${origin}/?a=1`,
    headers: { "user-agent": "Posthorn/1" },
    body: null,
  });
});

it("empty headers arrive, too", async () => {
  await provesExact({
    method: "POST",
    url: `${origin}/`,
    headers: { ...json, "x-empty": "", "x-a": "'; ls" },
    body: "1",
  });
});

it("whatever was logged is what is sent", async () => {
  const part = fc
    .stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@[\]{}|^%-]{0,8}$/)
    .map((text) => encodeURI(text));
  const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
  const name = fc.stringMatching(/^x-[a-z]{1,6}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("POST", "PUT", "PATCH"),
      part,
      part,
      fc.dictionary(name, value, { maxKeys: 3 }),
      fc
        .string({ unit: "grapheme", maxLength: 20 })
        .filter((text) => !text.includes("\0") && text.isWellFormed()),
      async (method, path, query, headers, body) =>
        provesExact({ method, url: `${origin}/${path}?q=${query}`, headers: { ...headers, ...json }, body }),
    ),
    { numRuns: 40 },
  );
});

it("an email, and a body that no argument can hold, are no command", () => {
  const request = { url: "mailto:a@b.example", headers: {}, body: null };
  expect(curlOf({ ...request, method: "EMAIL" })).toBeNull();
  expect(curlOf({ ...request, method: "POST", url: origin, body: "a\0b" })).toBeNull();
});

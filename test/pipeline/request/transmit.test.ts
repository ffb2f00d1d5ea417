import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { targetOf } from "../../../src/pipeline/request/target.ts";
import { transmit } from "../../../src/pipeline/request/transmit.ts";
import * as endpoints from "../../../src/store/endpoints.ts";
import { newId } from "../../../src/store/ids.ts";
import type { Endpoint } from "../../../src/store/schema.ts";
import { seal } from "../../../src/store/vault.ts";
import { receive, scene } from "../scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** One request to a saved endpoint, by a deployment whose settings have changed since. */
async function transmitWith(
  changed: object,
  fields: Record<string, unknown> = {},
  saved: Partial<Endpoint> = {},
) {
  const { endpoint } = await scene();
  const id = await endpoint(fields);
  if (Object.keys(saved).length > 0) await endpoints.update(env, id, saved);
  const [row] = await endpoints.findMany(env, [id]);
  const deployment = { ...env, ...changed };
  const message = newId("message");
  const outbound = { message, eventType: "a.b", content: { payload: "{}", contentType: null } };
  const sent = await transmit(
    deployment,
    targetOf(deployment, row!),
    message,
    [outbound],
    Date.now() + 60_000,
  );
  return sent === "late" || sent === "oversized" ? sent : sent.outcome;
}

it("sends nothing to an address that is not to be sent to any more", async () => {
  const received = receive();
  const outcome = await transmitWith({ PUBLIC_URL: "https://receiver.example" });
  expect(outcome).toMatchObject({
    success: false,
    code: 0,
    response: "Not sent: the address must not point at Posthorn itself.",
    failure: { code: "address_blocked", params: {} },
  });
  expect(received).toHaveLength(0);
});

it("tells when what is saved can't be read", async () => {
  const received = receive();
  const outcome = await transmitWith({ ENCRYPTION_KEY: btoa("x".repeat(32)) });
  expect(outcome).toMatchObject({
    code: 0,
    response: expect.stringMatching(/^Not sent: Posthorn could not make the request/),
    failure: { code: "internal", params: {} },
  });
  expect(received).toHaveLength(0);
});

it("tells when a request can't be made of what is configured", async () => {
  receive(() => {
    throw new TypeError("Invalid header value.");
  });
  expect(await transmitWith({})).toMatchObject({ code: 0, failure: { code: "not_made", params: {} } });
});

it("sends nothing with more headers than a request may have, whoever saved them", async () => {
  const received = receive();
  const headers = Object.fromEntries(Array.from({ length: 33_000 }, (_, index) => [`x-${index}`, "1"]));
  expect(await transmitWith({}, {}, { headers: await seal(env, headers) })).toMatchObject({
    success: false,
    code: 0,
    response: "Not sent: the endpoint's headers must be at most 50, all together.",
    failure: { code: "not_made", params: {} },
  });
  expect(received).toHaveLength(0);
});

it("tells apart what the platform answers when a host can't be reached", async () => {
  receive(() => new Response("error code: 1016", { status: 530, headers: { server: "cloudflare" } }));
  expect(await transmitWith({})).toMatchObject({
    code: 530,
    response: "error code: 1016",
    failure: { code: "dns", params: {} },
  });
});

it("keeps of a long location what fits", async () => {
  const location = `https://receiver.example/${"a".repeat(10_000)}`;
  receive(() => new Response(null, { status: 302, headers: { location } }));
  expect(await transmitWith({})).toMatchObject({
    failure: { code: "redirect", params: { location: location.slice(0, 2_048) } },
  });
});

it("tells why localhost can't be reached, not why its other address can't be either", async () => {
  const received = receive(({ url }) => {
    throw new Error(url.includes("[::1]") ? "Network connection lost." : "The certificate has expired.");
  });
  const allowed = { ALLOWED_PRIVATE_SUBNETS: "127.0.0.0/8,::1/128" };
  const outcome = await transmitWith(allowed, {}, { url: "http://localhost:4000/hook" });
  expect(received.map(({ url }) => url)).toEqual(["http://localhost:4000/hook", "http://[::1]:4000/hook"]);
  expect(outcome).toMatchObject({ response: "No answer: The certificate has expired." });
});

it.each([
  ["https://elsewhere.example", "https://elsewhere.example"],
  ["/login?next=1", "https://receiver.example/login?next=1"],
  ["next", "https://receiver.example/a/next"],
  ["//elsewhere.example/a", "https://elsewhere.example/a"],
  ["http://[", "http://["],
])("says where an answer with the location %j leads, whatever else it says", async (location, leads) => {
  for (const [status, body] of [
    [301, "<h1>Moved</h1>"],
    [308, ""],
  ] as const) {
    receive(() => new Response(body || null, { status, headers: { location } }));
    const outcome = await transmitWith({}, { url: "https://receiver.example/a/hook" });
    expect(outcome).toMatchObject({ failure: { code: "redirect", params: { location: leads } } });
    expect(outcome).toMatchObject({
      response: body || `Redirects are not followed (to ${leads}); enter the final address.`,
    });
  }
});

describe("an answer whose body breaks off", () => {
  const broken = (status: number, headers: HeadersInit = {}, text = "well,") =>
    receive(() => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
        pull: () => Promise.reject(new Error("Network connection lost.")),
      });
      return new Response(body, { status, headers });
    });
  const bodyFailure = { code: "cut_off", params: {} };

  it("is accepted by its status, and what is wrong with the body is noted beside it", async () => {
    const received = broken(200);
    expect(await transmitWith({})).toMatchObject({
      ...{ success: true, code: 200, response: "well,", failure: null, reason: null, bodyFailure },
    });
    expect(received).toHaveLength(1);
  });

  it("is refused by its status, and still tells when to come again", async () => {
    broken(429, { "retry-after": "60" });
    expect(await transmitWith({})).toMatchObject({
      ...{ success: false, response: "well,", bodyFailure, retryAfter: 60 },
      failure: { code: "status", params: { status: 429 } },
    });
  });

  it("can't be judged by a rule for the body", async () => {
    broken(200);
    expect(await transmitWith({}, { accept: { body: {} } })).toMatchObject({
      ...{ success: false, failure: bodyFailure, bodyFailure },
      reason: expect.stringContaining("Network connection lost."),
    });
  });
});

describe("a rule for the body", () => {
  const accept = { body: { status: "OK" } };
  const answer = (padding: number) => JSON.stringify({ padding: "x".repeat(padding), status: "OK" });

  it("judges all of an answer that is longer than what is kept of it", async () => {
    const body = answer(100_000);
    receive(() => new Response(body));
    expect(await transmitWith({}, { accept })).toMatchObject({
      ...{ success: true, failure: null, bodyFailure: null, response: body.slice(0, 20_000) },
    });
  });

  it("judges an answer up to its limit, and says of a longer one that it is too long", async () => {
    const rest = answer(0).length;
    receive(() => new Response(answer(1_048_576 - rest)));
    expect(await transmitWith({}, { accept })).toMatchObject({ success: true });
    const failure = { code: "body_too_long", params: { bytes: 1_048_576 } };
    receive(() => new Response(answer(1_048_577 - rest)));
    expect(await transmitWith({}, { accept })).toMatchObject({
      ...{ success: false, code: 200, failure, bodyFailure: failure },
      reason: expect.stringContaining("too long to check"),
    });
  });
});

it("reads no more of an answer than is kept when nothing judges the rest", async () => {
  let pulled = 0;
  receive(() => {
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 10_000;
        controller.enqueue(new Uint8Array(10_000).fill(97));
      },
    });
    return new Response(body, { status: 500 });
  });
  expect(await transmitWith({}, { accept: { body: {} } })).toMatchObject({ response: "a".repeat(20_000) });
  expect(pulled).toBeLessThan(100_000);
});

describe("an answer is read in the charset that it declares", () => {
  const json = (...umlaut: number[]) => [0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, ...umlaut, 0x22, 0x7d];

  it.each<[string, number[]]>([
    ["iso-8859-1", json(0xfc)],
    ['"windows-1252"', json(0xfc)],
    ["UTF-16LE", json(0xfc).flatMap((byte) => [byte, 0])],
    ["utf-8", json(0xc3, 0xbc)],
    ["unheard-of", json(0xc3, 0xbc)],
  ])("%s", async (charset, bytes) => {
    const headers = { "content-type": `application/json; charset=${charset}` };
    receive(() => new Response(new Uint8Array(bytes), { headers }));
    expect(await transmitWith({}, { accept: { body: { a: "ü" } } })).toMatchObject({
      ...{ success: true, response: '{"a":"ü"}' },
    });
  });
});

it("half a character at the end of what is kept is left out", async () => {
  receive(() => new Response(`a${"ü".repeat(20_000)}`));
  expect(await transmitWith({})).toMatchObject({ response: `a${"ü".repeat(9_999)}` });
});

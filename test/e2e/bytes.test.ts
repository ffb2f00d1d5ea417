import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { Client, sharedServer, startReceiver, tokenFor } from "./harness.ts";

const server = sharedServer();
const client = new Client(server);
const receiver = await startReceiver();
const app = await client.createApplication();
const endpoint = await client.createEndpoint(app, receiver.url);

const mebibyte = 1_048_576;
/** A larger payload takes another way through the system (bytes). */
const largePayload = 48_000;

const ofSize = (bytes: number) => `{"text":"${"x".repeat(bytes - 11)}"}`;
const emojiOfSize = (bytes: number) => {
  const room = bytes - 11;
  return `{"text":"${"😀".repeat(Math.floor(room / 4))}${"x".repeat(room % 4)}"}`;
};

/** Says how large a body is to be, and reads the answer before it is sent: who is refused so early is not read on. */
async function announce(path: string, bytes: number) {
  const headers = { authorization: `Bearer ${await tokenFor(client.org)}`, "content-length": bytes };
  const call = request(`${server.url}/api/v1${path}`, { method: "POST", headers });
  call.flushHeaders();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const answer = { status: response.statusCode, json: await json(response) };
  call.destroy();
  return answer;
}

const nested = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;

/** What it is about → the payload's text. */
const corpus: Record<string, string> = {
  "an empty object": "{}",
  "an integer that JavaScript can't hold": '{"id":9007199254740993}',
  "numbers beyond and below every double":
    '{"big":1e400,"small":-1E-400,"zero":-0,"money":10.10,"exp":1.0e+2}',
  "repeated keys": '{"a":1,"a":2,"b":{"a":1,"a":1}}',
  "keys in no order, and numbers as keys": '{"z":1,"10":2,"9":3,"a":4}',
  "escapes that need not be": '{"\\u0041":"\\u0062","slash":"\\/","tab":"\\t","quote":"\\"","end":"\\\\"}',
  "escaped surrogates, alone and in pairs": '{"lone":"\\ud800","low":"\\uDC00","pair":"\\ud83d\\ude00"}',
  "emoji, combining and right-to-left text": '{"text":"👩‍👩‍👧 e\u0301 שלום \u2028\u2029"}',
  "a NUL, a BOM and other control characters": '{"text":"\\u0000\ufeff\u007f\u0085"}',
  "whitespace everywhere": '{ \t"a" :\r\n [ 1 ,\n\n 2 ] ,\t"b" : { } \n }',
  "keys of objects' insides": '{"__proto__":{"a":1},"constructor":{"prototype":null},"toString":1}',
  "brackets and quotes within strings": '{"a":"}],\\"payload\\":{","b":["{[\\\\"]}',
  "deep nesting": nested(5_000),
  "one byte less than large": ofSize(largePayload - 1),
  "the most bytes that are not large": ofSize(largePayload),
  "the fewest bytes that are large": ofSize(largePayload + 1),
  "one byte less than large, in emoji": emojiOfSize(largePayload - 1),
  "the most bytes that are not large, in emoji": emojiOfSize(largePayload),
  "the fewest bytes that are large, in emoji": emojiOfSize(largePayload + 1),
  "a megabyte": ofSize(1_000_000),
  "the most bytes that are allowed": ofSize(mebibyte),
};
const cases = Object.entries(corpus);

/** The payload in a message's JSON, as text; it is the last member. */
const payloadIn = (json: string) => json.slice(json.indexOf(',"payload":') + ',"payload":'.length, -1);

/** Compares long texts without printing them. */
function expectSame(actual: string, expected: string) {
  if (expected.length < 1_000) expect(actual).toBe(expected);
  else expect(actual === expected, `${actual.length} characters of ${expected.length}`).toBe(true);
}

async function send(body: string): Promise<string> {
  const answer = await client.request("POST", `/app/${app}/msg`, body);
  expect(answer.status, answer.text.slice(0, 500)).toBe(202);
  return answer.json.id;
}

describe("a payload arrives byte for byte, and is shown so", () => {
  it.each(cases)("%s", async (_, payload) => {
    const answer = await client.request(
      "POST",
      `/app/${app}/msg`,
      `{"eventType":"a.b","payload":${payload}}`,
    );
    expect(answer.status, answer.text.slice(0, 500)).toBe(202);
    expectSame(payloadIn(answer.text), payload);
    const message = answer.json.id;
    const [first] = await receiver.deliveries(message);
    expectSame(first!.body, payload);

    const shown = await client.request("GET", `/app/${app}/msg/${message}`);
    expectSame(payloadIn(shown.text), payload);

    // A second attempt takes the payload from the store.
    await client.call("POST", `/app/${app}/msg/${message}/endpoint/${endpoint}/resend`);
    const [, second] = await receiver.deliveries(message, 2);
    expectSame(second!.body, payload);
  });

  it("in a batch", async () => {
    const messages = cases.map(([, payload]) => `{"eventType":"a.b","payload":${payload}}`);
    const path = `/app/${app}/msg/batch`;
    const answer = await client.request("POST", path, `{"messages":[${messages.join(" ,\n")}]}`);
    expect(answer.status, answer.text.slice(0, 500)).toBe(202);
    expect(answer.json.data).toHaveLength(cases.length);
    for (const [index, [, payload]] of cases.entries()) {
      const [delivery] = await receiver.deliveries(answer.json.data[index].message.id);
      expectSame(delivery!.body, payload);
    }
  });

  it("in a batch where another message has text beyond Latin-1", async () => {
    const payload = ofSize(largePayload - 1);
    const messages = ["😀", "b", "c"].map(
      (tag) => `{"eventType":"a.b","tags":["${tag}"],"payload":${payload}}`,
    );
    const answer = await client.request("POST", `/app/${app}/msg/batch`, `{"messages":[${messages}]}`);
    expect(answer.status, answer.text.slice(0, 500)).toBe(202);
    for (const { message } of answer.json.data) {
      const [delivery] = await receiver.deliveries(message.id);
      expectSame(delivery!.body, payload);
    }
  });

  it.each([
    ["in front of the rest", '{"payload":{"a":1.0},"eventType":"a.b"}'],
    ["among whitespace", '\n{ "eventType" : "a.b" ,\t"payload"\n:  {"a":1.0}  } \n'],
    ["under an escaped name", '{"eventType":"a.b","p\\u0061yload":{"a":1.0}}'],
    ["as the last of several", '{"payload":{"a":0},"eventType":"a.b","payload":{"a":1.0}}'],
    [
      "beside another object's payload",
      '{"other":{"payload":{"a":0}},"eventType":"a.b","payload":{"a":1.0}}',
    ],
    [
      "after a text that looks like one",
      '{"tags":["\\",\\"payload\\":{}"],"eventType":"a.b","payload":{"a":1.0}}',
    ],
  ])("wherever it stands in the request: %s", async (_, body) => {
    const [delivery] = await receiver.deliveries(await send(body));
    expect(delivery!.body).toBe('{"a":1.0}');
  });
});

describe("a payload that can't be taken", () => {
  it("one byte too large, is a 413 that says how much is allowed", async () => {
    const body = `{"eventType":"a.b","payload":${ofSize(mebibyte + 1)}}`;
    const answer = await client.request("POST", `/app/${app}/msg`, body);
    expect(answer.status).toBe(413);
    expect(answer.json).toEqual({
      code: "payload_too_large",
      reason: "payload_too_large",
      detail: "The payload has 1048577 bytes, at most 1048576 are allowed.",
      params: { bytes: mebibyte + 1, max: mebibyte },
    });
  });

  it("by far too large, is a 413 as well", async () => {
    const answer = await announce(`/app/${app}/msg`, 5 * mebibyte);
    expect(answer.status).toBe(413);
    expect(answer.json).toEqual({
      code: "payload_too_large",
      reason: "body_too_large",
      params: { max: expect.any(Number) },
      detail: expect.stringMatching(/^The request body is larger than \d+ bytes\.$/),
    });
  });

  it.each(["[1]", '"text"', "1", "null", "true"])(
    "not an object, is a 422 that names it: %s",
    async (payload) => {
      const answer = await client.request(
        "POST",
        `/app/${app}/msg`,
        `{"eventType":"a.b","payload":${payload}}`,
      );
      expect(answer.status).toBe(422);
      expect(answer.json.detail[0].loc).toEqual(["body", "payload"]);
    },
  );

  it.each(['{"eventType":"a.b","payload":{}', '{"eventType":"a.b","payload":{"a":01}}', "nonsense"])(
    "not JSON, is a 422 that says so: %s",
    async (body) => {
      const answer = await client.request("POST", `/app/${app}/msg`, body);
      expect(answer.status).toBe(422);
      expect(answer.json.detail).toEqual([
        {
          loc: ["body"],
          msg: "The body is not valid JSON.",
          type: "value_error.jsondecode",
          code: "json_invalid",
          params: {},
        },
      ]);
    },
  );
});

import { describe, expect, it } from "vitest";
import {
  answering,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  provesPaging,
  receiver,
  tenant,
  unique,
} from "../client.ts";

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe("an attempt", () => {
  it("shows what was sent where, when, and what came of it", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = answering(201, "thanks");
    const endpointId = await endpoint({ url });
    const msgId = await send();
    const [attempt] = await attempts(msgId);
    expect(attempt).toMatchObject({
      id: isIdOf("atmpt"),
      msgId,
      endpointId,
      eventType: "a.b",
      url,
      timestamp: isTime,
      status: 0,
      statusText: "success",
      responseStatusCode: 201,
      responseDurationMs: expect.any(Number),
      response: "thanks",
      failure: null,
      bodyFailure: null,
      triggerType: 0,
    });
    const request = {
      method: "POST",
      url,
      headers: expect.objectContaining({ "webhook-id": msgId, "content-type": "application/json" }),
      body: expect.stringContaining("{"),
    };
    expect((await api.get(`${path}/msg/${msgId}/attempt/${attempt.id}`)).json).toEqual({
      ...attempt,
      request,
    });
    const byEndpoint = await api.ok("GET", `${path}/attempt/endpoint/${endpointId}`);
    expect(byEndpoint.data).toEqual([attempt]);
  });

  it.each([
    [404, "no such thing", { code: "status", params: { status: 404 } }],
    [302, expect.stringMatching(/redirect/i), { code: "redirect", params: { location: null } }],
    [500, "", { code: "status", params: { status: 500 } }],
  ])("answered with %d has failed", async (status, response, failure) => {
    const { endpoint, send, attempts } = await tenant();
    await endpoint({ url: answering(status, status === 404 ? "no such thing" : null).url });
    expect(await attempts(await send())).toMatchObject([
      { status: 2, statusText: "fail", responseStatusCode: status, response, failure },
    ]);
  });

  it("without an answer has status 0, and a reason as a code and in words", async () => {
    const { endpoint, send, attempts } = await tenant();
    await endpoint({ url: receiver(() => Promise.reject(new Error("Network connection lost."))).url });
    expect(await attempts(await send())).toMatchObject([
      {
        status: 2,
        responseStatusCode: 0,
        response: "No answer: Network connection lost.",
        failure: { code: "unreachable", params: {} },
      },
    ]);
  });

  it("is found under its own message only", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    await endpoint({ url: answering(200).url });
    const [message, other] = [await send(), await send()];
    const [attempt] = await attempts(message);
    await attempts(other);
    expect(await api.get(`${path}/msg/${other}/attempt/${attempt.id}`)).toMatchObject(notFound);
    expect(await api.get(`${path}/msg/${message}/attempt/${unique()}`)).toMatchObject(notFound);
  });

  it("loses its response for good when that is deleted", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    await endpoint({ url: answering(200, "personal data").url });
    const message = await send();
    const [attempt] = await attempts(message);
    const at = `${path}/msg/${message}/attempt/${attempt.id}`;
    expect(await api.del(`${at}/content`)).toMatchObject({ status: 204, text: "" });
    expect((await api.get(at)).json).toMatchObject({ ...attempt, response: "EXPUNGED" });
    expect(await api.del(`${path}/msg/${message}/attempt/${unique()}/content`)).toMatchObject(notFound);
  });

  it("loses with its response where a redirect led", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const location = "https://receiver.example/?personal=data";
    await endpoint({ url: receiver(() => new Response(null, { status: 302, headers: { location } })).url });
    const message = await send();
    const [attempt] = await attempts(message);
    expect(attempt.failure).toEqual({ code: "redirect", params: { location } });
    const at = `${path}/msg/${message}/attempt/${attempt.id}`;
    expect((await api.del(`${at}/content`)).status).toBe(204);
    expect((await api.get(at)).json.failure).toEqual({ code: "redirect", params: { location: null } });
  });
});

describe("the lists", () => {
  /** Three messages at two endpoints: one answers with 200, the other with what the message's number says. */
  async function busy() {
    const tenancy = await tenant();
    const answers = [400, 500, 0];
    const [good, bad] = [
      answering(200, "fine"),
      receiver(async () => {
        const status = answers.shift()!;
        if (status === 0) throw new TypeError("nobody there");
        return new Response("bad", { status });
      }),
    ];
    const endpoints = [await tenancy.endpoint({ url: good.url }), await tenancy.endpoint({ url: bad.url })];
    const messages: string[] = [];
    for (const [n, fields] of [
      { channels: ["red"] },
      { channels: ["red", "blue"] },
      { tags: ["x"] },
    ].entries()) {
      messages.push(await tenancy.send({ eventType: `type.${n}`, ...fields }));
      await tenancy.attempts(messages[n]!, 2);
    }
    const at = `${tenancy.path}/attempt/endpoint/${endpoints[1]}`;
    return { ...tenancy, endpoints, messages, at };
  }

  it("are found by the time that they show, however long the answer took", async () => {
    const slow = receiver(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Response("ok");
    });
    const { api, path, endpoint, send, attempts } = await tenant();
    const at = `${path}/attempt/endpoint/${await endpoint({ url: slow.url })}`;
    const [{ id, timestamp }] = await attempts(await send());
    const moment = Date.parse(timestamp);
    const found = async (query: string) =>
      (await api.ok("GET", `${at}?${query}`)).data.map((one: { id: string }) => one.id);
    expect(await found(`after=${iso(moment - 1)}&before=${iso(moment + 1)}`)).toEqual([id]);
    expect(await found(`after=${iso(moment)}`)).toEqual([]);
    expect(await found(`before=${iso(moment)}`)).toEqual([]);
  });

  it("of an endpoint filter its attempts", async () => {
    const { api, at, messages } = await busy();
    const [a, b, c] = messages;
    const found = async (query: string) =>
      (await api.ok("GET", `${at}?${query}`)).data.map((one: { msgId: string }) => one.msgId);
    expect(await found("")).toEqual([c, b, a]);
    expect(await found("status=2")).toEqual([c, b, a]);
    expect(await found("status=0")).toEqual([]);
    expect(await found("status_code_class=400")).toEqual([a]);
    expect(await found("status_code_class=500")).toEqual([b]);
    expect(await found("status_code_class=200")).toEqual([]);
    expect(await found("channel=red")).toEqual([b, a]);
    expect(await found("channel=blue")).toEqual([b]);
    expect(await found("tag=x")).toEqual([c]);
    expect(await found("event_types=type.0,type.2")).toEqual([c, a]);
    expect(await found("event_types=type.0&event_types=type.1")).toEqual([b, a]);
    expect(await found(`before=${iso(Date.now() + hour)}&after=${iso(Date.now() - hour)}`)).toEqual([
      c,
      b,
      a,
    ]);
    expect(await found(`after=${iso(Date.now() + hour)}`)).toEqual([]);
    expect(await found(`before=${iso(Date.now() - hour)}`)).toEqual([]);
  });

  it("find attempts without an answer as status code class 0", async () => {
    const { api, at, messages } = await busy();
    expect((await api.ok("GET", `${at}?status_code_class=0`)).data).toMatchObject([
      { msgId: messages[2], responseStatusCode: 0 },
    ]);
  });

  it("of an endpoint show contents and messages as asked to", async () => {
    const { api, at, messages } = await busy();
    const first = async (query: string) => (await api.ok("GET", `${at}?${query}`)).data[2];
    expect(await first("with_content=false")).toMatchObject({ response: "" });
    expect(await first("with_content=true")).toMatchObject({ response: "bad" });
    expect(await first("")).not.toHaveProperty("msg");
    expect((await first("with_msg=true")).msg).toEqual(
      (await api.get(`${at.split("/attempt")[0]}/msg/${messages[0]}`)).json,
    );
  });

  it("of a message show the attempts at each endpoint, or at one", async () => {
    const { api, path, endpoints, messages } = await busy();
    const list = async (query: string) =>
      (await api.ok("GET", `${path}/attempt/msg/${messages[0]}?${query}`)).data.map(
        (one: { endpointId: string; response: string }) => [one.endpointId, one.response],
      );
    const [good, bad] = [
      [endpoints[0], "fine"],
      [endpoints[1], "bad"],
    ];
    expect(await list("")).toEqual(expect.arrayContaining([good, bad]));
    expect(await list(`endpoint_id=${endpoints[1]}`)).toEqual([bad]);
    expect(await list("status=0")).toEqual([good]);
    expect(await list("status_code_class=400")).toEqual([bad]);
    expect(await list("with_content=false&status=0")).toEqual([[endpoints[0], ""]]);
    expect(await list("event_types=other")).toEqual([]);
    expect(await api.get(`${path}/attempt/msg/${messages[0]}?endpoint_id=${unique()}`)).toMatchObject(
      notFound,
    );
  });

  it("refuse filters that are none", async () => {
    const { api, path, endpoint, send } = await tenant();
    for (const at of [`${path}/attempt/endpoint/${await endpoint()}`, `${path}/attempt/msg/${await send()}`])
      for (const [field, value] of [
        ["status", "5"],
        ["status", "failed"],
        ["status_code_class", "201"],
        ["before", "noon"],
        ["channel", "a%20b"],
      ])
        expect(await api.get(`${at}?${field}=${value}`)).toMatchObject(invalidAt("query", field!));
  });

  it("page through all attempts, the latest first, of several endpoints as well", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const endpoints = [
      await endpoint({ url: answering(200).url }),
      await endpoint({ url: answering(200).url }),
    ];
    const message = await send();
    await attempts(message, 2);
    for (const [n, id] of [...endpoints, endpoints[0]!].entries()) {
      await api.ok("POST", `${path}/msg/${message}/endpoint/${id}/resend`);
      await attempts(message, 3 + n);
    }
    const all = ids(await attempts(message, 5));
    expect(all).toEqual([...all].sort().reverse());
    await provesPaging(api, `${path}/attempt/msg/${message}`, all);
    const { data } = await api.ok("GET", `${path}/attempt/endpoint/${endpoints[0]}`);
    expect(data).toHaveLength(3);
    await provesPaging(api, `${path}/attempt/endpoint/${endpoints[0]}`, ids(data));
  });
});

import { describe, expect, it, vi } from "vitest";
import {
  answering,
  eventually,
  holdQueues,
  isTime,
  notFound,
  pages,
  provesPaging,
  receiver,
  refusal,
  tenant,
  unique,
} from "../client.ts";

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe("where a message stands", () => {
  it("is told for each endpoint that it goes to", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const [good, bad, other] = [
      await endpoint({ url: answering(200).url, uid: unique(), channels: null }),
      await endpoint({ url: answering(500).url }),
      await endpoint({ channels: ["other"] }),
    ];
    const message = await send();
    await attempts(message, 2);
    const { json } = await api.get(`${path}/msg/${message}/endpoint`);
    const shown = (await api.get(`${path}/endpoint/${good}`)).json;
    expect(json.data).toEqual([
      { ...shown, status: 0, statusText: "success", nextAttempt: null },
      expect.objectContaining({ id: bad, status: 2, statusText: "fail", nextAttempt: isTime }),
    ]);
    expect(ids(json.data)).not.toContain(other);
    expect(json).toMatchObject({ iterator: bad, prevIterator: `-${good}`, done: true });
  });

  it("is sending while the receiver thinks", async () => {
    const { api, path, endpoint, send } = await tenant();
    let thinking = true;
    const { url } = receiver(async () => {
      await vi.waitUntil(() => !thinking, { timeout: 15_000 });
      return new Response("done");
    });
    await endpoint({ url });
    const message = await send();
    const at = `${path}/msg/${message}/endpoint`;
    await eventually(async () =>
      expect((await api.get(at)).json.data).toMatchObject([
        { status: 3, statusText: "sending", nextAttempt: null },
      ]),
    );
    thinking = false;
    await eventually(async () => expect((await api.get(at)).json.data).toMatchObject([{ status: 0 }]));
  });

  it("is listed in pages", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = answering(200);
    const endpoints = [await endpoint({ url }), await endpoint({ url }), await endpoint({ url })];
    const message = await send();
    await attempts(message, 3);
    await provesPaging(api, `${path}/msg/${message}/endpoint`, endpoints);
  });

  it("is told for endpoints that are deleted, as far as the log knows them", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url } = answering(200);
    const endpoints: string[] = [];
    for (let n = 0; n < 4; n++) endpoints.push(await endpoint({ url }));
    const message = await send();
    await attempts(message, 4);
    await api.ok("DELETE", `${path}/endpoint/${endpoints[0]}`);
    const rows = (await pages(api, `${path}/msg/${message}/endpoint`, 2)).flat();
    expect(rows.map(({ id }) => id)).toEqual(endpoints);
    expect(rows[0]).toMatchObject({ url, status: 0, disabled: true, description: "", version: 1 });
  });

  it("is listed to the end, also when endpoints are deleted before anything went to them", async () => {
    const { api, path, endpoint, send, fannedOut } = await tenant();
    const endpoints: string[] = [];
    for (let n = 0; n < 4; n++) endpoints.push(await endpoint());
    const message = await send({ deliverAt: iso(Date.now() + hour) });
    await fannedOut(message);
    for (const id of endpoints.slice(0, 2)) await api.ok("DELETE", `${path}/endpoint/${id}`);
    const rows = (await pages(api, `${path}/msg/${message}/endpoint`, 1)).flat();
    expect(rows.map(({ id }) => id)).toEqual(endpoints.slice(2));
  });

  it("is told for each message of an endpoint", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const answers = [200, 500, 200];
    const { url } = receiver(() => new Response(null, { status: answers.shift()! }));
    const at = `${path}/endpoint/${await endpoint({ url })}/msg`;
    const messages: string[] = [];
    for (const fields of [{ channels: ["red"] }, { tags: ["x"] }, { eventType: "other" }]) {
      const message = await send({ payload: { n: messages.length }, ...fields });
      await attempts(message);
      messages.push(message);
    }
    const [a, b, c] = messages;
    const { data } = await api.ok("GET", at);
    expect(data[2]).toEqual({
      ...(await api.get(`${path}/msg/${a}`)).json,
      status: 0,
      statusText: "success",
      nextAttempt: null,
    });
    expect(data[1]).toMatchObject({
      id: b,
      status: 3,
      statusText: "sending",
      nextAttempt: isTime,
      payload: { n: 1 },
    });
    const found = async (query: string) => ids((await api.ok("GET", `${at}?${query}`)).data);
    expect(await found("status=0")).toEqual([c, a]);
    expect(await found("status=3")).toEqual([b]);
    expect(await found("status=1")).toEqual([]);
    expect(await found("channel=red")).toEqual([a]);
    expect(await found("tag=x")).toEqual([b]);
    expect(await found("event_types=other,none")).toEqual([c]);
    expect(await found(`after=${iso(Date.now() + hour)}`)).toEqual([]);
    expect((await api.ok("GET", `${at}?with_content=false`)).data[0]).toMatchObject({ payload: {} });
    await provesPaging(api, at, messages.reverse());
  });
});

describe("resending", () => {
  it("makes one more attempt, by hand", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const { url, received } = answering(200);
    const id = await endpoint({ url });
    const message = await send({ payload: { n: 1 } });
    await attempts(message);
    const resent = await api.post(`${path}/msg/${message}/endpoint/${id}/resend`);
    expect(resent.status).toBe(202);
    expect(await attempts(message, 2)).toMatchObject([{ triggerType: 1, status: 0 }, { triggerType: 0 }]);
    expect(received.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}']);
    expect(received.map(({ headers }) => headers.get("webhook-id"))).toEqual([message, message]);
  });

  it("is counted for its message at its endpoint", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const [id, other] = [
      await endpoint({ url: answering(200).url }),
      await endpoint({ url: answering(500).url }),
    ];
    const [message, another] = [await send(), await send()];
    for (const one of [message, another]) await attempts(one, 2);
    const counts = async (msg: string, endpointId: string) =>
      (await api.ok("GET", `${path}/attempt/msg/${msg}?endpoint_id=${endpointId}`)).data.map(
        (attempt: { replayCount: number }) => attempt.replayCount,
      );
    expect(await counts(message, id)).toEqual([0]);
    for (const n of [1, 2]) {
      await api.ok("POST", `${path}/msg/${message}/endpoint/${id}/resend`);
      await attempts(message, 2 + n);
    }
    await api.ok("POST", `${path}/msg/${message}/endpoint/${other}/resend`);
    const [latest] = await attempts(message, 5);
    expect(await counts(message, id)).toEqual([2, 1, 0]);
    expect(await counts(message, other)).toEqual([1, 0]);
    expect(await counts(another, id)).toEqual([0]);
    const at = `${path}/msg/${message}/attempt/${latest.id}`;
    expect((await api.get(at)).json).toMatchObject({ endpointId: other, replayCount: 1 });
  });

  it("ends the wait for a retry when it succeeds", async () => {
    const { api, path, endpoint, send, attempts } = await tenant();
    const answers = [500, 200];
    const { url } = receiver(() => new Response(null, { status: answers.shift()! }));
    const id = await endpoint({ url });
    const message = await send();
    await attempts(message);
    await api.ok("POST", `${path}/msg/${message}/endpoint/${id}/resend`, {});
    await attempts(message, 2);
    expect((await api.get(`${path}/msg/${message}/endpoint`)).json.data).toMatchObject([
      { id, status: 0, nextAttempt: null },
    ]);
  });

  it("reaches an endpoint that the message didn't go to, and isn't retried", async () => {
    const { api, path, endpoint, send, attempts, fannedOut } = await tenant();
    const { url, received } = answering(500);
    const id = await endpoint({ url, channels: ["other"] });
    const message = await send();
    expect(await fannedOut(message)).toEqual({ [id]: "channel" });
    await api.ok("POST", `${path}/msg/${message}/endpoint/${id}/resend`);
    expect(await attempts(message)).toMatchObject([{ triggerType: 1, status: 2 }]);
    expect((await api.get(`${path}/msg/${message}/endpoint`)).json.data).toMatchObject([
      { id, status: 2, statusText: "fail", nextAttempt: null },
    ]);
    expect(received).toHaveLength(1);
  });

  it("shows its attempt also when it came before the fan-out", async () => {
    const { api, path, endpoint, send, attempts, fannedOut } = await tenant();
    const id = await endpoint({ url: answering(200).url, channels: ["other"] });
    const release = holdQueues();
    const message = await send();
    await api.ok("POST", `${path}/msg/${message}/endpoint/${id}/resend`);
    await release();
    await fannedOut(message);
    expect(await attempts(message)).toMatchObject([{ endpointId: id, triggerType: 1 }]);
  });

  it("is a 400 for a disabled endpoint, a 404 for what isn't there", async () => {
    const { api, path, endpoint, send } = await tenant();
    const [disabled, message] = [await endpoint({ disabled: true }), await send()];
    const resend = (msg: string, id: string) => api.post(`${path}/msg/${msg}/endpoint/${id}/resend`);
    expect(await resend(message, disabled)).toMatchObject(refusal(400, "generic_error"));
    expect(await resend(message, unique())).toMatchObject(notFound);
    expect(await resend(unique(), disabled)).toMatchObject(notFound);
  });
});

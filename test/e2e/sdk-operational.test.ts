import { describe, expect, it } from "vitest";
import { Client, sdk, sharedServer, startReceiver, tokenFor, until, verify } from "./harness.ts";

const server = sharedServer();
const notFound = { code: 404, body: { code: "not_found", detail: expect.any(String) } };

describe("operational webhooks", () => {
  it("have endpoints that are created, read, listed, replaced and deleted", async () => {
    const svix = await sdk(server);
    const { endpoint } = svix.operationalWebhook;
    expect(await endpoint.list()).toMatchObject({ data: [], done: true });
    const created = await endpoint.create({
      url: "https://operator.example/hook",
      uid: "ops",
      description: "On call",
      throttleRate: 10,
      eventTypes: ["endpoint.disabled", "message.attempt.exhausted"],
      metadata: { team: "red" },
    });
    expect(created).toMatchObject({
      uid: "ops",
      url: "https://operator.example/hook",
      description: "On call",
      throttleRate: 10,
      disabled: false,
      eventTypes: ["endpoint.disabled", "message.attempt.exhausted"],
      metadata: { team: "red" },
    });
    expect(created.createdAt).toBeInstanceOf(Date);
    expect(await endpoint.get(created.id)).toEqual(created);
    expect(await endpoint.get("ops")).toEqual(created);

    const other = await endpoint.upsert("other", { url: "https://operator.example/other" });
    expect(other).toMatchObject({ uid: "other", metadata: {} });
    const replaced = await endpoint.upsert("ops", { url: "https://operator.example/new" });
    expect(replaced).toMatchObject({ id: created.id, uid: "ops", url: "https://operator.example/new" });
    expect(replaced.eventTypes).toBeNull();
    const { data } = await endpoint.list({ limit: 1 });
    expect(data.map(({ id }) => id)).toEqual([other.id]);

    await endpoint.delete("ops");
    await expect(endpoint.get(created.id)).rejects.toMatchObject(notFound);
    expect((await endpoint.list()).data.map(({ id }) => id)).toEqual([other.id]);
    expect((await svix.application.list()).data).toEqual([]);
  });

  it("have secrets and headers", async () => {
    const { endpoint } = (await sdk(server)).operationalWebhook;
    const { id } = await endpoint.create({ url: "https://operator.example/", headers: { "x-team": "red" } });
    const before = await endpoint.getSecret(id);
    expect(before.key).toMatch(/^whsec_/);
    await endpoint.rotateSecret(id);
    expect((await endpoint.getSecret(id)).key).not.toBe(before.key);
    await endpoint.rotateSecret(id, { key: before.key, gracePeriodSeconds: 0 });
    expect(await endpoint.getSecret(id)).toEqual(before);

    expect(await endpoint.getHeaders(id)).toEqual({ headers: { "x-team": "red" }, sensitive: [] });
    await endpoint.setHeaders(id, { headers: { "x-team": "blue", authorization: "Bearer secret" } });
    expect(await endpoint.getHeaders(id)).toEqual({
      headers: { "x-team": "blue" },
      sensitive: ["authorization"],
    });
  });

  it("tell of a customer's endpoint and of a message that no attempt is left for", async () => {
    const client = new Client(server);
    const svix = await sdk(server, await tokenFor(client.org));
    const operator = await startReceiver();
    const { endpoint } = svix.operationalWebhook;
    const { id } = await endpoint.create({ url: operator.url, headers: { "x-team": "red" } });
    const secret = (await endpoint.getSecret(id)).key;

    const customer = await startReceiver((response) => response.writeHead(500).end("no"));
    const app = await svix.application.create({ name: "Customer", uid: "customer-7" });
    const failing = await client.createEndpoint(app.id, customer.url, { uid: "erp", retry: { waits: [] } });
    const message = await svix.message.create(app.id, {
      eventType: "invoice.paid",
      eventId: "invoice-1",
      payload: {},
    });
    const subject = {
      appId: app.id,
      appUid: "customer-7",
      endpointId: failing,
      endpointUid: "erp",
    };
    const told = await until("two events", () => operator.received.length >= 2 && operator.received);
    for (const request of told) {
      verify(secret, request);
      expect(request.headers["x-team"]).toBe("red");
    }
    const events = told.map(({ body }) => JSON.parse(body));
    expect(events).toEqual([
      { type: "endpoint.created", data: subject },
      {
        type: "message.attempt.exhausted",
        data: {
          ...subject,
          msgId: message.id,
          msgEventId: "invoice-1",
          lastAttempt: {
            id: expect.stringMatching(/^atmpt_/),
            timestamp: expect.stringMatching(/Z$/),
            responseStatusCode: 500,
          },
        },
      },
    ]);
  });
});

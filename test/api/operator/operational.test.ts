import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  answering,
  eventually,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  receiver,
  tenant,
} from "../client.ts";

const path = "/operational-webhook/endpoint";

/** An organisation with a customer, and an operational endpoint that is told everything. */
async function told(fields: Record<string, unknown> = {}) {
  const operator = receiver();
  const one = await tenant({ uid: "customer" });
  const { id } = await one.api.ok("POST", path, { url: operator.url, ...fields });
  const events = () => operator.received.map(({ body }) => JSON.parse(body));
  return {
    ...one,
    operator,
    id,
    /** Waits for so many events of these types; answers their data in the order of the types. */
    told: (...types: string[]) =>
      eventually(async () => {
        const found = types.map((type) => events().filter((event) => event.type === type));
        expect(
          found.map(({ length }) => length),
          JSON.stringify(events()),
        ).toEqual(types.map(() => 1));
        return found.map(([event]) => event.data);
      }),
    types: () => events().map(({ type }) => type),
  };
}

describe("operational endpoints", () => {
  it("are told of endpoints created, changed and deleted, signed", async () => {
    const { api, path: app, app: appId, endpoint, operator, id, told: wait } = await told();
    const about = { appId, appUid: "customer", endpointId: "", endpointUid: "erp" };
    about.endpointId = await endpoint({ uid: "erp" });
    await api.ok("PATCH", `${app}/endpoint/erp`, { description: "ERP" });
    await api.ok("DELETE", `${app}/endpoint/erp`);
    const all = await wait("endpoint.created", "endpoint.updated", "endpoint.deleted");
    expect(all).toEqual([about, about, about]);

    const { key } = await api.ok("GET", `${path}/${id}/secret`);
    for (const { body, headers } of operator.received)
      new Webhook(key).verify(body, Object.fromEntries(headers));
  });

  it("are told what they want to know only", async () => {
    const { endpoint, told: wait, types, api, path: app } = await told({ eventTypes: ["endpoint.deleted"] });
    await api.ok("DELETE", `${app}/endpoint/${await endpoint()}`);
    await wait("endpoint.deleted");
    expect(types()).toEqual(["endpoint.deleted"]);
  });

  it("are told when a message has failed four times, and when it comes through", async () => {
    let answers = 0;
    const customer = receiver(() => new Response(null, { status: ++answers <= 4 ? 503 : 200 }));
    const { endpoint, send, attempts, app, told: wait, types } = await told();
    const id = await endpoint({ url: customer.url, retry: { waits: [0, 0, 0, 0, 0, 0] } });
    const message = await send({ eventId: "event-1" });
    const all = await attempts(message, 5);
    const data = (at: number) => ({
      appId: app,
      appUid: "customer",
      endpointId: id,
      endpointUid: null,
      msgId: message,
      msgEventId: "event-1",
      lastAttempt: {
        id: all[at].id,
        timestamp: isTime,
        responseStatusCode: all[at].responseStatusCode,
      },
    });
    const both = await wait("message.attempt.failing", "message.attempt.recovered");
    expect(both).toEqual([data(1), data(0)]);
    expect(both.map(({ lastAttempt }) => lastAttempt.responseStatusCode)).toEqual([503, 200]);
    expect(types()).not.toContain("message.attempt.exhausted");
  });

  it("are told when a message is given up, and when a resend brings it through after all", async () => {
    let status = 500;
    const customer = receiver(() => new Response(null, { status }));
    const { endpoint, send, attempts, api, path: app, told: wait, types } = await told();
    const id = await endpoint({ url: customer.url, retry: { waits: [0] } });
    const message = await send();
    await attempts(message, 2);
    const [exhausted] = await wait("message.attempt.exhausted");
    expect(exhausted).toMatchObject({ msgId: message, lastAttempt: { responseStatusCode: 500 } });
    status = 200;
    await api.ok("POST", `${app}/msg/${message}/endpoint/${id}/resend`);
    const [recovered] = await wait("message.attempt.recovered");
    expect(recovered).toMatchObject({ msgId: message, lastAttempt: { responseStatusCode: 200 } });
    expect(types()).not.toContain("message.attempt.failing");
  });

  it("are told that a message is given up whose failure the endpoint wants no retry of", async () => {
    const { endpoint, send, told: wait } = await told();
    await endpoint({ url: answering(400).url, retry: { on: ["5xx"] } });
    const message = await send();
    expect(await wait("message.attempt.exhausted")).toMatchObject([{ msgId: message }]);
  });

  it("are told of each message of a batch", async () => {
    const { endpoint, send, operator } = await told();
    await endpoint({
      url: answering(500).url,
      retry: { waits: [] },
      batching: { enabled: true, maxEvents: 2, maxWaitSeconds: 1 },
    });
    const messages = [await send(), await send()];
    await eventually(async () => {
      const events = operator.received.map(({ body }) => JSON.parse(body));
      const exhausted = events.filter(({ type }) => type === "message.attempt.exhausted");
      expect(exhausted.map(({ data }) => data.msgId).sort()).toEqual(messages);
    });
  });

  it("tell nobody of themselves", async () => {
    const { api, operator, id, endpoint, told: wait } = await told();
    const failing = answering(500);
    await api.ok("POST", path, { url: failing.url });
    await api.ok("PUT", `${path}/${id}`, { url: operator.url, description: "Changed" });
    await endpoint();
    await wait("endpoint.created");
    await eventually(async () => expect(failing.received.length).toBeGreaterThan(0));
    expect(operator.received).toHaveLength(1);
  });

  it("are kept apart from the organisation's applications", async () => {
    const { api, id, org } = await told();
    expect((await api.ok("GET", "/app")).data).toHaveLength(1);
    expect(await api.get("/app/operational")).toMatchObject(notFound);
    const { app: hidden } = (await env.DB.prepare("SELECT app, org FROM endpoints WHERE id = ?")
      .bind(id)
      .first<{ app: string; org: string }>())!;
    expect(await api.get(`/app/${hidden}`)).toMatchObject(notFound);
    expect(await api.get(`/app/${hidden}/endpoint/${id}`)).toMatchObject(notFound);
    expect(org).not.toContain("/");
  });

  it("of another organisation, or of a customer, are out of reach", async () => {
    const { id, customer } = await told();
    const { api: stranger } = await organisation();
    expect((await stranger.ok("GET", path)).data).toEqual([]);
    for (const method of ["GET", "DELETE"])
      expect(await stranger.call(method, `${path}/${id}`)).toMatchObject(notFound);
    const app = await customer();
    for (const method of ["GET", "POST"]) expect(await app.call(method, path)).toMatchObject(forbidden);
  });

  it("are refused with the field that doesn't fit", async () => {
    const { api } = await organisation();
    const url = "https://operator.example/";
    const refused = (body: Record<string, unknown>) => api.post(path, body);
    expect(await refused({})).toMatchObject(invalidAt("body", "url"));
    expect(await refused({ url: "nowhere" })).toMatchObject(invalidAt("body", "url"));
    expect(await refused({ url, eventTypes: ["invoice.paid"] })).toMatchObject(
      invalidAt("body", "eventTypes", "0"),
    );
    expect(await refused({ url, headers: { "webhook-id": "x" } })).toMatchObject(
      invalidAt("body", "headers", "webhook-id"),
    );
    expect(await refused({ url, secret: "short" })).toMatchObject(invalidAt("body", "secret"));
  });

  it("have the fields of the SDKs, older names too, and no others", async () => {
    const { api } = await organisation();
    const url = "https://operator.example/";
    expect(await api.ok("POST", path, { url, eventTypes: ["endpoint.disabled"] })).toEqual({
      id: isIdOf("ep"),
      uid: null,
      url,
      description: "",
      disabled: false,
      throttleRate: null,
      rateLimit: null,
      eventTypes: ["endpoint.disabled"],
      filterTypes: ["endpoint.disabled"],
      metadata: {},
      createdAt: isTime,
      updatedAt: isTime,
    });
  });
});

import { type Client, startReceiver, until } from "../e2e/harness.ts";
import { seed } from "./seed.ts";

/**
 * What there is to see: a customer with webhooks and events, one without, and something in every list.
 *
 * @param queue address that puts jobs into the events queue by themselves
 * @returns ids by name
 */
export async function world(api: Client, queue: string): Promise<Record<string, string>> {
  const receiver = await startReceiver((response, { path }) => {
    response.writeHead(path.includes("fail") ? 500 : 200, { "content-type": "application/json" });
    response.end(path.includes("fail") ? '{"error":"database is locked"}' : '{"status":"OK"}');
  });
  await api.call("POST", "/preset/calenso");
  const seeded = await seed((method, path, body) => api.call(method, path, body), receiver.url, 12);
  const { app, endpoints } = seeded;
  await api.call("PUT", "/event-type/appointment.booking.created", {
    ...(await api.call("GET", "/event-type/appointment.booking.created")),
    schemas: {
      1: {
        type: "object",
        required: ["type", "created"],
        properties: {
          type: { type: "string", description: "Name of the event" },
          created: { type: "string", format: "date-time", description: "When it happened" },
          data: { type: "object", properties: { id: { type: "integer" }, title: { type: "string" } } },
        },
      },
    },
  });
  const message = await api.send(app, { eventType: "contact.created", payload: { id: 4711, name: "Jane" } });
  const [accepted] = await attempts(api, `/app/${app}/attempt/msg/${message}?status=0`);
  const [failed] = await attempts(api, `/app/${app}/attempt/endpoint/${endpoints["Old shop"]}?status=2`);
  const { url } = await api.call("GET", `/app/${app}/receiver`);
  await fetch(`${url}/crm?source=posthorn`, {
    method: "POST",
    headers: { "content-type": "application/json", "webhook-id": message },
    body: JSON.stringify({ type: "invoice.paid", data: { id: "4711", contact: { name: "Jane Doe" } } }),
  });
  await fetch(`${url}/form`, { method: "PUT", body: new URLSearchParams({ email: "jane@example.com" }) });
  const operational = await api.call("POST", "/operational-webhook/endpoint", {
    url: "https://ops.example/posthorn",
  });
  for (const [name, scopes] of [
    ["Shop, production", ["send"]],
    ["Dashboard", ["send", "read"]],
    ["Deployment", ["admin"]],
  ] as const)
    await api.call("POST", "/api-key", { name, scopes, expiresAt: "2100-01-01T00:00:00Z" });
  const lost = { v: 1, kind: "event", org: api.org, application: "nobody" };
  await fetch(queue, {
    method: "POST",
    body: JSON.stringify([{ ...lost, message: { eventType: "invoice.paid", payload: { id: 1 } } }]),
  });
  await until("dead letter", async () => (await api.call("GET", "/dead-letter")).data.length > 0);
  await api.call("PUT", "/plan/pro", { maxEndpoints: 8, retentionDays: 30, maxThrottleRate: 50 });
  const email = await api.createEndpoint(app, "", {
    url: undefined,
    name: "Buchhaltung",
    destination: { type: "email", to: "jane@example.com" },
  });
  return {
    app,
    empty: await api.createApplication(),
    endpoint: endpoints["CRM Contacts"]!,
    failing: endpoints["Old shop"]!,
    email,
    operational: operational.id,
    message,
    attempt: accepted!.id,
    failedMessage: failed!.msgId,
    failure: failed!.id,
  };
}

const attempts = (api: Client, path: string): Promise<{ id: string; msgId: string }[]> =>
  until(`attempts at ${path}`, async () => {
    const { data } = await api.call("GET", path);
    return data.length > 0 && data;
  });

/** An organisation whose every text that somebody else controls is markup, to see that pages show it as text. */
import { type Client, startReceiver, until } from "../e2e/harness.ts";

/** Breaks out of text, attributes and scripts wherever it isn't escaped. */
export const probe = (where: string) =>
  `${where}"'</script></textarea></title>--><i class="probe">x</i><img src="x" onerror="globalThis.owned=1"><script>globalThis.owned=1</script>`;

/** Of the raw text of a page: nothing that a browser would take for the probe's markup. */
export const raw = /<i class="?probe|onerror="?globalThis|<script>globalThis/;

const eventType = {
  description: probe("description"),
  descriptions: { en: probe("english"), de: probe("german") },
  groupName: probe("group"),
  availableSince: "<b>9</b>",
  featureFlags: null,
  excludeOrigins: ["import", "other"],
  example: { [probe("key")]: probe("value"), id: "</script>" },
  fields: [{ name: "email", labels: { en: probe("label"), de: probe("label") }, path: "contact.email" }],
  schemas: {
    1: {
      type: "object",
      title: probe("title"),
      properties: {
        [probe("property")]: { type: "string", description: probe("meaning"), format: probe("format") },
        id: { enum: [probe("choice")] },
      },
    },
  },
};

/** @param produce puts a job into the events queue by itself, so that it ends as a dead letter */
export async function probed(api: Client, produce: (job: unknown) => Promise<unknown>) {
  const receiver = await startReceiver((response, { path }) => {
    response.writeHead(path.includes("fail") ? 500 : 200, { "content-type": "text/html", "x-probe": "<b>" });
    response.end(path.includes("json") ? JSON.stringify({ error: probe("answer") }) : probe("answer"));
  });
  await api.call("PUT", "/event-type/order.paid", eventType);
  await api.call("PUT", "/event-type/order.planned", { ...eventType, status: "planned", deprecated: true });
  await api.call("PUT", "/plan/gold", { maxEndpoints: 9, featureFlags: ["x"], retentionDays: 30 });
  const app: string = (
    await api.call("POST", "/app", {
      name: probe("application"),
      plan: "gold",
      metadata: { [probe("meta")]: probe("data") },
    })
  ).id;
  await api.call("PATCH", "/settings", { brand: { name: probe("brand").slice(0, 120), color: "#aa3355" } });

  const endpoint = (url: string, more = {}) =>
    api.createEndpoint(app, url, {
      name: probe("webhook").slice(0, 250),
      description: probe("description"),
      retry: { waits: [] },
      metadata: { [probe("meta")]: probe("data") },
      ...more,
    });
  const query = `?a=${encodeURIComponent(probe("query"))}&b=<b>`;
  const working = await endpoint(`${receiver.url}/html${query}`, {
    filter: { $or: [{ origin: { $ne: probe("filter") } }, { "a.b": { $exists: false } }] },
    headers: { "x-one": probe("header"), "x-api-key": "hidden" },
  });
  const failing = await endpoint(`${receiver.url}/json/fail`, { eventTypes: ["order.paid"] });
  const shaped = await endpoint(`${receiver.url}/json`, {
    disabled: true,
    cooldown: { key: "id", seconds: 60 },
    accept: { statusCodes: [200], body: { status: probe("accept") } },
    payload: {
      mode: "fields",
      hierarchy: "nested",
      envelope: "none",
      fields: [
        { name: "email", source: "contact.email", default: probe("default") },
        { name: "kind", default: probe("fixed"), valueMode: "fixed" },
      ],
    },
  });
  const email = await api.createEndpoint(app, "", {
    url: undefined,
    name: probe("email"),
    destination: { type: "email", to: "jane@example.com" },
  });

  const message = await api.send(app, {
    eventType: "order.paid",
    payload: { [probe("key")]: probe("value"), list: [probe("item")], html: "</script><!--" },
    tags: ["tag"],
    channels: ["channel"],
  });
  await api.send(app, { eventType: "unknown.type", payload: { text: probe("value") } });
  const attempts = await until("attempts", async () => {
    const { data } = await api.call("GET", `/app/${app}/attempt/msg/${message}`);
    return data.length === 2 && data.every(({ status }: { status: number }) => status !== 3) && data;
  });

  const { url } = await api.call("GET", `/app/${app}/receiver`);
  await fetch(`${url}/${encodeURIComponent(probe("path"))}${query}`, {
    method: "POST",
    headers: { "content-type": "text/html", "x-probe": probe("header") },
    body: probe("body"),
  });
  await fetch(url, { method: "POST", body: JSON.stringify({ [probe("key")]: probe("value") }) });
  await fetch(url, { method: "POST", body: new URLSearchParams({ [probe("key")]: probe("value") }) });

  await api.call("POST", "/operational-webhook/endpoint", {
    url: `https://ops.example/${query}`,
    description: probe("operational"),
    disabled: true,
  });
  await api.call("POST", "/api-key", { name: probe("key"), scopes: ["send", "read"] });
  await produce({
    v: 1,
    kind: "event",
    org: api.org,
    application: app,
    message: { eventType: probe("type"), payload: probe("payload") },
  });
  await until("dead letter", async () => (await api.call("GET", "/dead-letter")).data.length > 0);
  return { app, message, attempt: attempts[0].id as string, endpoints: { working, failing, shaped, email } };
}

/** All that the API tells of an application and its organisation, to see that nothing of it has changed. */
export async function state(api: Client, app: string): Promise<Record<string, unknown>> {
  const { data } = await api.call("GET", `/app/${app}/endpoint`);
  const paths = [
    "/app",
    `/app/${app}`,
    `/app/${app}/endpoint`,
    `/app/${app}/msg`,
    `/app/${app}/receiver`,
    "/event-type?with_content=true&include_archived=true",
    "/plan",
    "/settings",
    "/operational-webhook/endpoint",
    "/dead-letter",
    ...data.flatMap(({ id }: { id: string }) => [
      `/app/${app}/endpoint/${id}/secret`,
      `/app/${app}/endpoint/${id}/headers`,
      `/app/${app}/attempt/endpoint/${id}`,
    ]),
  ];
  const answers = await Promise.all(paths.map((path) => api.request("GET", path)));
  const keys = await api.call("GET", "/api-key");
  return {
    ...Object.fromEntries(paths.map((path, index) => [path, answers[index]!.json])),
    // Not when each was used last, which looking changes.
    keys: keys.data.map(({ id, name, scopes }: Record<string, unknown>) => ({ id, name, scopes })),
  };
}

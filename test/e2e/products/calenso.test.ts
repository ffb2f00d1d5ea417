import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { until } from "../harness.ts";
import { startProduct, startShop } from "./product.ts";

const product = await startProduct("calenso");
const { client, app, path, endpoint, trigger, verdict, log, refused, repair, signed, mailbox } = product;

it("offers its events in groups, with what is new, planned and for Enterprise only", async () => {
  const { data } = await client.call("GET", "/event-type?limit=100");
  const byName = new Map(data.map((type: { name: string }) => [type.name, type]));
  expect(byName.get("appointment.booking.created")).toMatchObject({
    groupName: "Termine und Gruppentermine",
    descriptions: { de: expect.any(String), en: expect.any(String) },
  });
  expect(byName.get("customer.created")).toMatchObject({ availableSince: "4.9.0" });
  expect(byName.get("lead.created")).toMatchObject({ featureFlags: ["enterprise"] });
  expect(byName.get("event.booking.payment_failed")).toMatchObject({ status: "planned" });
});

it("sends a booking as it was configured, and its log can be read, replayed and archived", async () => {
  const shop = await startShop(() => ({ status: 202, body: "thanks" }));
  const fields = {
    name: "CRM",
    url: `${shop.url}/hooks`,
    eventTypes: ["appointment.booking.created", "customer.created"],
    payload: { mode: "full", hierarchy: "flat" },
    auth: { type: "header", key: "Ocp-Apim-Subscription-Key", value: "geheim" },
  };
  const tested = await client.call("POST", `${path}/endpoint/test`, {
    eventType: "appointment.booking.created",
    endpoint: fields,
  });
  expect(tested.response).toMatchObject({ status: 202, body: "thanks", success: true });
  expect(tested.request.headers["Ocp-Apim-Subscription-Key"]).toBe("•••");
  shop.arrivals.length = 0;

  const id = await endpoint(fields);
  const message = await trigger("appointment.booking.created");
  const arrival = await shop.next(1);
  expect(arrival).toMatchObject({ method: "POST", path: "/hooks" });
  expect(arrival.headers).toMatchObject({
    "content-type": "application/json",
    "ocp-apim-subscription-key": "geheim",
    "webhook-id": message,
  });
  await signed(id, arrival);
  const body = JSON.parse(arrival.body);
  expect(body).toMatchObject({
    type: "appointment.booking.created",
    source: "calenso",
    "data.customer.email": "nora.keller@example.com",
  });
  expect(Object.keys(body).some((name) => typeof body[name] === "object" && body[name] !== null)).toBe(false);
  expect(await verdict(await trigger("event.booking.created"), id)).toBe("event_type");
  await repair(message, id, shop, body);

  await client.call("PATCH", `${path}/endpoint/${id}`, { payload: { mode: "full", hierarchy: "nested" } });
  const before = shop.arrivals.length;
  await trigger("customer.created");
  const nested = JSON.parse((await shop.next(before + 1)).body);
  expect(Object.keys(nested).sort()).toEqual(["created", "data", "source", "type"]);
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("lets nobody have an event that is planned or not in the plan", async () => {
  const url = "http://127.0.0.1:9/hook";
  await refused(
    "POST",
    "/endpoint",
    { url, eventTypes: ["appointment.booking.payment_failed"] },
    422,
    /planned/,
  );
  await refused("POST", "/msg", { eventType: "event.booking.payment_failed", payload: {} }, 422, /planned/);
  await client.call("PATCH", path, { plan: "Professional" });
  const id = await endpoint({ url });
  expect(await verdict(await trigger("lead.created"), id)).toBe("plan");
  await client.call("PATCH", path, { plan: "Enterprise" });
  expect(await verdict(await trigger("lead.created"), id)).toBe("matched");
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("allows as many webhooks as the plan includes, and none while they are switched off", async () => {
  const shop = await startShop();
  await client.call("PATCH", path, { plan: "Basic" });
  const id = await endpoint({ url: shop.url });
  await refused("POST", "/endpoint", { url: shop.url }, 403, /endpoints_above_plan.*"plan":"Basic","max":1/);
  await client.call("PATCH", path, { plan: "Professional" });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => client.request("POST", `${path}/endpoint`, { url: shop.url })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 403, 403, 403]);

  await client.call("PUT", `${path}/webhooks`, { enabled: false });
  expect(await verdict(await trigger("customer.deleted"), id)).toBe("webhooks_disabled");
  expect(shop.arrivals).toHaveLength(0);
  await client.call("PUT", `${path}/webhooks`, { enabled: true });
  await trigger("customer.deleted");
  await shop.next(3);
  for (const { json } of answers) if (json.id) await client.call("DELETE", `${path}/endpoint/${json.id}`);
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("sends the JSON file to an email address instead, once its owner agreed, and no request", async () => {
  const to = `praxis-${randomUUID()}@calenso-customer.example`;
  const shop = await startShop();
  const id = await endpoint({
    name: "Sekretariat",
    url: shop.url,
    eventTypes: ["appointment.booking.cancelled"],
    destination: { type: "email", to },
  });
  expect(await verdict(await trigger("appointment.booking.cancelled"), id)).toBe("unconfirmed");
  const [asked] = await mailbox.mails(to, 1);
  const link = /http\S+/.exec(asked!.text)![0];
  expect((await fetch(link, { method: "POST" })).status).toBe(200);

  const message = await trigger("appointment.booking.cancelled");
  const mail = (await mailbox.mails(to, 2))[1]!;
  expect(mail.subject).toBe("Sekretariat: appointment.booking.cancelled");
  expect(mail.text).toContain("data.reason: krank");
  expect(mail.attachments).toMatchObject([
    { filename: `appointment.booking.cancelled-${message}.json`, contentType: "application/json" },
  ]);
  const [attempt] = await log(message);
  expect(attempt).toMatchObject({ status: 0, responseStatusCode: 250 });
  const download = await client.request("GET", `/app/${app}/msg/${message}/attempt/${attempt.id}/download`);
  expect(download.json).toEqual(await product.example("appointment.booking.cancelled"));
  await until("nothing under way", async () => {
    const { data } = await client.call("GET", `${path}/msg/${message}/endpoint`);
    return data[0].status === 0;
  });
  expect(shop.arrivals).toHaveLength(0);
});

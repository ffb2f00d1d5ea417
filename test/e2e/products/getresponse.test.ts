import { expect, it } from "vitest";
import { until } from "../harness.ts";
import { startProduct, startShop } from "./product.ts";

const product = await startProduct("getresponse");
const { client, path, endpoint, example, trigger, verdict, log, repair, signed } = product;

it("sends each opening and each click, and repairs what went wrong", async () => {
  const shop = await startShop(() => ({ status: 200, body: '{"status": "OK"}' }));
  const id = await endpoint({
    name: "CRM",
    url: `${shop.url}/in`,
    eventTypes: ["message.opened", "message.link_clicked"],
    accept: { body: { status: "OK" } },
  });
  const message = await trigger("message.opened");
  const arrival = await shop.next(1);
  await signed(id, arrival);
  expect(JSON.parse(arrival.body)).toEqual(await example("message.opened"));
  await repair(message, id, shop, await example("message.opened"));

  const before = shop.arrivals.length;
  for (let n = 0; n < 3; n++) await trigger("message.link_clicked");
  await shop.next(before + 3);
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("keeps imports out where the catalogue says so", async () => {
  const shop = await startShop();
  const id = await endpoint({ url: shop.url });
  for (const eventType of ["contact.subscribed", "custom_field.changed"]) {
    expect(await verdict(await trigger(eventType, { origin: "import" }), id)).toBe("origin");
    expect(await verdict(await trigger(eventType, { origin: "api" }), id)).toBe("matched");
  }
  expect(await verdict(await trigger("import.finished", { origin: "import" }), id)).toBe("matched");
  await shop.next(3);
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("has clicks in text messages for the plan MAX only", async () => {
  const shop = await startShop();
  const id = await endpoint({ url: shop.url, eventTypes: ["sms.link_clicked"] });
  await client.call("PATCH", path, { plan: "Marketer" });
  expect(await verdict(await trigger("sms.link_clicked"), id)).toBe("plan");
  await client.call("PATCH", path, { plan: "MAX" });
  expect(await verdict(await trigger("sms.link_clicked"), id)).toBe("matched");
  await shop.next(1);
  await client.call("PATCH", path, { plan: null });
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("collects events into one request, under one id over its retries", async () => {
  let fails = true;
  const shop = await startShop(() => ({ status: fails ? 503 : 200 }));
  const id = await endpoint({
    url: shop.url,
    batching: { enabled: true, maxEvents: 3, maxWaitSeconds: 300 },
    retry: { waits: [0.1] },
  });
  const types = ["contact.subscribed", "contact.unsubscribed", "contact.moved"];
  const sent: string[] = [];
  for (const type of types) sent.push(await trigger(type));
  const first = await shop.next(1);
  fails = false;
  const second = await shop.next(2);
  expect(second.body).toBe(first.body);
  expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
  await signed(id, second);
  const events = JSON.parse(first.body);
  expect(events.map((event: { id: string; type: string }) => [event.id, event.type])).toEqual(
    sent.map((message, index) => [message, types[index]]),
  );
  expect(events[0].data).toEqual(await example(types[0]!));
  for (const message of sent) {
    const attempts = await log(message, 2);
    expect(attempts.map(({ status }: { status: number }) => status)).toEqual([2, 0]);
    expect(attempts[0].messages).toEqual(sent);
  }
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("stops trying at 4xx other than 429, and where the answer doesn't say OK", async () => {
  let answer = { status: 404, body: "" };
  const shop = await startShop(() => answer);
  const id = await endpoint({ url: shop.url, accept: { body: { status: "OK" } } });
  const standing = async (message: string) =>
    until("outcome", async () => {
      await log(message);
      const { data } = await client.call("GET", `${path}/msg/${message}/endpoint`);
      return data[0].status !== 3 && data[0];
    });
  expect(await standing(await trigger("contact.subscribed"))).toMatchObject({ status: 2, nextAttempt: null });
  answer = { status: 429, body: "" };
  expect(await standing(await trigger("contact.subscribed"))).toMatchObject({
    status: 2,
    nextAttempt: expect.any(String),
  });
  answer = { status: 200, body: '{"status":"ERROR"}' };
  const refused = await trigger("contact.subscribed");
  expect((await log(refused))[0]).toMatchObject({ status: 2, responseStatusCode: 200 });
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

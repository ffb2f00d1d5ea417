import { expect, it } from "vitest";
import { until } from "../harness.ts";
import { startProduct, startShop } from "./product.ts";

const product = await startProduct("stamply");
const { client, path, endpoint, example, trigger, log, repair, signed } = product;

const types = [
  "CardBalanceUpdatedEvent",
  "CardExpiredEvent",
  "CardInstalledEvent",
  "CardIssuedEvent",
  "CardRemovedEvent",
  "CardScannedEvent",
  "CustomerCreatedEvent",
  "CustomerReferralCreatedEvent",
  "CustomerSegmentLinkedEvent",
  "FeedbackCreatedEvent",
];

it("has its ten events, each with an example of the shape {timestamp, event, data}", async () => {
  const { data } = await client.call("GET", "/event-type?limit=100");
  expect(data.map(({ name }: { name: string }) => name)).toEqual(types);
  expect(data.every(({ groupName }: { groupName: string }) => groupName)).toBe(true);
  for (const { name, example } of data)
    expect(example).toEqual({ timestamp: expect.any(String), event: name, data: expect.any(Object) });
});

it("delivers a scanned card, and its log can be read, replayed and archived", async () => {
  const shop = await startShop();
  const id = await endpoint({ name: "Kasse", url: `${shop.url}/stamply`, eventTypes: ["CardScannedEvent"] });
  const message = await trigger("CardScannedEvent");
  const arrival = await shop.next(1);
  expect(arrival.body).toBe(JSON.stringify(await example("CardScannedEvent")));
  await signed(id, arrival);
  await repair(message, id, shop, await example("CardScannedEvent"));
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("shows how a webhook does, and sends again what failed or was missed", async () => {
  let fails = true;
  const shop = await startShop(() => ({ status: fails ? 500 : 200 }));
  const since = new Date(Date.now() - 1_000).toISOString();
  const missed = await trigger("FeedbackCreatedEvent");
  const id = await endpoint({ url: shop.url, retry: { waits: [] } });
  const failed = await trigger("CardIssuedEvent");
  await log(failed);
  const counts = () =>
    client.call("GET", `${path}/endpoint/${id}/series?interval=hour`).then((series) => series.counts["24h"]);
  await until("count", async () => (await counts()).failed === 1);
  expect(await counts()).toMatchObject({ accepted: 0, failed: 1, suppressed: 0 });

  fails = false;
  expect((await client.request("POST", `${path}/endpoint/${id}/recover`, { since })).status).toBe(202);
  expect(JSON.parse((await shop.next(2)).body)).toEqual(await example("CardIssuedEvent"));
  expect((await client.request("POST", `${path}/endpoint/${id}/replay-missing`, { since })).status).toBe(202);
  expect(JSON.parse((await shop.next(3)).body)).toEqual(await example("FeedbackCreatedEvent"));
  await until("outcomes", async () => (await counts()).accepted === 2);
  const attempts = await log(failed, 2);
  expect(attempts.map(({ status }: { status: number }) => status)).toEqual([2, 0]);
  expect((await log(missed)).map(({ status }: { status: number }) => status)).toEqual([0]);

  const sent = await client.call("POST", `${path}/endpoint/${id}/send-example`, {
    eventType: "CardExpiredEvent",
  });
  expect(sent.payload).toEqual(await example("CardExpiredEvent"));
  expect(JSON.parse((await shop.next(4)).body)).toEqual(await example("CardExpiredEvent"));
});

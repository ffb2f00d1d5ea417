import { expect, it } from "vitest";
import { startProduct, startShop } from "./product.ts";

const product = await startProduct("klicktipp");
const { client, app, path, endpoint, example, trigger, verdict, refused, repair, signed } = product;
const type = "contact.tagged";

const tagged = async (id: number, tag = "produkt-a") => {
  const payload = await example(type);
  return { ...payload, contact: { ...payload.contact, id }, tag: { ...payload.tag, id: tag } };
};

it("calls an address with the contact's data filled in", async () => {
  const shop = await startShop();
  const id = await endpoint({
    name: "Kauf an ERP",
    url: `${shop.url}/u/__tag__?email=__ email __`,
    eventTypes: [type],
    request: { method: "GET" },
    payload: {
      mode: "fields",
      fields: [
        { name: "email", source: "contact.email" },
        { name: "tag", source: "tag.name" },
        { name: "vorname", source: "contact.nickname", default: "Kunde" },
        { name: "quelle", default: "Webinar & mehr", valueMode: "fixed" },
      ],
    },
    filter: { "tag.id": "produkt-a" },
  });
  const message = await trigger(type, { payload: await tagged(1) });
  const arrival = await shop.next(1);
  expect([arrival.method, arrival.path, arrival.body]).toEqual([
    "GET",
    "/u/Produkt%20A%20gekauft?email=tom.berger%40example.com&vorname=Kunde&quelle=Webinar%20%26%20mehr",
    "",
  ]);
  await signed(id, arrival);
  expect(await verdict(await trigger(type, { payload: await tagged(2, "produkt-b") }), id)).toBe("filter");
  await repair(message, id, shop, {
    email: "tom.berger@example.com",
    tag: "Produkt A gekauft",
    vorname: "Kunde",
    quelle: "Webinar & mehr",
  });
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("sends a POST with nested parameters, the email always among them", async () => {
  const shop = await startShop();
  const fields = [
    { name: "email", source: "contact.email" },
    { name: "person.vorname", source: "contact.firstName" },
  ];
  const payload = { mode: "fields", hierarchy: "nested", fields };
  const id = await endpoint({ url: shop.url, eventTypes: [type], payload });
  await trigger(type);
  expect(JSON.parse((await shop.next(1)).body)).toEqual({
    email: "tom.berger@example.com",
    person: { vorname: "Tom" },
  });
  await refused(
    "PATCH",
    `/endpoint/${id}`,
    { eventTypes: [type], payload: { ...payload, fields: fields.slice(1) } },
    422,
    /contact\.email/,
  );
  await refused("PATCH", `/endpoint/${id}`, { url: `${shop.url}?x=__unbekannt__` }, 422, /unbekannt/);
  await refused("PATCH", `/endpoint/${id}`, { url: "http://__email__.example/" }, 422, /url/);
  await client.call("DELETE", `${path}/endpoint/${id}`);
});

it("runs for a tag at most once in six hours for a contact, for a campaign at once", async () => {
  const shop = await startShop();
  // The preset's rule: nothing is said here.
  const id = await endpoint({ url: shop.url, eventTypes: [type] });
  const first = await trigger(type, { payload: await tagged(7), origin: "tag" });
  expect(await verdict(first, id)).toBe("matched");
  expect(await verdict(await trigger(type, { payload: await tagged(7), origin: "tag" }), id)).toBe(
    "cooldown",
  );
  expect(await verdict(await trigger(type, { payload: await tagged(8), origin: "tag" }), id)).toBe("matched");
  expect(await verdict(await trigger(type, { payload: await tagged(7), origin: "campaign" }), id)).toBe(
    "matched",
  );
  await shop.next(3);

  const payload = await tagged(9);
  const messages = Array.from({ length: 100 }, () => ({ eventType: type, payload, origin: "tag" }));
  const sent = (
    await Promise.all(
      Array.from({ length: 10 }, () => client.call("POST", `/app/${app}/msg/batch`, { messages })),
    )
  ).flatMap(({ data }) => data.map(({ message }: { message: { id: string } }) => message.id));
  expect(sent).toHaveLength(1000);
  const verdicts = await Promise.all(sent.map((message) => verdict(message, id)));
  expect(verdicts.filter((one) => one === "matched")).toHaveLength(1);
  expect(verdicts.filter((one) => one === "cooldown")).toHaveLength(999);
  await shop.next(4);
  expect(shop.arrivals).toHaveLength(4);

  const again = await client.request("POST", `${path}/msg/${sent[0]}/endpoint/${id}/resend`);
  expect(again.status).toBe(202);
  await shop.next(5);
});

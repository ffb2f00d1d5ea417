import { afterEach, expect, it, vi } from "vitest";
import { receive, scene, soon } from "./scene.ts";

afterEach(() => vi.restoreAllMocks());

type Scene = Awaited<ReturnType<typeof scene>>;
const type = ({ good }: Scene, name: string, more: object = {}) =>
  good("POST", "/event-type", { name, description: "", ...more });

it("an endpoint gets all types that its wildcard covers, those that come later, too", async () => {
  const received = receive();
  const one = await scene();
  await type(one, "order.created");
  const id = await one.endpoint({ eventTypes: ["order.*"] });
  const wanted = [
    await one.send({ eventType: "order.created" }),
    await one.send({ eventType: "order.item.added" }),
    await one.send({ eventType: "order.later" }),
  ];
  const unwanted = await one.send({ eventType: "orders.created" });
  expect(await one.verdicts(unwanted)).toEqual({ [id]: "event_type" });
  for (const message of wanted)
    await vi.waitFor(async () => expect(await one.attempts(message)).toHaveLength(1), soon);
  expect(received).toHaveLength(3);
  expect((await one.good("GET", `/app/${one.app}/endpoint/${id}`)).eventTypes).toEqual(["order.*"]);
});

it("brings nothing that the plan doesn't include", async () => {
  receive();
  const one = await scene();
  await type(one, "order.created");
  await type(one, "order.secret", { featureFlags: ["pro"] });
  await one.good("POST", "/plan", { name: "small", featureFlags: [] });
  await one.good("PATCH", `/app/${one.app}`, { plan: "small" });
  const id = await one.endpoint({ eventTypes: ["order.*"] });
  expect(await one.verdicts(await one.send({ eventType: "order.secret" }))).toEqual({ [id]: "plan" });
  expect(await one.verdicts(await one.send({ eventType: "order.created" }))).toEqual({ [id]: "matched" });
});

it("needs a type that it covers and that the caller sees", async () => {
  const one = await scene();
  await type(one, "order.secret", { featureFlags: ["pro"] });
  const url = "https://receiver.example/hook";
  const add = (eventTypes: string[]) => one.call("POST", `/app/${one.app}/endpoint`, { url, eventTypes });
  expect((await add(["order.*"])).status).toBe(201);
  const { token } = await one.good("POST", `/auth/app-portal-access/${one.app}`, { featureFlags: [] });
  const own = (eventTypes: string[]) =>
    one.call("POST", `/app/${one.app}/endpoint`, { url, eventTypes }, { authorization: `Bearer ${token}` });
  expect((await own(["order.*"])).json.detail).toMatchObject([{ code: "event_types_none" }]);
  expect((await add(["ordr.*"])).json.detail).toMatchObject([{ loc: ["body", "eventTypes", "0"] }]);
  for (const wrong of ["*", "or*", ".*", "order.*.created", "order.**"])
    expect((await add([wrong])).json.detail, wrong).toMatchObject([{ code: "event_type_name_invalid" }]);
});

it("has all fields sent that its types always send", async () => {
  const one = await scene();
  const fields = [{ name: "email", path: "contact.email", labels: { en: "Email" }, alwaysSent: true }];
  await type(one, "order.created", { fields });
  const payload = { mode: "fields", fields: [{ name: "n", source: "n" }] };
  const refused = await one.call("POST", `/app/${one.app}/endpoint`, {
    ...{ url: "https://receiver.example/hook", eventTypes: ["order.*"], payload },
  });
  expect(refused.json.detail).toMatchObject([
    { code: "field_always_sent", params: { path: "contact.email", eventType: "order.created" } },
  ]);
});

it("is replayed and asked for like any other", async () => {
  receive();
  const one = await scene();
  await type(one, "order.created");
  const message = await one.send({ eventType: "order.created" });
  await one.verdicts(message);
  const id = await one.endpoint({ eventTypes: ["order.*"] });
  const since = new Date(Date.now() - 3_600_000).toISOString();
  await one.good("POST", `/app/${one.app}/endpoint/${id}/replay-missing`, { since });
  await vi.waitFor(async () => expect(await one.attempts(message)).toHaveLength(1), soon);
  const active = (eventType: string) =>
    one.good("POST", `/app/${one.app}/msg/precheck/active`, { eventType });
  expect(await active("order.paid")).toEqual({ active: true });
  expect(await active("invoice.paid")).toEqual({ active: false });
});

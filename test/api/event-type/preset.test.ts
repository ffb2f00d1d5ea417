import { describe, expect, it } from "vitest";
import { plain, shapeRequest } from "../../../src/core/request/shape.ts";
import { calenso } from "../../../src/presets/calenso.ts";
import { getresponse } from "../../../src/presets/getresponse.ts";
import { klicktipp } from "../../../src/presets/klicktipp.ts";
import type { Preset } from "../../../src/presets/preset.ts";
import { presets } from "../../../src/presets/presets.ts";
import { stamply } from "../../../src/presets/stamply.ts";
import {
  type Client,
  forbidden,
  invalidAt,
  notFound,
  organisation,
  receiver,
  refusal,
  tenant,
} from "../client.ts";

const all = presets.map((preset) => [preset.name, preset] as const);
const url = "https://receiver.example/hook";

/** All that a preset can touch. */
const catalogue = async (api: Client) => ({
  eventTypes: (await api.ok("GET", "/event-type?include_archived=true&with_content=true&limit=250")).data,
  plans: (await api.ok("GET", "/plan")).data,
  settings: await api.ok("GET", "/settings"),
});

const install = (api: Client, name: string) => api.ok("POST", `/preset/${name}`);

describe.each(all)("%s", (name, preset) => {
  const active = preset.eventTypes.filter((type) => type.status !== "planned");
  const planned = preset.eventTypes.filter((type) => type.status === "planned");

  it("is listed, and told in full", async () => {
    const { api } = await organisation();
    const { data } = await api.ok("GET", "/preset");
    expect(data.find((one: { name: string }) => one.name === name)).toMatchObject({
      title: preset.title,
      eventTypes: preset.eventTypes.map((type) => type.name),
    });
    expect((await api.get(`/preset/${name}`)).json).toEqual(preset);
  });

  it("describes every event type in both languages, in a group, with an example that has all its fields", () => {
    for (const type of preset.eventTypes) {
      for (const text of [type.descriptions.en, type.descriptions.de, type.groupName])
        expect(text, type.name).toMatch(/\w{3}/);
      expect(type.descriptions.de).not.toBe(type.descriptions.en);
      const fields = type.fields ?? [];
      for (const { labels } of fields)
        expect(labels, type.name).toEqual({
          en: expect.stringMatching(/\w/),
          de: expect.stringMatching(/\w/),
        });
      const picked = { ...plain, mode: "fields" as const, hierarchy: "flat" as const };
      const event = { id: "msg_1", type: type.name, timestamp: "", payload: JSON.stringify(type.example) };
      for (const field of fields) {
        const shape = { ...picked, fields: [{ name: field.name, source: field.path }] };
        const { [field.name]: value } = JSON.parse(shapeRequest(shape, url, event).body!);
        expect(value, `${type.name}: ${field.path}`).not.toBe("");
      }
    }
  });

  it("installs what it says, and nothing more the second time", async () => {
    const { api } = await organisation();
    const first = await install(api, name);
    const names = preset.eventTypes.map((type) => type.name);
    const plans = preset.plans.map((plan) => plan.name);
    const defaults = Object.keys(preset.endpointDefaults);
    expect(first).toEqual({
      name,
      eventTypes: { created: names, updated: [], unchanged: [] },
      plans: { created: plans, kept: [] },
      endpointDefaults: { set: defaults, replaced: [], unchanged: [] },
    });
    const before = await catalogue(api);
    expect(before.eventTypes.map((type: { name: string }) => type.name).sort()).toEqual(names.sort());
    for (const type of preset.eventTypes)
      expect(before.eventTypes.find((one: { name: string }) => one.name === type.name)).toMatchObject({
        description: type.descriptions.en,
        status: "active",
        ...type,
      });
    for (const plan of preset.plans)
      expect(before.plans.find((one: { name: string }) => one.name === plan.name)).toMatchObject(plan);
    expect(before.settings.endpointDefaults).toMatchObject(preset.endpointDefaults);
    expect(await install(api, name)).toEqual({
      name,
      eventTypes: { created: [], updated: [], unchanged: expect.arrayContaining(names) },
      plans: { created: [], kept: plans },
      endpointDefaults: { set: [], replaced: [], unchanged: defaults },
    });
    expect(await catalogue(api)).toEqual(before);
  });

  it("lets an endpoint with its defaults subscribe to all that is active, and to nothing that is planned", async () => {
    const { api, path } = await tenant();
    await install(api, name);
    const eventTypes = active.map((type) => type.name);
    const endpoint = await api.ok("POST", `${path}/endpoint`, { url, eventTypes });
    const { form, ...defaults } = preset.endpointDefaults;
    expect(endpoint).toMatchObject(defaults);
    expect(endpoint).not.toHaveProperty("form");
    expect((await api.patch(`${path}/endpoint/${endpoint.id}`, { eventTypes: null })).status).toBe(200);
    for (const type of planned) {
      expect(await api.post(`${path}/endpoint`, { url, eventTypes: [type.name] })).toMatchObject(
        invalidAt("body", "eventTypes", "0"),
      );
      expect((await api.post(`${path}/msg`, { eventType: type.name, payload: type.example })).status).toBe(
        422,
      );
    }
    for (const type of active)
      expect((await api.post(`${path}/msg`, { eventType: type.name, payload: type.example })).status).toBe(
        202,
      );
  });
});

describe("installing again", () => {
  it("restores what the preset says, and leaves what the operator decided", async () => {
    const { api } = await organisation();
    await install(api, "calenso");
    const before = await catalogue(api);
    await api.ok("DELETE", "/event-type/customer.deleted");
    const schemas = { "1": { type: "object" } };
    await api.ok("PATCH", "/event-type/lead.created", { schemas, deprecated: true, availableSince: "5.0.0" });
    await api.ok("PATCH", "/event-type/customer.created", {
      description: "Mine",
      availableSince: "1.0.0",
      example: null,
    });
    await api.ok("PATCH", "/plan/Basic", { maxEndpoints: 2 });
    await api.ok("DELETE", "/plan/Business");
    const payload = { mode: "full", fields: [], hierarchy: "flat", envelope: "standard" };
    await api.ok("PATCH", "/settings", { endpointDefaults: { payload, excludeOrigins: ["import"] } });

    expect(await install(api, "calenso")).toMatchObject({
      eventTypes: { created: [], updated: ["customer.created"] },
      plans: { created: ["Business"], kept: ["Basic", "Professional", "Enterprise"] },
      endpointDefaults: { set: ["form"], replaced: ["payload"], unchanged: [] },
    });
    const after = await catalogue(api);
    const named = (name: string) => {
      const by = (one: { name: string }) => one.name === name;
      return [before.eventTypes.find(by), after.eventTypes.find(by)];
    };
    const [was, is] = named("customer.created");
    expect(is).toEqual({ ...was, updatedAt: expect.any(String) });
    expect(named("customer.deleted")[1]).toMatchObject({ archived: true });
    expect(named("lead.created")[1]).toMatchObject({ schemas, deprecated: true, availableSince: "5.0.0" });
    expect(after.plans.find((plan: { name: string }) => plan.name === "Basic")).toMatchObject({
      maxEndpoints: 2,
    });
    expect(after.settings.endpointDefaults).toEqual({
      ...before.settings.endpointDefaults,
      excludeOrigins: ["import"],
    });
  });

  it("says which defaults of another preset it replaces", async () => {
    const { api } = await organisation();
    await install(api, "calenso");
    expect((await install(api, "klicktipp")).endpointDefaults).toEqual({
      set: ["cooldown"],
      replaced: ["payload", "form"],
      unchanged: [],
    });
    expect((await api.get("/settings")).json.endpointDefaults.payload).toMatchObject({ mode: "fields" });
  });
});

describe("rules of the products", () => {
  const namesIn = (preset: Preset) => {
    const groups = Object.groupBy(
      preset.eventTypes,
      (type) => type.status ?? type.featureFlags?.[0] ?? type.availableSince ?? "",
    );
    return Object.fromEntries(
      Object.entries(groups).map(([key, types]) => [key, types!.map(({ name }) => name).sort()]),
    );
  };

  it("a booking system's types by version, plan and what is to come", () => {
    expect(namesIn(calenso)).toEqual({
      "": ["appointment.booking.created", "appointment.updated", "event.booking.created"],
      "3.1.6": ["appointment.booking.cancelled", "event.booking.cancelled"],
      "3.8.0": ["appointment.manual.booking.created", "event.manual.booking.created"],
      "4.9.0": ["customer.created", "customer.deleted", "customer.updated"],
      enterprise: ["lead.created"],
      planned: [
        "appointment.booking.payment_failed",
        "appointment.booking.payment_succeeded",
        "event.booking.payment_failed",
        "event.booking.payment_succeeded",
      ],
    });
    for (const { example, name } of calenso.eventTypes) {
      expect(Object.keys(example)).toEqual(["created", "type", "source", "data"]);
      expect(example.type).toBe(name);
    }
    expect(calenso.plans.map(({ name, maxEndpoints }) => [name, maxEndpoints])).toEqual([
      ["Basic", 1],
      ["Professional", 3],
      ["Business", 5],
      ["Enterprise", 10],
    ]);
  });

  it("loyalty cards: {timestamp, event, data}", () => {
    expect(stamply.eventTypes.map(({ name }) => name).sort()).toEqual([
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
    ]);
    for (const { example, name } of stamply.eventTypes) {
      expect(Object.keys(example)).toEqual(["timestamp", "event", "data"]);
      expect(example.event).toBe(name);
    }
  });

  it("bookings: a plan's endpoints are counted, leads are for Enterprise", async () => {
    const { api, path, send, fannedOut } = await tenant();
    await install(api, "calenso");
    await api.ok("PATCH", path, { plan: "Basic" });
    const { id } = await api.ok("POST", `${path}/endpoint`, { url });
    expect(await api.post(`${path}/endpoint`, { url })).toMatchObject(refusal(403, "plan_limit"));
    expect(await fannedOut(await send({ eventType: "lead.created" }))).toEqual({ [id]: "plan" });
    await api.ok("PATCH", path, { plan: "Enterprise" });
    expect(await fannedOut(await send({ eventType: "lead.created" }))).toEqual({ [id]: "matched" });
  });

  it("email marketing: imports fire no subscription and no custom field, SMS is for MAX", async () => {
    const { api, path, endpoint, send, fannedOut } = await tenant();
    await install(api, "getresponse");
    await api.ok("PATCH", path, { plan: "Marketer" });
    const id = await endpoint();
    const silent = new Set<string>();
    for (const { name } of getresponse.eventTypes) {
      const byImport = await fannedOut(await send({ eventType: name, origin: "import" }));
      if (byImport[id] === "origin") silent.add(name);
      const byHand = await fannedOut(await send({ eventType: name, origin: "manual" }));
      expect(byHand, name).toEqual({ [id]: name === "sms.link_clicked" ? "plan" : "matched" });
    }
    expect([...silent].sort()).toEqual(["contact.subscribed", "custom_field.changed"]);
    await api.ok("PATCH", path, { plan: "MAX" });
    expect(await fannedOut(await send({ eventType: "sms.link_clicked" }))).toEqual({ [id]: "matched" });
  });

  it("email marketing with tags: the email is always sent, by a tag once in six hours, by a campaign at once", async () => {
    const { api, path, send, fannedOut, attempts } = await tenant();
    await install(api, "klicktipp");
    const { url, received } = receiver();
    const { id } = await api.ok("POST", `${path}/endpoint`, { url, eventTypes: ["contact.tagged"] });
    const payload = klicktipp.eventTypes[0]!.example;
    const tagged = (origin: string) => send({ eventType: "contact.tagged", origin, payload });
    const first = await tagged("tag");
    await attempts(first);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ email: "tom.berger@example.com" }]);
    const again = await tagged("tag");
    expect(await fannedOut(again)).toEqual({ [id]: "cooldown" });
    await attempts(await tagged("campaign"));
    expect(received).toHaveLength(2);
    const tag = { name: "tag", source: "tag.name" };
    const fixed = { name: "email", source: "contact.email", valueMode: "fixed", default: "me@example.com" };
    for (const fields of [[tag], [tag, fixed]]) {
      const payload = { mode: "fields", fields };
      for (const eventTypes of [["contact.tagged"], null])
        expect(await api.post(`${path}/endpoint`, { url, eventTypes, payload })).toMatchObject(
          invalidAt("body", "payload", "fields"),
        );
      expect(await api.patch(`${path}/endpoint/${id}`, { payload })).toMatchObject(
        invalidAt("body", "payload", "fields"),
      );
    }
    expect((await api.patch(`${path}/endpoint/${id}`, { payload: null })).json).toMatchObject({
      payload: null,
    });
  });
});

it("is an operator's affair, and needs a name that there is", async () => {
  const { api, customer } = await tenant();
  const holder = await customer();
  for (const answer of [
    await holder.get("/preset"),
    await holder.get("/preset/calenso"),
    await holder.post("/preset/calenso"),
  ])
    expect(answer).toMatchObject(forbidden);
  for (const answer of [await api.get("/preset/nobody"), await api.post("/preset/nobody")]) {
    expect(answer).toMatchObject(notFound);
    expect(answer.json.detail).toContain("klicktipp");
  }
  expect((await api.get("/event-type")).json.data).toEqual([]);
});

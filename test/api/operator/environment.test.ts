import { expect, it } from "vitest";
import { forbidden, invalidAt, isTime, organisation, tenant } from "../client.ts";

const schemas = { "1": { type: "object", properties: { n: { type: "number" } } } };

it("brings event types and settings from one organisation to another", async () => {
  const { api } = await organisation();
  await api.ok("POST", "/event-type", {
    ...{ name: "order.paid", description: "Paid", schemas, featureFlags: ["pro"], groupName: "Orders" },
    example: { n: 1 },
  });
  await api.ok("POST", "/event-type", { name: "old", description: "", deprecated: true, archived: true });
  await api.ok("PATCH", "/settings", {
    ...{ brand: { name: "Shop" }, language: "de", portalOrigins: ["https://app.example.com"] },
    endpointDefaults: { retry: { waits: [5] } },
  });
  const exported = await api.ok("POST", "/environment/export");
  expect(exported).toMatchObject({
    ...{ version: 1, createdAt: isTime, connectors: [] },
    eventTypes: [
      { name: "old", archived: true, deprecated: true },
      { name: "order.paid", schemas, featureFlags: ["pro"], example: { n: 1 }, groupName: "Orders" },
    ],
    settings: { brand: { name: "Shop" }, language: "de", endpointDefaults: { retry: { waits: [5] } } },
  });
  const { api: other } = await organisation();
  expect(await other.post("/environment/import", exported)).toMatchObject({ status: 204 });
  const brought = await other.ok("POST", "/environment/export");
  const withoutTimes = ({ eventTypes, settings }: typeof exported) => ({
    settings,
    eventTypes: eventTypes.map(({ createdAt, updatedAt, ...type }: Record<string, unknown>) => type),
  });
  expect(withoutTimes(brought)).toEqual(withoutTimes(exported));
});

it("deletes nothing, and changes what is given", async () => {
  const { api } = await organisation();
  for (const name of ["kept", "changed"])
    await api.ok("POST", "/event-type", { name, description: "before" });
  await api.ok("PATCH", "/settings", { brand: { name: "Shop" }, language: "de" });
  await api.ok("POST", "/environment/import", {
    eventTypes: [
      { name: "changed", description: "after" },
      { name: "new", description: "new" },
    ],
    settings: { language: "en" },
  });
  const { eventTypes, settings } = await api.ok("POST", "/environment/export");
  expect(eventTypes.map(({ name, description }: Record<string, string>) => [name, description])).toEqual([
    ["changed", "after"],
    ["kept", "before"],
    ["new", "new"],
  ]);
  expect(settings).toMatchObject({ brand: { name: "Shop" }, language: "en" });
});

it("takes what another service exported, without the settings and connectors that are its own", async () => {
  const { api } = await organisation();
  await api.ok("POST", "/environment/import", {
    ...{ version: 1, createdAt: "2026-01-31T12:00:00Z" },
    eventTypes: [
      {
        ...{ name: "user.signup", description: "", archived: false, deprecated: false, schemas: null },
        ...{ createdAt: "2026-01-31T12:00:00Z", updatedAt: "2026-01-31T12:00:00Z", groupName: null },
        featureFlags: null,
      },
    ],
    settings: { displayName: "Shop", enableChannels: true },
    connectors: [{ name: "slack", transformation: "handler" }],
  });
  const { eventTypes, settings } = await api.ok("POST", "/environment/export");
  expect(eventTypes).toMatchObject([{ name: "user.signup" }]);
  expect(settings).toEqual((await (await organisation()).api.ok("POST", "/environment/export")).settings);
  await api.ok("POST", "/environment/import", {});
});

it.each([
  [{ eventTypes: [{ name: "a b", description: "" }] }, ["eventTypes", "0", "name"]],
  [
    { eventTypes: [{ name: "a", description: "", schemas: { "1": 5 } }] },
    ["eventTypes", "0", "schemas", "1"],
  ],
  [{ settings: { language: "fr" } }, ["settings", "language"]],
  [
    { settings: { endpointDefaults: { batching: { enabled: true }, request: { method: "GET" } } } },
    ["settings", "endpointDefaults", "batching"],
  ],
])("doesn't take %j, and changes nothing then", async (body, place) => {
  const { api } = await organisation();
  const { createdAt, ...before } = await api.ok("POST", "/environment/export");
  const given = { eventTypes: [{ name: "fine", description: "" }], ...body };
  expect(await api.post("/environment/import", given)).toMatchObject(invalidAt("body", ...place));
  expect(await api.ok("POST", "/environment/export")).toMatchObject(before);
});

it("takes whatever an organisation can have, as a whole", async () => {
  const { api } = await organisation();
  const eventTypes = Array.from({ length: 2_000 }, (_, n) => ({
    ...{ name: `type.${n}`, description: `Type ${n}`, schemas: { "1": { type: "object" } }, groupName: null },
  }));
  await api.ok("POST", "/environment/import", { eventTypes });
  const exported = await api.ok("POST", "/environment/export");
  expect(exported.eventTypes).toHaveLength(2_000);
  await api.ok("POST", "/environment/import", {
    eventTypes: exported.eventTypes.map((type: object) => ({ ...type, description: "changed" })),
  });
  const again = (await api.ok("POST", "/environment/export")).eventTypes;
  expect(new Set(again.map(({ description }: { description: string }) => description))).toEqual(
    new Set(["changed"]),
  );
  expect(await api.post("/environment/import", { eventTypes: [...eventTypes, eventTypes[0]] })).toMatchObject(
    invalidAt("body", "eventTypes"),
  );
});

it("is the organisation's affair", async () => {
  const own = await (await tenant()).customer();
  expect(await own.post("/environment/export")).toMatchObject(forbidden);
  expect(await own.post("/environment/import", {})).toMatchObject(forbidden);
});

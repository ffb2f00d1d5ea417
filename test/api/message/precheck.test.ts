import { expect, it } from "vitest";
import { forbidden, invalidAt, notFound, tenant } from "../client.ts";

type Tenant = Awaited<ReturnType<typeof tenant>>;

const active = async ({ api, path }: Tenant, fields: Record<string, unknown> = {}) =>
  (await api.ok("POST", `${path}/msg/precheck/active`, { eventType: "a.b", ...fields })).active;

it("nobody listens without an endpoint", async () => {
  expect(await active(await tenant())).toBe(false);
});

it.each([
  ["any message", {}, {}, true],
  ["the type", { eventTypes: ["a.b"] }, {}, true],
  ["another type", { eventTypes: ["a.c"] }, {}, false],
  ["the channel", { channels: ["c"] }, { channels: ["c", "d"] }, true],
  ["another channel", { channels: ["c"] }, { channels: ["d"] }, false],
  ["a channel, of a message in none", { channels: ["c"] }, {}, false],
  ["a filter, which needs a payload", { filter: { n: 1 } }, {}, true],
  ["nothing while it is disabled", { disabled: true }, {}, false],
] as const)("an endpoint that listens to %s", async (_, endpoint, message, expected) => {
  const its = await tenant();
  for (const name of ["a.b", "a.c"]) await its.eventType({ name });
  await its.endpoint(endpoint);
  expect(await active(its, message)).toBe(expected);
});

it("of a type that the plan excludes, nobody does", async () => {
  const its = await tenant();
  await its.eventType({ name: "a.b", featureFlags: ["pro"] });
  await its.endpoint();
  expect(await active(its)).toBe(true);
  await its.api.ok("POST", "/plan", { name: "small", featureFlags: [] });
  await its.api.ok("PATCH", its.path, { plan: "small" });
  expect(await active(its)).toBe(false);
});

it("of an application that is switched off, nobody does", async () => {
  const its = await tenant();
  await its.endpoint();
  await its.api.ok("PUT", `${its.path}/webhooks`, { enabled: false });
  expect(await active(its)).toBe(false);
});

it("is for those who send, about an application that is there", async () => {
  const { api, path, customer } = await tenant();
  expect(await api.post(`${path}/msg/precheck/active`, {})).toMatchObject(invalidAt("body", "eventType"));
  const other = await tenant();
  expect(await other.api.post(`${path}/msg/precheck/active`, { eventType: "a" })).toMatchObject(notFound);
  const readOnly = await customer({ read_only: true });
  expect(await readOnly.post(`${path}/msg/precheck/active`, { eventType: "a" })).toMatchObject(forbidden);
});

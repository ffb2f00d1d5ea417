import { describe, expect, it } from "vitest";
import { appToken, as, forbidden, invalidAt, notFound, organisation, tenant, unique } from "../client.ts";

describe("usage", () => {
  it("counts the endpoints of this application against its plan", async () => {
    const { api, path, endpoint, customer } = await tenant();
    const plan = {
      name: "Business",
      maxEndpoints: 5,
      featureFlags: ["beta"],
      maxThrottleRate: 7,
      retentionDays: 30,
    };
    await api.ok("POST", "/plan", plan);
    await api.ok("PATCH", path, { plan: "Business" });
    await endpoint();
    await endpoint({ disabled: true });
    const { id } = await api.ok("POST", "/app", { name: "Other" });
    await api.ok("POST", `/app/${id}/endpoint`, { url: "https://receiver.example/" });
    const { name, ...limits } = plan;
    const expected = { plan: name, endpoints: 2, ...limits };
    expect(await api.get(`${path}/usage`)).toMatchObject({ status: 200, json: expected });
    const reader = await customer({ read_only: true });
    expect((await reader.get(`${path}/usage`)).json).toEqual(expected);
    expect(await reader.get(`/app/${id}/usage`)).toMatchObject(notFound);
  });

  it("knows no limits without a plan", async () => {
    const { api, path } = await tenant();
    expect((await api.get(`${path}/usage`)).json).toEqual({
      plan: null,
      endpoints: 0,
      maxEndpoints: null,
      featureFlags: null,
      maxThrottleRate: null,
      retentionDays: null,
    });
  });

  it("goes by what the fan-out does when the plan is gone: no limits, no features", async () => {
    const { api, path } = await tenant();
    await api.ok("POST", "/plan", { name: "Old", maxEndpoints: 1, featureFlags: ["beta"] });
    await api.ok("PATCH", path, { plan: "Old" });
    await api.ok("DELETE", "/plan/Old");
    expect((await api.get(`${path}/usage`)).json).toMatchObject({
      plan: "Old",
      maxEndpoints: null,
      featureFlags: [],
    });
  });
});

describe("the switch for webhooks", () => {
  it("is the customer's own, and changes nothing else", async () => {
    const { api, path, endpoint, customer, send, fannedOut } = await tenant({
      uid: unique(),
      metadata: { a: "b" },
    });
    const id = await endpoint();
    const holder = await customer();
    const before = (await api.get(path)).json;
    const off = await holder.put(`${path}/webhooks`, { enabled: false });
    expect(off.status).toBe(200);
    expect(off.json).toEqual({ ...before, webhooksEnabled: false, updatedAt: expect.any(String) });
    expect((await api.get(path)).json).toEqual(off.json);
    expect(await fannedOut(await send())).toEqual({ [id]: "webhooks_disabled" });
    expect((await holder.put(`${path}/webhooks`, { enabled: true })).json).toMatchObject({
      webhooksEnabled: true,
    });
    expect(await fannedOut(await send())).toEqual({ [id]: "matched" });
  });

  it("is out of reach for those who may only read, and for others", async () => {
    const { api, org, path, customer } = await tenant();
    const reader = await customer({ read_only: true });
    expect(await reader.put(`${path}/webhooks`, { enabled: false })).toMatchObject(forbidden);
    const other = as(await appToken(org, (await api.ok("POST", "/app", { name: "Other" })).id));
    expect(await other.put(`${path}/webhooks`, { enabled: false })).toMatchObject(notFound);
    const stranger = (await organisation()).api;
    expect(await stranger.put(`${path}/webhooks`, { enabled: false })).toMatchObject(notFound);
    expect((await reader.get(path)).json).toMatchObject({ webhooksEnabled: true });
  });

  it.each([{}, { enabled: null }, { enabled: "no" }])("needs to be told which way: %j", async (body) => {
    const { api, path } = await tenant();
    expect(await api.put(`${path}/webhooks`, body)).toMatchObject(invalidAt("body", "enabled"));
  });
});

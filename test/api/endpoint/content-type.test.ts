import { afterEach, describe, expect, it, vi } from "vitest";
import { receive } from "../../pipeline/scene.ts";
import { invalidAt, tenant } from "../client.ts";

afterEach(() => vi.restoreAllMocks());

describe("a content type of its own", () => {
  const own = { "content-type": "application/json; charset=utf-8" };

  it("leaves with each request, as it is written", async () => {
    const received = receive();
    const { api, path, send, attempts } = await tenant();
    const headers = { "Content-Type": "application/json;charset=utf-8" };
    await api.ok("POST", `${path}/endpoint`, { url: "https://receiver.example/hook", headers });
    await attempts(await send());
    expect(received.map(({ headers }) => headers.get("content-type"))).toEqual(Object.values(headers));
  });

  it("has to fit the requests, whichever of the two is changed", async () => {
    const { api, path, endpoint } = await tenant();
    const id = await endpoint();
    const at = `${path}/endpoint/${id}`;
    await api.ok("PUT", `${at}/headers`, { headers: own });
    const form = { request: { contentType: "form" } };
    const refused = invalidAt("body", "headers", "content-type");
    expect(await api.patch(at, form)).toMatchObject(refused);
    expect(await api.patch(at, { request: { method: "GET" } })).toMatchObject(refused);
    const forms = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(await api.patch(`${at}/headers`, { headers: forms })).toMatchObject(refused);
    expect(await api.put(`${at}/headers`, { headers: forms })).toMatchObject(refused);
    await api.ok("PATCH", at, { ...form, headers: forms });
    expect((await api.ok("GET", `${at}/headers`)).headers).toEqual(forms);
    await api.ok("PATCH", at, { request: { method: "GET" }, headers: { "content-type": null } });
    const key = { auth: { type: "header", key: "content-type", value: "application/json" } };
    expect(await api.patch(at, key)).toMatchObject(invalidAt("body", "auth", "key"));
  });
});

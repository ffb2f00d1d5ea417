import { afterEach, expect, it, vi } from "vitest";
import { receive } from "../../pipeline/scene.ts";
import { tenant, unique } from "../client.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const example = { contact: { email: "ann@shop.example", firstName: "Ann" }, tag: { id: "a" } };

async function scene() {
  const tenancy = await tenant();
  const { api, path } = tenancy;
  const eventType = `contact.${unique()}`;
  await api.ok("POST", "/event-type", { name: eventType, description: "Tagged", example });
  const got = receive(() => Response.json({ status: "ERROR" }, { status: 201 }));
  const url = "https://receiver.example/hook";
  const test = (body: object) => api.post(`${path}/endpoint/test`, { eventType, ...body });
  const preview = (body: object) => api.post(`${path}/endpoint/preview`, { eventType, ...body });
  return { ...tenancy, eventType, got, url, test, preview };
}

it("sends an example to an endpoint that is only thought of, and shows request and answer", async () => {
  const { api, path, url, got, test } = await scene();
  const endpoint = {
    url: `${url}?m=__email__`,
    payload: { mode: "fields", fields: [{ name: "email", source: "contact.email" }] },
    auth: { type: "header", key: "X-Key", value: "s3cret" },
    accept: { body: { status: "OK" } },
  };
  const { status, json } = await test({ endpoint });
  expect(status).toBe(200);
  expect(json).toEqual({
    request: {
      method: "POST",
      url: `${url}?m=ann%40shop.example`,
      headers: expect.objectContaining({ "X-Key": "•••", "content-type": "application/json" }),
      body: '{"email":"ann@shop.example"}',
    },
    response: {
      status: 201,
      body: '{"status":"ERROR"}',
      durationMs: expect.any(Number),
      success: false,
      failure: { code: "body_mismatch", params: { expected: '{"status":"OK"}' } },
      bodyFailure: null,
      reason: expect.stringContaining("OK"),
    },
  });
  expect(got).toHaveLength(1);
  expect(got[0]!.headers.get("x-key")).toBe("s3cret");
  expect((await api.get(`${path}/endpoint`)).json.data).toEqual([]);
  expect((await api.get(`${path}/msg`)).json.data).toEqual([]);
});

it("tests unsaved changes of a saved endpoint, with what is saved for the rest", async () => {
  const { api, path, url, got, endpoint, test } = await scene();
  const id = await endpoint({ url, auth: { type: "header", key: "X-Key", value: "s3cret" } });
  const before = (await api.get(`${path}/endpoint/${id}`)).json;
  const { json } = await test({
    endpointId: id,
    endpoint: { request: { method: "PUT" } },
    payload: { n: 1 },
  });
  expect(json.request).toMatchObject({ method: "PUT", body: '{"n":1}' });
  expect(got[0]!.method).toBe("PUT");
  expect(got[0]!.headers.get("x-key")).toBe("s3cret");
  expect((await api.get(`${path}/endpoint/${id}`)).json).toEqual(before);
  expect((await api.get(`${path}/attempt/endpoint/${id}`)).json.data).toEqual([]);
});

it("previews the very request without sending it", async () => {
  const { url, got, preview, test, eventType } = await scene();
  const endpoint = { url, request: { method: "GET" }, batching: null };
  const { json } = await preview({ endpoint });
  expect(got).toHaveLength(0);
  await test({ endpoint });
  expect(json.request).toMatchObject({ method: "GET", url: got[0]!.url, body: null });
  const batch = (await preview({ endpoint: { url, batching: { enabled: true } } })).json.request;
  expect(JSON.parse(batch.body)).toEqual([
    { id: expect.stringMatching(/^msg_/), type: eventType, timestamp: expect.any(String), data: example },
  ]);
});

it("previews headers that are not saved yet", async () => {
  const { preview, endpoint, url, api, path } = await scene();
  const id = await endpoint({ url, headers: { "x-shop": "1", "x-gone": "1" } });
  const { json } = await preview({
    endpointId: id,
    endpoint: { headers: { "x-shop": "2", "x-gone": null } },
  });
  expect(json.request.headers).toMatchObject({ "x-shop": "2" });
  expect(json.request.headers).not.toHaveProperty("x-gone");
  expect((await api.get(`${path}/endpoint/${id}/headers`)).json.headers).toEqual({
    "x-shop": "1",
    "x-gone": "1",
  });
});

it("previews an email, and tests none whose address is not confirmed", async () => {
  const { preview, test } = await scene();
  const endpoint = { name: "Mail", destination: { type: "email", to: "a@shop.example" } };
  const { request } = (await preview({ endpoint })).json;
  expect(request).toMatchObject({ method: "EMAIL", url: "mailto:a@shop.example" });
  expect(request.headers).toMatchObject({ to: "a@shop.example", subject: expect.stringContaining("Mail") });
  expect(JSON.parse(request.body)).toEqual(example);
  expect(request.text).toContain("contact.firstName: Ann");
  expect(await test({ endpoint })).toMatchObject({ status: 400, json: { code: "generic_error" } });
});

it("names what doesn't fit as saving would", async () => {
  const { url, test, preview } = await scene();
  for (const [endpoint, loc] of [
    [{ url: "nowhere" }, ["body", "url"]],
    [{ url, payload: { mode: "fieldz" } }, ["body", "payload", "mode"]],
    [
      { url: `${url}?a=__b__`, payload: { mode: "fields", fields: [{ name: "a", source: "a" }] } },
      ["body", "url"],
    ],
  ])
    for (const answer of [await test({ endpoint }), await preview({ endpoint })])
      expect(answer).toMatchObject({ status: 422, json: { detail: [{ loc }] } });
  expect((await test({})).json.detail[0].loc).toEqual(["body", "endpoint"]);
  expect((await test({ endpoint: { url }, eventType: "unknown.type" })).status).toBe(422);
  expect((await test({ endpointId: "ep_none" })).status).toBe(404);
});

it("is limited, so that it is no way to send", async () => {
  const { url, test } = await scene();
  const statuses = [];
  for (let n = 0; n < 32; n++) statuses.push((await test({ endpoint: { url } })).status);
  expect(statuses).toEqual([...Array(30).fill(200), 429, 429]);
});

it("previews anew whatever the idempotency key, because nothing is done", async () => {
  const { api, path, url, eventType } = await scene();
  const preview = (at: string) =>
    api.post(
      `${path}/endpoint/preview`,
      { eventType, endpoint: { url: at } },
      { "idempotency-key": "the same" },
    );
  expect((await preview(url)).json.request.url).toBe(url);
  expect((await preview(`${url}/other`)).json.request.url).toBe(`${url}/other`);
});

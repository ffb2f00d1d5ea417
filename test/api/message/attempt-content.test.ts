import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { answering, tenant } from "../client.ts";

async function delivered(fields: object, payload: object = { text: "<script>alert(1)</script>" }) {
  const tenancy = await tenant();
  const { path, app, endpoint, send, attempts, api } = tenancy;
  const { url } = answering(201, "thanks");
  await endpoint({ url, ...fields });
  const message = await send({ payload });
  const [attempt] = await attempts(message);
  const at = `${path}/msg/${message}/attempt/${attempt.id}`;
  return { api, at, app, url, message };
}

it("shows request and answer as text that no browser takes for a page", async () => {
  const { api, at, url, message } = await delivered({
    headers: { "x-shop": "17", "x-api-key": "s3cret" },
    auth: { type: "bearer", token: "t0ken" },
  });
  const { status, text, headers } = await api.get(`${at}/raw`);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toMatch(/^text\/plain/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(text).toMatch(`POST ${url}\n`);
  for (const line of ["x-shop: 17", "x-api-key: •••", "authorization: •••", `webhook-id: ${message}`])
    expect(text).toContain(`\n${line}\n`);
  expect(text).toContain('\n\n{"text":"<script>alert(1)</script>"}\n\nHTTP 201');
  expect(text).toContain("thanks");
  expect(text).not.toMatch(/s3cret|t0ken/);
});

it("gives the JSON as a file, also of what was sent as a form or in the address", async () => {
  for (const request of [undefined, { method: "POST", contentType: "form" }, { method: "GET" }]) {
    const { api, at, message } = await delivered({ request }, { n: 1 });
    const { json, headers } = await api.get(`${at}/download`);
    expect(json).toEqual({ n: 1 });
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${message}.json"`);
  }
});

it("has nothing to show once the payload is gone, and says so", async () => {
  const { api, at, app, message } = await delivered({});
  await env.JOURNAL.getByName(app).expunge([message]);
  for (const what of ["raw", "download"])
    expect(await api.get(`${at}/${what}`)).toMatchObject({ status: 410, json: { code: "gone" } });
  const { request } = (await api.get(at)).json;
  expect(request).toMatchObject({ method: "POST", body: null });
});

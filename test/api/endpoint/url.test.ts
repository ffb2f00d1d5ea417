import { expect, it } from "vitest";
import { invalidAt, tenant } from "../client.ts";

it("is kept as the URL standard writes it, wherever it is given", async () => {
  const { api, path, endpoint } = await tenant();
  const given = "\u200b http://Bad.URL2.example/a|b?x={y}&__ id__&%zz ";
  const kept = "http://bad.url2.example/a%7Cb?x=%7By%7D&__id__&%25zz";
  const id = await endpoint({ url: given });
  expect((await api.get(`${path}/endpoint/${id}`)).json.url).toBe(kept);
  expect((await api.put(`${path}/endpoint/${id}`, { url: given })).json.url).toBe(kept);
  expect((await api.patch(`${path}/endpoint/${id}`, { url: "https://other.example" })).json.url).toBe(
    "https://other.example/",
  );
  expect((await api.post("/operational-webhook/endpoint", { url: given })).json.url).toBe(kept);
});

it("says which character nobody sees, and when it gets too long", async () => {
  const { api, path } = await tenant();
  const at = `${path}/endpoint`;
  const refused = await api.post(at, { url: "https://example.com/a\u200bb" });
  expect(refused).toMatchObject(invalidAt("body", "url"));
  expect(refused.json.detail[0]).toMatchObject({
    code: "url_invisible_character",
    params: { character: "U+200B" },
  });
  expect(await api.post(at, { url: `https://example.com/${"ü".repeat(4_000)}` })).toMatchObject(
    invalidAt("body", "url"),
  );
});

it("may have a token that looks like a placeholder, and underscores that are kept, in fields and in batches", async () => {
  const { api, path } = await tenant();
  const url = "https://example.com/AbC__dEf-gH__ijK/%5F_x__?to=__email__";
  const payload = { mode: "fields", fields: [{ name: "email", source: "contact.email" }] };
  const preview = (endpoint: object) =>
    api.post(`${path}/endpoint/preview`, {
      eventType: "a.b",
      payload: { contact: { email: "a@b.ch" } },
      endpoint,
    });
  expect((await preview({ url, payload })).json.request.url).toBe(
    "https://example.com/AbC__dEf-gH__ijK/%5F_x__?to=a%40b.ch",
  );
  const batching = { enabled: true, maxEvents: 2, maxWaitSeconds: 5 };
  const token = "https://example.com/AbC__dEf-gH__ijK";
  expect((await preview({ url: token, batching })).json.request.url).toBe(token);
  expect(await preview({ url, batching })).toMatchObject(invalidAt("body", "url"));
});

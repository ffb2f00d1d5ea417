import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { as, conflict, organisation, refusal, tenant, token, unique } from "../client.ts";

afterEach(() => {
  vi.useRealTimers();
});

const keyed = (key = unique("key")) => ({ "idempotency-key": key });
const hour = 3_600_000;

it("answers a repeated POST with its first answer and does nothing twice", async () => {
  const { api } = await organisation();
  const key = keyed();
  const first = await api.post("/app", { name: "A" }, key);
  const second = await api.post("/app", { name: "A" }, key);
  const slashed = await api.post("/app/", { name: "Whatever" }, key);
  for (const again of [second, slashed]) {
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers.get("content-type")).toContain("application/json");
  }
  expect((await api.get("/app")).json.data).toEqual([first.json]);
});

it("repeats an answer without a body as well", async () => {
  const { app, api, path } = await tenant();
  const end = () => api.post(`/auth/app/${app}/expire-all`, {}, key);
  const key = keyed();
  expect((await end()).status).toBe(204);
  const { token: later } = await api.ok("POST", `/auth/app-portal-access/${app}`, {});
  expect(await end()).toMatchObject({ status: 204, text: "" });
  expect((await as(later).get(path)).status).toBe(200);
});

it("takes a key of another path, or of another token, for another key", async () => {
  const { org, api, path } = await tenant();
  const { json } = await api.post("/app", { name: "Other" });
  const key = keyed();
  const body = { url: "https://receiver.example/" };
  const here = await api.post(`${path}/endpoint`, body, key);
  const there = await api.post(`/app/${json.id}/endpoint`, body, key);
  const byAnother = await as(await token({ sub: org, jti: "2" })).post(`${path}/endpoint`, body, key);
  const ids = [here, there, byAnother].map((answer) => answer.json.id);
  expect(new Set(ids).size).toBe(3);
});

it("doesn't hold on to a failure", async () => {
  const { api } = await organisation();
  const [key, uid] = [keyed(), unique()];
  expect((await api.post("/app", {}, key)).status).toBe(422);
  const other = await api.ok("POST", "/app", { name: "First", uid });
  expect(await api.post("/app", { name: "Second", uid }, key)).toMatchObject(conflict);
  await api.ok("DELETE", `/app/${other.id}`);
  expect((await api.post("/app", { name: "Second", uid }, key)).status).toBe(201);
});

it("forgets a key after 12 hours", async () => {
  const { api } = await organisation();
  const key = keyed();
  const first = await api.post("/app", { name: "A" }, key);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11 * hour });
  expect((await api.post("/app", { name: "A" }, key)).json).toEqual(first.json);
  vi.setSystemTime(Date.now() + 2 * hour);
  expect((await api.post("/app", { name: "A" }, key)).json.id).not.toBe(first.json.id);
});

it("does one of two calls with the same key at the same time", async () => {
  const { api } = await organisation();
  const key = keyed();
  const answers = await Promise.all(["A", "B", "C"].map((name) => api.post("/app", { name }, key)));
  const created = (await api.get("/app")).json.data;
  expect(created).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
  for (const answer of answers)
    if (answer.status === 201) expect(answer.json).toEqual(created[0]);
    else expect(answer).toMatchObject(conflict);
});

it("minds keys of POST requests only", async () => {
  const { api, path } = await tenant();
  const key = keyed();
  expect((await api.patch(path, { name: "A" }, key)).json).toMatchObject({ name: "A" });
  expect((await api.patch(path, { name: "B" }, key)).json).toMatchObject({ name: "B" });
});

it("takes an empty key for none, and refuses one that is too long", async () => {
  const { api } = await organisation();
  const [first, second] = [
    await api.post("/app", { name: "A" }, keyed("")),
    await api.post("/app", { name: "A" }, keyed("")),
  ];
  expect(first.json.id).not.toBe(second.json.id);
  expect((await api.post("/app", { name: "A" }, keyed("k".repeat(256)))).status).toBe(201);
  expect(await api.post("/app", { name: "A" }, keyed("k".repeat(257)))).toMatchObject(
    refusal(400, "generic_error"),
  );
});

it("keeps answers encrypted", async () => {
  const { org, api, app } = await tenant();
  const { json } = await api.post(`/auth/app-portal-access/${app}`, {}, keyed());
  const rows = await runInDurableObject(env.ORGANISATION.getByName(org), (_, { storage }) =>
    JSON.stringify(storage.sql.exec("SELECT * FROM answers").toArray()),
  );
  expect(rows).toContain('"status":200');
  expect(rows).not.toContain(json.token);
});

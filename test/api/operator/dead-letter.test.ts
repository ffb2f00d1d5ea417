import { createExecutionContext, createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { consume } from "../../../src/pipeline/consume.ts";
import { newId } from "../../../src/store/ids.ts";
import {
  eventually,
  forbidden,
  isIdOf,
  isTime,
  notFound,
  organisation,
  provesPaging,
  receiver,
  refusal,
  tenant,
  unique,
} from "../client.ts";

const path = "/dead-letter";

/** Brings jobs into a dead-letter queue, as the platform does, one a second from `start` (ms). */
async function bury(queue: string, jobs: unknown[], start = Date.now()) {
  const messages = jobs.map((body, at) => ({
    id: crypto.randomUUID(),
    timestamp: new Date(start + at * 1000),
    attempts: 6,
    body,
  }));
  await consume(createMessageBatch(`${queue}-dead`, messages), env, createExecutionContext());
}

const dead = (queue: string, job: unknown, reason = "It did not work.") => ({
  ...{ kind: "dead", queue, reason, tries: 6 },
  job,
});

it("are listed with reason and job, the latest first, page by page", async () => {
  const { org, api } = await organisation();
  const mine = Array.from({ length: 3 }, (_, n) => dead("posthorn-events", { org, n }, `Reason ${n}`));
  await bury("posthorn-events", mine, Date.now() - 60_000);
  await bury("posthorn-deliveries", [dead("posthorn-deliveries", { org, n: 3 })]);
  await bury("posthorn-events", [{ org, n: 4 }], Date.now() + 60_000);
  const { data } = await api.ok("GET", path);
  expect(data.map(({ job }: { job: { n: number } }) => job.n)).toEqual([4, 3, 2, 1, 0]);
  expect(data[2]).toEqual({
    id: isIdOf("dead"),
    queue: "posthorn-events",
    reason: "Reason 2",
    tries: 6,
    queuedAt: isTime,
    job: { org, n: 2 },
  });
  await provesPaging(
    api,
    path,
    data.map(({ id }: { id: string }) => id),
  );
});

it("show an organisation its own only, and those that name none to nobody", async () => {
  const { org, api } = await organisation();
  const { org: other, api: stranger } = await organisation();
  const jobs = [{ org }, { org: `${org}/operational` }, { org: other }, { org: 7 }, "nonsense", null];
  await bury("posthorn-events", jobs);
  const jobsOf = async (who: typeof api) =>
    (await who.ok("GET", path)).data.map(({ job }: { job: unknown }) => job).reverse();
  expect(await jobsOf(api)).toEqual([jobs[0], jobs[1]]);
  expect(await jobsOf(stranger)).toEqual([jobs[2]]);

  const [own] = (await stranger.ok("GET", path)).data.filter(
    ({ job }: { job: { org?: unknown } | null }) => job?.org === other,
  );
  expect(await api.del(`${path}/${own.id}`)).toMatchObject(notFound);
  expect(await api.post(`${path}/${own.id}/retry`)).toMatchObject(notFound);
  expect(await stranger.del(`${path}/${own.id}`)).toMatchObject({ status: 204 });
  expect(await stranger.del(`${path}/${own.id}`)).toMatchObject(notFound);
});

it("are tried again: an event is sent after all, and its letter is gone", async () => {
  const customer = receiver();
  const { org, api, endpoint } = await tenant({ uid: "customer" });
  await endpoint({ url: customer.url });
  const message = { eventType: "a.b", payload: { mark: unique() } };
  const job = { v: 1, kind: "event", org, application: "customer", message };
  await bury("posthorn-events", [dead("posthorn-events", job)]);
  const [letter] = (await api.ok("GET", path)).data;
  expect(await api.post(`${path}/${letter.id}/retry`)).toMatchObject({ status: 202 });
  await eventually(async () =>
    expect(customer.received.map(({ body }) => JSON.parse(body))).toEqual([message.payload]),
  );
  expect((await api.ok("GET", path)).data).toEqual([]);
  expect(await api.post(`${path}/${letter.id}/retry`)).toMatchObject(notFound);
});

it("are tried again: a replay goes on where it was given up", async () => {
  const customer = receiver();
  const { org, app, api, endpoint, send } = await tenant();
  const message = await send();
  await eventually(async () =>
    expect(await env.JOURNAL.getByName(app).find(message)).toMatchObject({ verdicts: {} }),
  );
  const id = await endpoint({ url: customer.url });
  const settings = { version: 0, throttleRate: null, disabled: false, waits: null, batching: null };
  const window = { since: Date.now() - 3_600_000, until: Date.now() + 3_600_000 };
  const { job } = await env.OUTBOX.getByName(id).replay(
    { org, app, endpoint: id, ...settings },
    { kind: "missing", id: newId("task"), ...window },
  );
  await bury("posthorn-events", [dead("posthorn-events", job)]);
  const [letter] = (await api.ok("GET", path)).data;
  expect(await api.post(`${path}/${letter.id}/retry`)).toMatchObject({ status: 202 });
  await eventually(async () => expect(customer.received).toHaveLength(1));
  expect(customer.received[0]!.headers.get("webhook-id")).toBe(message);
  expect((await api.ok("GET", path)).data).toEqual([]);
});

it("that would only come back are refused with the reason, and stay", async () => {
  const { org, api } = await tenant({ uid: "customer" });
  const event = { v: 1, kind: "event", org, application: "customer" };
  const cases: [string, unknown, string][] = [
    ["posthorn-events", { v: 1, org, kind: "event" }, "application"],
    [
      "posthorn-events",
      { ...event, application: "nobody", message: { eventType: "a", payload: {} } },
      "no such",
    ],
    ["posthorn-events", { ...event, message: { eventType: "a", payload: "[]" } }, "JSON object"],
    ["posthorn-deliveries", { org, kind: "else" }, "not a delivery job"],
  ];
  for (const [queue, job, reason] of cases) {
    await bury(queue, [dead(queue, job)]);
    const [letter] = (await api.ok("GET", path)).data;
    const answer = await api.post(`${path}/${letter.id}/retry`);
    expect(answer, answer.text).toMatchObject(refusal(400, "generic_error"));
    expect(answer.json.detail).toContain(reason);
    expect(await api.del(`${path}/${letter.id}`)).toMatchObject({ status: 204 });
  }
});

it("are the organisation's affair, not a customer's", async () => {
  const { customer } = await tenant();
  const app = await customer();
  expect(await app.get(path)).toMatchObject(forbidden);
  expect(await app.post(`${path}/dead_${"0".repeat(26)}/retry`)).toMatchObject(forbidden);
});

it("with a name that is none are not found", async () => {
  const { api } = await organisation();
  for (const id of ["x", "dead_1", "..%2F..", `dead_${"0".repeat(26)}`])
    expect(await api.del(`${path}/${id}`), id).toMatchObject(notFound);
});

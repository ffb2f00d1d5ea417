import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { holdQueues } from "../api/client.ts";
import { at, receive, scene, soon } from "./scene.ts";
import { traces } from "./traces.ts";

const day = 24 * 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What is said about a person, in small, large and batched messages, to endpoints that are there and deleted. */
async function told() {
  const mark = crypto.randomUUID();
  const other = crypto.randomUUID();
  // The value is in the body, in the address, and in what the receiver says.
  receive(
    ({ body, url }) =>
      new Response(`You said ${body} at ${url}`, {
        status: 302,
        headers: `${body}${url}`.includes(mark) ? { location: `https://elsewhere.example/${mark}` } : {},
      }),
  );
  const tools = await scene();
  const { app, good, endpoint, send, attempts, verdicts } = tools;
  const { url: own } = await good("GET", `/app/${app}/receiver`);
  const cooldown = { key: "contact.email", seconds: 3600 };
  const kept = await endpoint({ url: "https://receiver.example/?email=__contact.email__", eventTypes: null });
  const deleted = await endpoint();
  await endpoint({ cooldown });
  await endpoint({ batching: { enabled: true, maxEvents: 2, maxWaitSeconds: 1 } });
  await endpoint({ url: own });
  const payload = { contact: { email: mark } };
  const small = await send({ payload });
  const large = await send({ payload: { people: [payload], ...payload, text: "x".repeat(60_000) } });
  const others = await send({ payload: { contact: { email: other } } });
  for (const message of [small, large, others]) await verdicts(message);
  await vi.waitFor(async () => expect(await attempts(small)).toHaveLength(5), soon);
  await vi.waitFor(async () => expect((await attempts(large)).length).toBeGreaterThan(2), soon);
  await vi.waitFor(async () => expect((await attempts(others)).length).toBeGreaterThan(2), soon);
  expect((await tools.call("DELETE", `/app/${app}/endpoint/${deleted}`)).status).toBe(204);
  return { ...tools, mark, other, kept, deleted, small, large, others };
}

type Told = Awaited<ReturnType<typeof told>>;

const finished = (its: Told, task: string) =>
  vi.waitFor(async () => {
    await runDurableObjectAlarm(its.journal);
    const found = await its.good("GET", `/background-task/${task}`);
    expect(found.status).toBe("finished");
    return found;
  }, soon);

it("of a message whose content is deleted, neither payload nor answers are left", async () => {
  const its = await told();
  expect(await traces(its.mark)).toEqual(
    expect.arrayContaining(["outbox attempts", "journal received_requests"]),
  );
  for (const message of [its.small, its.large])
    expect((await its.call("DELETE", `/app/${its.app}/msg/${message}/content`)).status).toBe(204);
  expect(await traces(its.mark)).toEqual([]);
  expect(await its.good("GET", `/app/${its.app}/msg/${its.others}`)).toMatchObject({
    payload: { contact: { email: its.other } },
  });
  for (const { response } of await its.attempts(its.small)) expect(response).toBe("EXPUNGED");
  for (const { response } of await its.attempts(its.others)) expect(response).not.toBe("EXPUNGED");
});

it("deletes the contents of all messages that hold a value, and says how many", async () => {
  const its = await told();
  const begun = await its.call("POST", `/app/${its.app}/msg/expunge`, {
    path: "contact.email",
    value: its.mark,
  });
  expect(begun).toMatchObject({
    status: 202,
    json: { task: "application.purge_content", status: "running" },
  });
  const task = await finished(its, begun.json.id);
  expect(task).toEqual({
    ...{
      id: begun.json.id,
      task: "application.purge_content",
      status: "finished",
      updatedAt: expect.any(String),
    },
    data: { appId: its.app, checked: 3, messagesPurged: 2 },
  });
  expect(await traces(its.mark)).toEqual([]);
  expect(await its.good("GET", `/app/${its.app}/msg/${its.others}`)).toMatchObject({
    payload: { contact: { email: its.other } },
  });
  expect(
    (await its.good("GET", "/background-task?status=finished&task=application.purge_content")).data,
  ).toEqual([task]);
});

it("deletes the contents of all messages, with answers to those whose payload is gone already", async () => {
  const its = await told();
  await its.journal.expunge([its.small]);
  const { id } = await its.good("POST", `/app/${its.app}/msg/expunge-all-contents`);
  expect((await finished(its, id)).data).toEqual({ appId: its.app, checked: 3, messagesPurged: 3 });
  for (const mark of [its.mark, its.other]) expect(await traces(mark)).toEqual([]);
});

it.for([
  ["R2", () => vi.spyOn(Object.getPrototypeOf(env.PAYLOADS) as R2Bucket, "put")],
  ["an Outbox", () => vi.spyOn(env.OUTBOX, "getByName")],
  ["its report", () => vi.spyOn(env.ORGANISATION, "getByName")],
] as const)("goes on when it broke off at %s", async ([, spyOn]) => {
  const its = await told();
  const { id } = await its.good("POST", `/app/${its.app}/msg/expunge`, {
    path: "contact.email",
    value: its.mark,
  });
  const spy = spyOn().mockImplementation(() => {
    throw new Error("killed");
  });
  await runDurableObjectAlarm(its.journal);
  spy.mockRestore();
  await evictDurableObject(its.journal);
  expect((await finished(its, id)).data).toMatchObject({ messagesPurged: expect.any(Number) });
  expect(await traces(its.mark)).toEqual([]);
});

it("keeps nothing of an answer that comes after the content was deleted", async () => {
  const mark = crypto.randomUUID();
  const { promise, resolve } = Promise.withResolvers<void>();
  const received = receive(async ({ body }) => {
    await promise;
    return new Response(`You said ${body}`, { status: 500 });
  });
  const { app, call, endpoint, send, attempts } = await scene();
  await endpoint();
  const message = await send({ payload: { mark } });
  const own = () => received.filter(({ body }) => body.includes(mark));
  await vi.waitFor(() => expect(own()).toHaveLength(1), soon);
  expect((await call("DELETE", `/app/${app}/msg/${message}/content`)).status).toBe(204);
  resolve();
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  // Its fan-out may end only now.
  await vi.waitFor(async () => expect(await traces(mark)).toEqual([]), soon);
});

it("keeps nothing of a message whose content is deleted before its fan-out", async () => {
  const mark = crypto.randomUUID();
  receive(({ body }) => new Response(`You said ${body}`, { status: 500 }));
  const { app, call, endpoint, send, attempts, verdicts } = await scene();
  await endpoint();
  const release = holdQueues();
  const message = await send({ payload: { mark } });
  expect((await call("DELETE", `/app/${app}/msg/${message}/content`)).status).toBe(204);
  await release();
  await verdicts(message);
  await vi.waitFor(async () => expect(await attempts(message)).toHaveLength(1), soon);
  await vi.waitFor(async () => expect(await traces(mark)).toEqual([]), soon);
});

it("of what has expired nothing is left", async () => {
  const its = await told();
  at(Date.now() + 61 * day);
  await runDurableObjectAlarm(its.journal);
  expect(await traces(its.mark)).not.toContainEqual(expect.stringMatching(/^R2|messages/));
  at(Date.now() + 181 * day);
  for (let n = 0; n < 2; n++) {
    await runDurableObjectAlarm(its.journal);
    const { data } = await its.good("GET", `/app/${its.app}/endpoint`);
    for (const { id } of [...data, { id: its.deleted }]) await runDurableObjectAlarm(its.outbox(id));
  }
  expect(await traces(its.mark)).toEqual([]);
});

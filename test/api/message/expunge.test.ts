import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import {
  as,
  eventually,
  forbidden,
  invalidAt,
  isIdOf,
  isTime,
  notFound,
  organisation,
  orgToken,
  tenant,
  unique,
} from "../client.ts";

const path = "contact.email";

const finished = (api: ReturnType<typeof as>, app: string, id: string) =>
  eventually(async () => {
    await runDurableObjectAlarm(env.JOURNAL.getByName(app));
    const task = await api.ok("GET", `/background-task/${id}`);
    expect(task.status).toBe("finished");
    return task;
  });

it("is a task that counts what it looks at and what it deletes, in lists and as numbers too", async () => {
  const { api, app, path: at, send } = await tenant();
  const gone = [
    await send({ payload: { people: [{ id: 1 }, { id: 17 }] } }),
    await send({ payload: { people: { id: "17" } } }),
  ];
  const kept = [await send({ payload: { people: [{ id: 1.7 }], id: 17 } }), await send()];
  const begun = await api.post(`${at}/msg/expunge`, { path: "people.id", value: 17 });
  expect(begun).toMatchObject({
    status: 202,
    json: { id: isIdOf("qtask"), status: "running", task: "application.purge_content", updatedAt: isTime },
  });
  const { data } = await finished(api, app, begun.json.id);
  expect(data).toEqual({ appId: app, checked: 4, messagesPurged: 2 });
  for (const id of gone) expect((await api.ok("GET", `${at}/msg/${id}`)).payload).toEqual({ expired: true });
  for (const id of kept)
    expect((await api.ok("GET", `${at}/msg/${id}`)).payload).not.toEqual({ expired: true });
});

it("goes through more messages than one step does", async () => {
  const { api, app, path: at } = await tenant();
  const value = unique();
  const messages = Array.from({ length: 100 }, (_, n) => ({
    eventType: "a.b",
    payload: { contact: { email: n % 2 === 0 ? value : "other" } },
  }));
  for (let n = 0; n < 3; n++) await api.ok("POST", `${at}/msg/batch`, { messages });
  const { id } = await api.ok("POST", `${at}/msg/expunge`, { path, value });
  expect((await finished(api, app, id)).data).toEqual({ appId: app, checked: 300, messagesPurged: 150 });
});

it("leaves the messages of other applications alone", async () => {
  const { api, app, path: at, org } = await tenant();
  const other = (await as(await orgToken(org)).ok("POST", "/app", { name: "Other" })).id;
  const payload = { contact: { email: unique() } };
  const message = await api.ok("POST", `/app/${other}/msg`, { eventType: "a", payload });
  const { id } = await api.ok("POST", `${at}/msg/expunge`, { path, value: payload.contact.email });
  expect((await finished(api, app, id)).data).toMatchObject({ checked: 0 });
  expect((await api.ok("GET", `/app/${other}/msg/${message.id}`)).payload).toEqual(payload);
});

it.each([
  [{ value: "x" }, "path"],
  [{ path }, "value"],
  [{ path: "", value: "x" }, "path"],
  [{ path: "a..b", value: "x" }, "path"],
  [{ path, value: "" }, "value"],
  [{ path, value: null }, "value"],
  [{ path, value: { a: 1 } }, "value"],
  [{ path, value: "x".repeat(4097) }, "value"],
])("doesn't take %j", async (body, field) => {
  const { api, path: at } = await tenant();
  expect(await api.post(`${at}/msg/expunge`, body)).toMatchObject(invalidAt("body", field));
});

it("is the organisation's affair, and only for an application that is there", async () => {
  const { path: at, customer } = await tenant();
  const body = { path, value: "x" };
  expect(await (await customer()).post(`${at}/msg/expunge`, body)).toMatchObject(forbidden);
  const { api } = await organisation();
  expect(await api.post(`${at}/msg/expunge`, body)).toMatchObject(notFound);
});

it("waits for the others when there are 10 already", async () => {
  const { api, app, org } = await tenant();
  const journal = env.JOURNAL.getByName(app);
  const held = { path, value: "x" };
  const ids = Array.from({ length: 10 }, (_, n) => `qtask_${n}`);
  const results = await Promise.all(
    [...ids, "qtask_x"].map((id) => journal.beginExpunge({ org, app }, id, held)),
  );
  expect(results).toEqual([...ids.map(() => true), false]);
  await eventually(async () => {
    await runDurableObjectAlarm(journal);
    const { data } = await api.ok("GET", "/background-task?status=running");
    expect(data).toEqual([]);
  });
  expect(await journal.beginExpunge({ org, app }, "qtask_y", held)).toBe(true);
});

it("of all messages is a task, too, and leaves alone what comes later", async () => {
  const { api, app, path: at, send } = await tenant();
  const gone = [await send(), await send({ payload: { n: 2 } })];
  const begun = await api.post(`${at}/msg/expunge-all-contents`);
  expect(begun).toMatchObject({
    status: 202,
    json: { id: isIdOf("qtask"), status: "running", task: "application.purge_content", updatedAt: isTime },
  });
  const later = await send();
  const task = await finished(api, app, begun.json.id);
  expect(task).toMatchObject({
    task: "application.purge_content",
    data: { appId: app, checked: 2, messagesPurged: 2 },
  });
  for (const id of gone) expect((await api.ok("GET", `${at}/msg/${id}`)).payload).toEqual({ expired: true });
  expect((await api.ok("GET", `${at}/msg/${later}`)).payload).toEqual({ n: 1 });
});

it("of several messages answers for each, by id or eventId", async () => {
  const { api, path: at, send } = await tenant();
  const eventId = unique();
  const [gone, kept] = [await send(), await send()];
  const named = await send({ eventId });
  const unknown = `msg_${"0".repeat(26)}`;
  const { results } = await api.ok("POST", `${at}/msg/bulk-expunge`, { ids: [gone, eventId, unknown, gone] });
  expect(results).toEqual({ [gone]: "expunged", [eventId]: "expunged", [unknown]: "not-found" });
  for (const id of [gone, named])
    expect((await api.ok("GET", `${at}/msg/${id}`)).payload).toEqual({ expired: true });
  expect((await api.ok("GET", `${at}/msg/${kept}`)).payload).toEqual({ n: 1 });
  expect(await api.ok("POST", `${at}/msg/bulk-expunge`, {})).toEqual({ results: {} });
  expect(
    await api.post(`${at}/msg/bulk-expunge`, { ids: Array.from({ length: 101 }, unique) }),
  ).toMatchObject(invalidAt("body", "ids"));
});

it.each(["msg/expunge-all-contents", "msg/bulk-expunge"])(
  "%s is the organisation's affair",
  async (route) => {
    const { path: at, customer } = await tenant();
    expect(await (await customer()).post(`${at}/${route}`, {})).toMatchObject(forbidden);
    const { api } = await organisation();
    expect(await api.post(`${at}/${route}`, {})).toMatchObject(notFound);
  },
);

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Task } from "../../../src/core/tasks.ts";
import { newId } from "../../../src/store/ids.ts";
import { forbidden, invalidAt, notFound, organisation, provesPaging, tenant } from "../client.ts";

const path = "/background-task";

const task = (fields: Partial<Task> = {}): Task => ({
  ...{ id: newId("task"), app: newId("application"), task: "endpoint.replay", status: "running" },
  ...{ updatedAt: 1_790_000_000_000, data: { sent: 0 } },
  ...fields,
});

async function reported(...tasks: Task[]) {
  const { org, api } = await organisation();
  for (const one of tasks) await env.ORGANISATION.getByName(org).reportTask(one);
  return { org, api };
}

it("are listed, the latest first or last, page by page", async () => {
  const tasks = [task(), task(), task(), task(), task()];
  const { api } = await reported(...tasks);
  const ids = tasks.map(({ id }) => id);
  await provesPaging(api, path, ids.toReversed());
  await provesPaging(api, `${path}?order=ascending`, ids);
  expect((await api.ok("GET", path)).data[4]).toEqual({
    ...{ id: ids[0], task: "endpoint.replay", status: "running", data: { sent: 0 } },
    updatedAt: "2026-09-21T14:13:20.000Z",
  });
});

it("are found by what they do and how they stand", async () => {
  const expunge = task({ task: "application.purge_content" });
  const failed = task({ status: "failed" });
  const { api } = await reported(expunge, failed);
  const idsOf = async (query: string) =>
    (await api.ok("GET", `${path}?${query}`)).data.map(({ id }: Task) => id);
  expect(await idsOf("task=application.purge_content")).toEqual([expunge.id]);
  expect(await idsOf("status=failed")).toEqual([failed.id]);
  expect(await idsOf("status=failed&task=application.purge_content")).toEqual([]);
  expect(await api.get(`${path}?status=lost`)).toMatchObject(invalidAt("query", "status"));
  expect(await api.get(`${path}?task=sleep`)).toMatchObject(invalidAt("query", "task"));
});

it("stand as the latest report says, and once they are done, for good", async () => {
  const first = task();
  const { org, api } = await reported(first);
  const report = (fields: Partial<Task>) =>
    env.ORGANISATION.getByName(org).reportTask({ ...first, ...fields });
  const stands = async () => (await api.ok("GET", `${path}/${first.id}`)).data;
  await report({ updatedAt: first.updatedAt + 2, data: { sent: 2 } });
  await report({ updatedAt: first.updatedAt + 1, data: { sent: 1 } });
  expect(await stands()).toEqual({ sent: 2 });
  await report({ updatedAt: first.updatedAt + 3, status: "finished", data: { sent: 3 } });
  await report({ updatedAt: first.updatedAt + 4, data: { sent: 4 } });
  expect(await stands()).toEqual({ sent: 3 });
});

it("are the organisation's own", async () => {
  const first = task();
  await reported(first);
  const { api, customer } = await tenant();
  expect(await api.get(`${path}/${first.id}`)).toMatchObject(notFound);
  expect((await api.ok("GET", path)).data).toEqual([]);
  expect(await (await customer()).get(path)).toMatchObject(forbidden);
  expect(await (await customer()).get(`${path}/${first.id}`)).toMatchObject(forbidden);
});

it("go with their application, and so do the answers to its idempotency keys", async () => {
  const { org, app, api } = await tenant();
  const organisation = env.ORGANISATION.getByName(org);
  await organisation.reportTask(task({ app }));
  for (const owner of [app, ""]) {
    await organisation.claim(owner, `key of ${owner}`);
    await organisation.answer(owner, `key of ${owner}`, { status: 201, body: null });
  }
  expect((await api.ok("GET", path)).data).toHaveLength(1);
  await api.call("DELETE", `/app/${app}`);
  expect((await api.ok("GET", path)).data).toEqual([]);
  expect(await organisation.claim(app, `key of ${app}`)).toBe("new");
  expect(await organisation.claim("", "key of ")).toEqual({ status: 201, body: null });
});

import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { settingsOf } from "../../src/pipeline/endpoint-settings.ts";
import { OutcomeReporter } from "../../src/pipeline/settle/outcome-reporter.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import { newId } from "../../src/store/ids.ts";
import { loseJobs, receive, scene } from "./scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const offered = () => ({
  message: newId("message"),
  eventType: "a",
  channels: null,
  tags: null,
  notBefore: null,
  bytes: 0,
  cooldown: null,
});

const read = async (id: string) => settingsOf((await endpoints.findMany(env, [id]))[0]!);

it("an endpoint that was paused and resumed while a consumer was at work goes on", async () => {
  receive();
  loseJobs("DELIVERIES");
  const { app, endpoint, good, outbox } = await scene();
  const id = await endpoint();
  const { handOut } = await outbox(id).offer(await read(id), [offered()]);
  await good("PATCH", `/app/${app}/endpoint/${id}`, { disabled: true });
  await good("PATCH", `/app/${app}`, { webhooksEnabled: false });
  const reporter = new OutcomeReporter(env, await read(id));
  await good("PATCH", `/app/${app}/endpoint/${id}`, { disabled: false });
  await good("PATCH", `/app/${app}`, { webhooksEnabled: true });
  for (const delivery of handOut!.deliveries)
    reporter.add({ kind: "returned", lease: handOut!.lease, delivery });
  await reporter.done();
  expect(await outbox(id).status()).toMatchObject({ waiting: 0, sending: 1, hold: null });
});

it.for([
  ["endpoint", (app: string, id: string) => `/app/${app}/endpoint/${id}`, "disabled", true],
  ["application", (app: string) => `/app/${app}`, "webhooksEnabled", false],
] as const)("who resumes an %s again, because the first try failed halfway, is heard", async (one) => {
  const [, path, field, stopped] = one;
  receive();
  loseJobs("DELIVERIES");
  const { app, endpoint, call, good, outbox } = await scene();
  const id = await endpoint();
  await good("PATCH", path(app, id), { [field]: stopped });
  await outbox(id).offer(await read(id), [offered()]);
  expect(await outbox(id).status()).toMatchObject({ waiting: 1, hold: "paused" });
  const lost = vi.spyOn(env.OUTBOX, "getByName").mockImplementation(() => {
    throw new Error("unreachable");
  });
  expect((await call("PATCH", path(app, id), { [field]: !stopped })).status).toBe(500);
  lost.mockRestore();
  await good("PATCH", path(app, id), { [field]: !stopped });
  expect(await outbox(id).status()).toMatchObject({ waiting: 0, sending: 1 });
});

import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import type { DeliveryJob } from "../../src/core/jobs.ts";
import { takeUp } from "../../src/pipeline/deliver/deliver.ts";
import * as endpoints from "../../src/store/endpoints.ts";
import { newId } from "../../src/store/ids.ts";
import { newDelivery } from "../objects/outbox/delivery.ts";
import { receive, scene, soon } from "./scene.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Receivers below `hang.example` don't answer before they are let go. */
function hanging() {
  const letGo = Promise.withResolvers<void>();
  const received = receive(async ({ url }) => {
    if (url.includes("hang.example")) await letGo.promise;
    return new Response("ok");
  });
  const at = (host: string) => received.filter(({ url }) => url.includes(host)).length;
  return { at, letGo: letGo.resolve };
}

it("sends to one endpoint while any number of others keep their requests waiting", async () => {
  const { at, letGo } = hanging();
  const bad = await scene();
  for (let n = 0; n < 30; n++) await bad.endpoint({ url: `https://${n}.hang.example/` });
  const stuck = await bad.send();
  await vi.waitFor(() => expect(at("hang.example")).toBe(30), soon);

  const good = await scene();
  await good.endpoint({ url: "https://good.example/" });
  for (let n = 0; n < 20; n++) {
    const message = await good.send();
    await vi.waitFor(async () => expect(await good.attempts(message)).toHaveLength(1), soon);
  }
  expect(at("good.example")).toBe(20);
  expect(await bad.attempts(stuck)).toEqual([]);
  letGo();
  await vi.waitFor(async () => expect(await bad.attempts(stuck)).toHaveLength(30), soon);
});

it("has few requests under way to an endpoint that never answered, and sends the rest when it does", async () => {
  const { at, letGo } = hanging();
  const { endpoint, send, outbox } = await scene();
  const id = await endpoint({ url: "https://hang.example/" });
  for (let n = 0; n < 40; n++) await send();
  await vi.waitFor(async () => expect((await outbox(id).status()).waiting).toBe(30), soon);
  expect(at("hang.example")).toBeLessThanOrEqual(10);
  letGo();
  await vi.waitFor(() => expect(at("hang.example")).toBe(40), soon);
  await vi.waitFor(
    async () => expect(await outbox(id).status()).toMatchObject({ waiting: 0, sending: 0 }),
    soon,
  );
});

it("leaves room for others when all the receivers of an application are slow", async () => {
  const { at, letGo } = hanging();
  const few = Object.create(env, { APPLICATION_MAX_IN_FLIGHT: { value: 3 } }) as Env;
  const jobs = (name: string): DeliveryJob[] => [
    {
      ...{ v: 1, kind: "deliveries", org: "org_x", app: name, endpoint: `ep_${name}`, lease: newId("lease") },
      sendBefore: Date.now() + 60_000,
      deliveries: Array.from({ length: 4 }, () => ({
        ...{ ...newDelivery(), suspect: false },
        content: { payload: "{}", contentType: null },
      })),
    },
  ];
  const slow = await Promise.all(["1", "2"].map(() => scene()));
  const target = async ({ endpoint }: Scene, url: string) =>
    (await endpoints.findMany(env, [await endpoint({ url })]))[0]!;
  const app = crypto.randomUUID();
  const sending = [];
  for (const one of slow)
    sending.push((await takeUp(few, jobs(app), await target(one, "https://hang.example/")))());
  await vi.waitFor(() => expect(at("hang.example")).toBe(3), soon);
  const good = await target(await scene(), "https://good.example/");
  await (await takeUp(few, jobs(crypto.randomUUID()), good))();
  expect(at("good.example")).toBe(4);
  expect(at("hang.example")).toBe(3);
  letGo();
  await Promise.all(sending);
  expect(at("hang.example")).toBe(8);
});

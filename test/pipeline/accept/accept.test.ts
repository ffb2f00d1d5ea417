import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { Journal } from "../../../src/objects/journal/journal.ts";
import { tenant } from "../../api/client.ts";
import { soon } from "../scene.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const large = (mark: string) => ({ eventType: "a.b", payload: { text: mark.repeat(60_000) } });
const stored = async (app: string) =>
  (await env.PAYLOADS.list({ prefix: `payloads/${app}/` })).objects.map(({ key }) => key);

it("large payloads of messages that the Journal failed to store are not left behind", async () => {
  const { api, app, path } = await tenant();
  vi.spyOn(Journal.prototype, "accept").mockRejectedValueOnce(new Error("The Journal is down."));
  const messages = [large("x"), large("y")];
  expect((await api.post(`${path}/msg/batch`, { messages })).status).toBe(500);
  expect(await stored(app)).toEqual([]);
});

it("large payloads stay when only the Journal's answer was lost", async () => {
  const { api, app, path } = await tenant();
  const real = Journal.prototype.accept;
  vi.spyOn(Journal.prototype, "accept").mockImplementationOnce(async function (this: Journal, ...args) {
    await real.apply(this, args);
    throw new Error("The connection is lost.");
  });
  expect((await api.post(`${path}/msg`, large("x"))).status).toBe(500);
  expect(await stored(app)).toHaveLength(1);
  const [message] = (await api.ok("GET", `${path}/msg`)).data;
  expect(message.payload).toEqual(large("x").payload);
});

it("when one of several large payloads can't be written, none is left behind", async () => {
  const { api, app, path } = await tenant();
  const bucket = Object.getPrototypeOf(env.PAYLOADS);
  const put = bucket.put;
  let written = 0;
  vi.spyOn(bucket, "put").mockImplementation(async function (this: R2Bucket, ...args: unknown[]) {
    if (new TextDecoder().decode(args[1] as Uint8Array).includes("yyy")) {
      await vi.waitUntil(() => written === 2, soon);
      throw new Error("R2 is down.");
    }
    const object = await put.apply(this, args);
    written++;
    return object;
  });
  const messages = [large("x"), large("y"), large("z")];
  expect((await api.post(`${path}/msg/batch`, { messages })).status).toBe(500);
  expect(await stored(app)).toEqual([]);
});

import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import * as settings from "../../src/store/settings.ts";
import { at, receive, scene, soon } from "./scene.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Scene = Awaited<ReturnType<typeof scene>>;

/** When the message goes again without any attempt behind it (ms). */
const putOff = ({ standing, attempts }: Scene, message: string) =>
  vi.waitUntil(async () => {
    const [destination] = await standing(message);
    if (!destination?.nextAttempt || destination.status === 3) return false;
    expect(destination.status).toBe(1);
    expect(await attempts(message)).toEqual([]);
    const time = Date.parse(destination.nextAttempt);
    return time > Date.now() + 60_000 && time;
  }, soon);

it("an address too long to be sent to ends the delivery with its reason, and is not the receiver's fault", async () => {
  const received = receive();
  const one = await scene();
  const id = await one.endpoint({ request: { method: "GET" } });
  const message = await one.send({ payload: { text: "x".repeat(16_384) } });
  await vi.waitUntil(async () => (await one.standing(message))[0]?.status === 2, soon);
  expect(await one.attempts(message)).toMatchObject([
    {
      ...{ status: 2, responseStatusCode: 0, failure: { code: "url_too_long", params: { bytes: 16_384 } } },
      response: expect.stringContaining("use POST"),
    },
  ]);
  expect((await one.standing(message))[0]).toMatchObject({ nextAttempt: null });
  expect(await one.outbox(id).status()).toMatchObject({ failures: 0, hold: null });
  expect(received).toEqual([]);
});

it("secrets that can't be read keep deliveries back, and when they can be read again these go", async () => {
  const received = receive();
  const one = await scene();
  const id = await one.endpoint({ retry: { waits: [] } });
  const { secrets } = (await env.DB.prepare("SELECT secrets FROM endpoints WHERE id = ?")
    .bind(id)
    .first<{ secrets: string }>())!;
  const save = (sealed: string) =>
    env.DB.prepare("UPDATE endpoints SET secrets = ? WHERE id = ?").bind(sealed, id).run();
  await save(btoa("sealed under another key, now lost"));
  const messages = await Promise.all(Array.from({ length: 6 }, () => one.send()));
  const times = [];
  for (const message of messages) times.push(await putOff(one, message));
  expect(await one.outbox(id).status()).toMatchObject({ failures: 0, hold: null, waiting: 6 });
  expect(received).toEqual([]);

  await save(secrets);
  at(Math.max(...times) + 1);
  await runDurableObjectAlarm(one.outbox(id));
  for (const message of messages)
    await vi.waitUntil(async () => (await one.standing(message))[0].status === 0, soon);
  expect(received).toHaveLength(6);
});

it("an email that can't be made, or that the deployment may not send, is not its owner's fault", async () => {
  let refuses = false;
  const mails: { text: string }[] = [];
  vi.spyOn(env, "EMAIL", "get").mockReturnValue({
    send: async (mail: { text: string }) => {
      if (refuses) throw Object.assign(new Error("too many"), { code: "E_DAILY_LIMIT_EXCEEDED" });
      mails.push(mail);
      return { messageId: "<1@posthorn.example>" };
    },
  } as never);
  const one = await scene();
  const destination = { type: "email", to: "office@shop.example" };
  const id = await one.endpoint({ destination, retry: { waits: [] } });
  await exports.default.fetch(/https?:\/\/\S+/.exec(mails[0]!.text)![0], { method: "POST" });

  refuses = true;
  await putOff(one, await one.send());
  refuses = false;
  vi.spyOn(settings, "find").mockRejectedValue(new Error("D1 is down"));
  await putOff(one, await one.send());
  expect(await one.outbox(id).status()).toMatchObject({ failures: 0, hold: null, waiting: 2 });
});

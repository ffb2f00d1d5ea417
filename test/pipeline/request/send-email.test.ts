import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { transmitEmail } from "../../../src/pipeline/request/send-email.ts";
import { targetOf } from "../../../src/pipeline/request/target.ts";
import * as endpoints from "../../../src/store/endpoints.ts";
import { newId } from "../../../src/store/ids.ts";
import { at, receive, scene, soon } from "../scene.ts";

interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  attachments: { filename: string; type: string; content: string }[];
}

/** A mailbox in place of the platform's sender. */
function mailbox(answer: (mail: Mail) => void = () => {}) {
  const mails: Mail[] = [];
  vi.spyOn(env, "EMAIL", "get").mockReturnValue({
    send: async (mail: Mail) => {
      answer(mail);
      mails.push(mail);
      return { messageId: `<${mails.length}@posthorn.example>` };
    },
  } as never);
  return mails;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const to = "office@shop.example";
const linkIn = (mail: Mail) => /https?:\/\/\S+/.exec(mail.text)![0];
const open = (link: string, method: string) => exports.default.fetch(link, { method });

it("sends the JSON to a confirmed address, and no request", async () => {
  const received = receive();
  const mails = mailbox();
  const { app, good, endpoint, send, verdicts, attempts } = await scene();
  const ep = await endpoint({ name: "Orders", url: undefined, destination: { type: "email", to } });
  expect(mails.map((mail) => mail.to)).toEqual([to]);
  const saved = await good("GET", `/app/${app}/endpoint/${ep}`);
  expect(saved).toMatchObject({ url: `mailto:${to}`, destination: { type: "email", to, confirmed: false } });

  const early = await send();
  expect(await verdicts(early)).toEqual({ [ep]: "unconfirmed" });
  const link = linkIn(mails[0]!);
  expect((await open(link, "GET")).status).toBe(200);
  expect((await good("GET", `/app/${app}/endpoint/${ep}`)).destination.confirmed).toBe(false);
  expect((await open(link, "POST")).status).toBe(200);
  expect((await good("GET", `/app/${app}/endpoint/${ep}`)).destination.confirmed).toBe(true);

  await good("PATCH", `/app/${app}`, { timeZone: "Asia/Tokyo" });
  const message = await send({
    payload: { customer: { name: "<b>Ann</b>" }, amount: 9007199254740993n.toString() },
  });
  await vi.waitUntil(() => mails.length === 2, soon);
  const mail = mails[1]!;
  expect(mail).toMatchObject({ from: "webhooks@posthorn.example", to, subject: "Orders: a.b" });
  expect(mail.text).toMatch(/GMT\+9\.\n/);
  expect(mail.text).toContain("customer.name: <b>Ann</b>");
  expect(mail.html).toContain("&lt;b&gt;Ann&lt;/b&gt;");
  expect(mail.headers).toEqual({ "X-Webhook-Id": message });
  const [attachment] = mail.attachments as [Mail["attachments"][0]];
  expect(attachment.filename).toBe(`a.b-${message}.json`);
  expect(JSON.parse(attachment.content)).toEqual({
    customer: { name: "<b>Ann</b>" },
    amount: "9007199254740993",
  });

  const [attempt] = await vi.waitUntil(async () => {
    const list = await attempts(message);
    return list.length === 1 && list;
  }, soon);
  expect(attempt).toMatchObject({ status: 0, responseStatusCode: 250, url: `mailto:${to}` });
  const { request } = await good("GET", `/app/${app}/msg/${message}/attempt/${attempt.id}`);
  expect(request).toMatchObject({ method: "EMAIL", headers: { to }, body: attachment.content });
  expect(received).toHaveLength(0);
});

it("tries an email again that was refused", async () => {
  let refuses = false;
  const mails = mailbox(() => {
    if (refuses) throw Object.assign(new Error("mailbox full"), { code: "E_DELIVERY_FAILED" });
  });
  const { endpoint, send, standing, outbox, attempts } = await scene();
  const ep = await endpoint({ destination: { type: "email", to }, retry: { waits: [3600] } });
  await open(linkIn(mails[0]!), "POST");
  refuses = true;
  const message = await send();
  await vi.waitUntil(async () => (await attempts(message)).length === 1, soon);
  expect((await attempts(message))[0]).toMatchObject({
    status: 2,
    responseStatusCode: 0,
    failure: { code: "mail_refused", params: {} },
  });
  expect((await attempts(message))[0].response).toContain("mailbox full");
  refuses = false;
  at(Date.now() + 2 * 3_600_000);
  await runDurableObjectAlarm(outbox(ep));
  await vi.waitUntil(async () => (await standing(message))[0].status === 0, soon);
  expect(mails.at(-1)!.headers).toEqual({ "X-Webhook-Id": message });
});

it("asks again when the address changes, and takes no link for another address", async () => {
  const mails = mailbox();
  const { app, call, good, endpoint } = await scene();
  const ep = await endpoint({ destination: { type: "email", to } });
  const path = `/app/${app}/endpoint/${ep}`;
  const changed = await good("PATCH", path, { destination: { type: "email", to: "other@shop.example" } });
  expect(changed.url).toBe("https://receiver.example/hook");
  expect(mails.map((mail) => mail.to)).toEqual([to, "other@shop.example"]);
  expect((await open(linkIn(mails[0]!), "POST")).status).toBe(410);
  expect((await open(`${linkIn(mails[1]!)}x`, "POST")).status).toBe(410);

  expect((await call("POST", `${path}/confirm-email`)).status).toBe(202);
  expect(mails).toHaveLength(3);
  expect((await open(linkIn(mails[2]!), "POST")).status).toBe(200);
  expect((await call("POST", `${path}/confirm-email`)).status).toBe(400);
  await good("PUT", path, await good("GET", path));
  expect((await good("GET", path)).destination.confirmed).toBe(true);
});

it("refuses to write to strangers again and again", async () => {
  mailbox();
  const { app, call, endpoint } = await scene();
  const ep = await endpoint({ destination: { type: "email", to } });
  const statuses = [];
  for (let n = 0; n < 20; n++)
    statuses.push((await call("POST", `/app/${app}/endpoint/${ep}/confirm-email`)).status);
  expect(statuses).toEqual([...Array(19).fill(202), 429]);
});

it("needs an address that can be one, and an address to call without it", async () => {
  const { app, call } = await scene();
  for (const [fields, loc] of [
    [{ destination: { type: "email", to: "nobody" } }, ["body", "destination", "to"]],
    [{ destination: { type: "http" } }, ["body", "url"]],
    [{}, ["body", "url"]],
  ]) {
    const { status, json } = await call("POST", `/app/${app}/endpoint`, fields);
    expect(status).toBe(422);
    expect(json.detail[0].loc).toEqual(loc);
  }
});

it("tells when there is no sender, and when the sender takes too long", async () => {
  const { endpoint } = await scene();
  mailbox();
  const id = await endpoint({ destination: { type: "email", to } });
  const [row] = await endpoints.findMany(env, [id]);
  const transmitWith = async (changed: object) => {
    const message = {
      message: newId("message"),
      eventType: "a.b",
      content: { payload: "{}", contentType: null },
    };
    const sent = await transmitEmail(
      { ...env, ...changed },
      targetOf(env, row!),
      to,
      message,
      Date.now() + 60_000,
    );
    return sent === "late" ? sent : sent.outcome;
  };
  expect(await transmitWith({ EMAIL_FROM: "" })).toMatchObject({
    response: "Not sent: the email was refused (EMAIL_FROM is not set).",
    failure: { code: "mail_not_configured", params: {} },
  });
  const EMAIL = { send: () => new Promise(() => {}) };
  expect(await transmitWith({ EMAIL, DELIVERY_TIMEOUT_SECONDS: 1 })).toMatchObject({
    response: "Not sent: the email was refused (no answer within 1 s).",
    failure: { code: "timeout", params: { seconds: 1 } },
  });
});

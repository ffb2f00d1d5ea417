import { MessageStatus } from "svix";
import { expect } from "vitest";
import { app, attempts, back, forward, headersOf, refuser, type Step, taker, whole } from "./week.ts";

const withContent = { withContent: true };

interface Logged {
  id: string;
  timestamp: Date;
}
const idsWhere = ({ data }: { data: Logged[] }, fits: (at: Date) => boolean) =>
  data.filter(({ timestamp }) => fits(timestamp)).map(({ id }) => id);

const payloads = [
  {},
  { id: 4711, total: "129.00", rate: 0.19, paid: true, note: null, lines: [{ sku: "a" }, { sku: "b" }] },
  { größe: "Grüße 🎉", "": "empty name", deep: { er: { still: [[1], [2]] } } },
];

/** Messages, and how they arrive. */
export const send: Step[] = [
  [
    "messages of all kinds are sent",
    async ({ svix, sent }) => {
      for (const payload of payloads) {
        const made = whole(
          await svix.message.create(app, { eventType: "invoice.paid", payload }, withContent),
        );
        expect(made).toMatchObject({ eventType: "invoice.paid", payload });
        expect(made.timestamp).toBeInstanceOf(Date);
        sent.push(made.id);
      }
      const fields = { eventType: "order.made", eventId: "order-1", channels: ["berlin"], tags: ["vip"] };
      const made = whole(await svix.message.create(app, { ...fields, payload: { n: 1 } }));
      expect(made).toMatchObject(fields);
      sent.push(made.id);
      expect(whole(await svix.message.get(app, "order-1"))).toMatchObject({ ...fields, id: made.id });
    },
  ],
  [
    "a message with an idempotency key is sent once",
    async ({ svix, sent }) => {
      const create = () =>
        svix.message.create(app, { eventType: "user.new", payload: { n: 2 } }, { idempotencyKey: "user-2" });
      const first = whole(await create());
      expect(await create()).toEqual(first);
      sent.push(first.id);
    },
  ],
  [
    "each arrives with a signature that Webhook verifies",
    async ({ svix, sdk, receiver, sent }) => {
      const webhook = new sdk.Webhook((await svix.endpoint.getSecret(app, taker)).key);
      for (const [n, id] of sent.entries()) {
        const [delivery] = await receiver.deliveries(id);
        webhook.verify(delivery!.body, headersOf(delivery!));
        expect(() => webhook.verify(`${delivery!.body} `, headersOf(delivery!))).toThrow();
        expect(delivery!.headers).toMatchObject({ "x-shop": "17", authorization: "Bearer x" });
        if (n < payloads.length) expect(JSON.parse(delivery!.body)).toEqual(payloads[n]);
      }
      expect(receiver.received).toHaveLength(sent.length);
    },
  ],
  [
    "messages are listed forward and back, and by what they are",
    async ({ svix, sent }) => {
      const list = (iterator: string | null) => svix.message.list(app, { limit: 2, iterator });
      const there = await forward(list);
      const latest = sent.toReversed();
      const idsOf = (pages: typeof there) => pages.map(({ data }) => data.map(({ id }) => id));
      expect(idsOf(there)).toEqual([latest.slice(0, 2), latest.slice(2, 4), latest.slice(4)]);
      expect(idsOf(await back(there.at(-1)!, list))).toEqual([latest.slice(2, 4), latest.slice(0, 2)]);
      const by = async (options: Parameters<typeof svix.message.list>[1]) =>
        whole(await svix.message.list(app, options)).data.map(({ id }) => id);
      expect(await by({ eventTypes: ["order.made", "user.new"] })).toEqual(latest.slice(0, 2));
      expect(await by({ channel: "berlin" })).toEqual([sent[3]]);
      expect(await by({ tag: "vip" })).toEqual([sent[3]]);
      const full = await svix.message.list(app, withContent);
      const { timestamp } = full.data[2]!;
      expect(await by({ before: timestamp })).toEqual(idsWhere(full, (at) => at < timestamp));
      expect(await by({ after: timestamp })).toEqual(idsWhere(full, (at) => at > timestamp));
      expect(full.data.map(({ payload }) => payload).reverse()).toEqual([...payloads, { n: 1 }, { n: 2 }]);
    },
  ],
  [
    "attempts are listed by message and by endpoint",
    async ({ svix, sent, receiver, broken }) => {
      for (const id of sent) await attempts(svix, id, 2);
      const message = sent[3]!;
      const [one, two] = whole(await svix.messageAttempt.listByMsg(app, message, withContent), "msg").data;
      const byUrl = new Map([one!, two!].map((attempt) => [attempt.url, attempt]));
      const [taken, refused] = [byUrl.get(receiver.url)!, byUrl.get(broken.url)!];
      expect(taken).toMatchObject({
        msgId: message,
        status: MessageStatus.Success,
        statusText: "success",
        responseStatusCode: 200,
        response: "thank you",
        triggerType: 0,
        responseDurationMs: expect.any(Number),
      });
      expect(refused).toMatchObject({ status: MessageStatus.Fail, statusText: "fail" });
      expect(refused).toMatchObject({ responseStatusCode: 500, response: "no" });
      expect(whole(await svix.messageAttempt.get(app, message, taken.id), "msg")).toEqual(taken);

      const by = async (options: Parameters<typeof svix.messageAttempt.listByEndpoint>[2]) =>
        whole(await svix.messageAttempt.listByEndpoint(app, taker, options), "msg").data.map(({ id }) => id);
      const logged = await svix.messageAttempt.listByEndpoint(app, taker);
      const all = idsWhere(logged, () => true);
      const { timestamp } = taken;
      expect(all).toHaveLength(5);
      expect(all).toContain(taken.id);
      expect(await by({ status: MessageStatus.Success })).toEqual(all);
      expect(await by({ status: MessageStatus.Fail })).toEqual([]);
      expect(await by({ statusCodeClass: 500 })).toEqual([]);
      expect(await by({ eventTypes: ["order.made"], tag: "vip", channel: "berlin" })).toEqual([taken.id]);
      expect(await by({ before: timestamp })).toEqual(idsWhere(logged, (at) => at < timestamp));
      expect(await by({ after: timestamp })).toEqual(idsWhere(logged, (at) => at > timestamp));
      const pages = await forward((iterator) =>
        svix.messageAttempt.listByEndpoint(app, taker, { limit: 2, iterator, withMsg: true }),
      );
      expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(all);
      expect(pages[0]!.data[0]!.msg).toMatchObject({ id: pages[0]!.data[0]!.msgId });
      const atRefuser = await svix.messageAttempt.listByMsg(app, message, {
        ...withContent,
        endpointId: refused.endpointId,
        status: MessageStatus.Fail,
      });
      expect(atRefuser.data).toEqual([refused]);
    },
  ],
  [
    "it is seen where messages stand, and what came of them",
    async ({ svix, sent, receiver }) => {
      const listed = await svix.messageAttempt.listAttemptedDestinations(app, sent[0]!);
      const destinations = whole(listed, "nextAttempt").data;
      expect(destinations.map(({ uid, status }) => [uid, status]).sort()).toEqual([
        [taker, MessageStatus.Success],
        [refuser, MessageStatus.Fail],
      ]);
      expect(destinations.find(({ uid }) => uid === taker)).toMatchObject({ url: receiver.url });
      const list = async (endpoint: string, options = {}) =>
        whole(await svix.messageAttempt.listAttemptedMessages(app, endpoint, options)).data;
      const latest = sent.toReversed();
      const refused = await list(refuser, { status: MessageStatus.Fail });
      expect(refused.map(({ id }) => id)).toEqual(latest);
      expect(refused[0]).toMatchObject({ statusText: "fail", eventType: "user.new", nextAttempt: null });
      expect((await list(taker, { eventTypes: ["order.made"] })).map(({ id }) => id)).toEqual([sent[3]]);
      const nothing = { pending: 0, sending: 0, canceled: 0 };
      const stats = (endpoint: string) => svix.endpoint.getStats(app, endpoint);
      expect(whole(await stats(taker))).toEqual({ ...nothing, success: 5, fail: 0 });
      expect(whole(await stats(refuser))).toEqual({ ...nothing, success: 0, fail: 5 });
    },
  ],
];

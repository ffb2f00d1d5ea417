import { MessageStatus } from "svix";
import { expect } from "vitest";
import { startReceiver, until } from "../harness.ts";
import { app, attempts, headersOf, refuser, type Step, taker, whole } from "./week.ts";

const since = new Date(Date.now() - 3_600_000);

const task = (name: string) => ({
  id: expect.stringMatching(/^qtask_/),
  status: expect.stringMatching(/^(running|finished)$/),
  task: name,
  updatedAt: expect.any(Date),
});

/** What went wrong is sent again. */
export const repair: Step[] = [
  [
    "a message is sent once more by hand",
    async ({ svix, sent, receiver }) => {
      await svix.messageAttempt.resend(app, sent[0]!, taker);
      const [first, second] = await receiver.deliveries(sent[0]!, 2);
      expect(second!.body).toBe(first!.body);
      const [latest] = await attempts(svix, sent[0]!, 3);
      expect(latest).toMatchObject({ triggerType: 1, status: MessageStatus.Success });
    },
  ],
  [
    "what failed is sent again when the receiver works",
    async ({ svix, sent, broken }) => {
      broken.works = true;
      expect(whole(await svix.endpoint.recover(app, refuser, { since }))).toEqual(task("endpoint.recover"));
      for (const id of sent) await broken.deliveries(id, 2);
      await until("all are accepted", async () => (await svix.endpoint.getStats(app, refuser)).success === 5);
      const left = await svix.messageAttempt.listAttemptedMessages(app, refuser, {
        status: MessageStatus.Fail,
      });
      expect(left.data).toEqual([]);
    },
  ],
  [
    "a new endpoint gets what it missed, and once more what it got",
    async ({ svix, sent }) => {
      const late = await startReceiver();
      const { id } = await svix.endpoint.create(app, { url: late.url });
      expect(whole(await svix.endpoint.replayMissing(app, id, { since }))).toEqual(task("endpoint.replay"));
      for (const message of sent) await late.deliveries(message);
      await until("all are accepted", async () => (await svix.endpoint.getStats(app, id)).success === 5);
      const wanted = { since, eventTypes: ["order.made"], tag: "vip" };
      const again = whole(await svix.endpoint.bulkReplay(app, id, wanted));
      expect(again).toEqual(task("endpoint.bulk-replay"));
      await late.deliveries(sent[3]!, 2);
      await svix.endpoint.delete(app, id);
    },
  ],
  [
    "an example is sent",
    async ({ svix, sdk, receiver }) => {
      const example = whole(await svix.endpoint.sendExample(app, taker, { eventType: "invoice.paid" }));
      expect(example).toMatchObject({ eventType: "invoice.paid", payload: { id: expect.any(Number) } });
      const [delivery] = await receiver.deliveries(example.id);
      expect(JSON.parse(delivery!.body)).toEqual(example.payload);
      const { key } = await svix.endpoint.getSecret(app, taker);
      new sdk.Webhook(key).verify(delivery!.body, headersOf(delivery!));
    },
  ],
  [
    "contents are deleted for good",
    async ({ svix, sent }) => {
      const [attempt] = await attempts(svix, sent[1]!, 2);
      await svix.messageAttempt.expungeContent(app, sent[1]!, attempt!.id);
      expect((await svix.messageAttempt.get(app, sent[1]!, attempt!.id)).response).toBe("EXPUNGED");
      await svix.message.expungeContent(app, sent[1]!);
      const gone = whole(await svix.message.get(app, sent[1]!, { withContent: true }));
      expect(gone.payload).toEqual({ expired: true });
      await expect(svix.messageAttempt.resend(app, sent[1]!, taker)).rejects.toMatchObject({ code: 410 });
    },
  ],
];

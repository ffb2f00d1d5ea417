import { expect } from "vitest";
import { startReceiver, until } from "../harness.ts";
import { app, forward, headersOf, refuser, type Step, taker, whole } from "./week.ts";

/** Customers' access, the operator's own webhooks, the end. */
export const operate: Step[] = [
  [
    "a customer gets into the portal, and out of it",
    async ({ svix, sdk, url }) => {
      const open = async (options = {}) => {
        const access = whole(await svix.authentication.appPortalAccess(app, options));
        expect(access.url).toContain(access.token);
        return sdk.connect(access.token, url);
      };
      const customer = await open({ expiry: 3600 });
      expect(whole(await customer.endpoint.list(app)).data).toHaveLength(2);
      await expect(customer.application.list()).rejects.toMatchObject({ code: 403 });
      const reader = await open({ capabilities: ["ViewBase"] });
      await expect(reader.endpoint.delete(app, taker)).rejects.toMatchObject({ code: 403 });
      await customer.authentication.logout();
      await expect(customer.endpoint.list(app)).rejects.toMatchObject({ code: 401 });
      expect((await reader.endpoint.list(app)).data).toHaveLength(2);
      await svix.authentication.expireAll(app, {});
      await expect(reader.endpoint.list(app)).rejects.toMatchObject({ code: 401 });
      expect((await (await open()).endpoint.list(app)).data).toHaveLength(2);
    },
  ],
  [
    "the operator has webhooks of its own",
    async ({ svix, sdk }) => {
      const { endpoint } = svix.operationalWebhook;
      const operator = await startReceiver();
      const fields = {
        url: operator.url,
        uid: "ops",
        description: "On call",
        [sdk.eventTypes]: ["endpoint.updated"],
        metadata: { team: "red" },
      };
      const made = whole(await endpoint.create(fields));
      expect(made).toMatchObject({ ...fields, disabled: false });
      expect(whole(await endpoint.get("ops"))).toEqual(made);
      expect(whole(await endpoint.list()).data).toEqual([made]);
      await endpoint.setHeaders("ops", { headers: { "x-team": "red" } });
      expect(whole(await endpoint.getHeaders("ops"))).toEqual({
        headers: { "x-team": "red" },
        sensitive: [],
      });
      await endpoint.rotateSecret("ops", { gracePeriodSeconds: 0 });
      const { key } = whole(await endpoint.getSecret("ops"));

      const { id } = await svix.endpoint.patch(app, taker, { description: "Told of" });
      const [told] = await until("event", () => operator.received.length > 0 && operator.received);
      new sdk.Webhook(key).verify(told!.body, headersOf(told!));
      expect(JSON.parse(told!.body)).toMatchObject({
        type: "endpoint.updated",
        data: { appUid: app, endpointId: id, endpointUid: taker },
      });
      const replaced = whole(await endpoint.upsert("ops", { url: operator.url }));
      expect(replaced).toMatchObject({ id: made.id, [sdk.eventTypes]: null, metadata: {} });
      await endpoint.delete("ops");
      expect((await endpoint.list()).data).toEqual([]);
    },
  ],
  [
    "background tasks are listed, and the server is well",
    async ({ svix }) => {
      const pages = await forward((iterator) => svix.backgroundTask.list({ limit: 1, iterator }));
      for (const { data } of pages)
        for (const task of data) expect(whole(await svix.backgroundTask.get(task.id)).id).toBe(task.id);
      await expect(svix.backgroundTask.get("qtask_nobody")).rejects.toMatchObject({ code: 404 });
      await svix.health.get();
    },
  ],
  [
    "what is wrong is said as the SDK knows it",
    async ({ svix, sdk }) => {
      const invalid = await svix.endpoint.create(app, { url: "nowhere" }).catch((error: unknown) => error);
      expect(invalid).toBeInstanceOf(sdk.ApiException);
      const problem = { loc: ["body", "url"], msg: expect.any(String), type: "value_error" };
      expect(invalid).toMatchObject({ code: 422, body: { detail: [problem] } });
      const taken = svix.application.create({ name: "Again", uid: app });
      await expect(taken).rejects.toMatchObject({ code: 409, body: { code: "conflict" } });
    },
  ],
  [
    "in the end all of it is deleted",
    async ({ svix, sent }) => {
      await svix.endpoint.delete(app, refuser);
      expect((await svix.endpoint.list(app)).data.map(({ uid }) => uid)).toEqual([taker]);
      await svix.eventType.delete("user.new");
      const names = async (options = {}) => (await svix.eventType.list(options)).data.map(({ name }) => name);
      expect(await names()).toEqual(["invoice.paid", "order.made"]);
      expect(await names({ includeArchived: true })).toEqual(["invoice.paid", "order.made", "user.new"]);
      await svix.application.delete(app);
      await expect(svix.application.get(app)).rejects.toMatchObject({ code: 404 });
      await expect(svix.message.get(app, sent[0]!)).rejects.toMatchObject({ code: 404 });
      expect((await svix.application.list()).data).toEqual([]);
    },
  ],
];

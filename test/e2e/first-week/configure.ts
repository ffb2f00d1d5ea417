import { expect } from "vitest";
import { app, forward, refuser, type Step, taker, whole } from "./week.ts";

/** Application, event types, endpoints. */
export const configure: Step[] = [
  [
    "the application is made once, however often it is asked for",
    async ({ svix }) => {
      const fields = { name: "Acme", uid: app, throttleRate: 100, metadata: { tier: "gold" } };
      const made = whole(await svix.application.getOrCreate(fields));
      expect(made).toMatchObject(fields);
      expect(made.createdAt).toBeInstanceOf(Date);
      expect(whole(await svix.application.getOrCreate({ name: "Other", uid: app }))).toEqual(made);
      expect(whole(await svix.application.get(app))).toEqual(made);
      expect(whole(await svix.application.list()).data).toEqual([made]);
      const patched = whole(await svix.application.patch(app, { name: "Acme Ltd" }));
      expect(patched).toEqual({ ...made, name: "Acme Ltd", updatedAt: patched.updatedAt });
      const replaced = whole(await svix.application.upsert(app, { name: "Acme plc" }));
      expect(replaced).toMatchObject({ id: made.id, uid: app, name: "Acme plc", metadata: {} });
      expect(replaced.throttleRate).toBeNull();
    },
  ],
  [
    "event types are made, changed and listed page by page",
    async ({ svix }) => {
      const schemas = { "1": { type: "object", properties: { id: { type: "integer" } } } };
      const fields = { description: "It is paid", groupName: "invoice", schemas };
      const made = whole(await svix.eventType.create({ name: "invoice.paid", ...fields }), "featureFlag");
      expect(made).toMatchObject({ name: "invoice.paid", ...fields, archived: false, deprecated: false });
      for (const name of ["order.made", "user.new"])
        await svix.eventType.create({ name, description: "" }, { idempotencyKey: name });
      const again = await svix.eventType.create(
        { name: "user.new", description: "" },
        { idempotencyKey: "user.new" },
      );
      expect(again.name).toBe("user.new");
      const pages = await forward((iterator) =>
        svix.eventType.list({ limit: 2, iterator, withContent: true }),
      );
      expect(pages.map(({ data }) => data.map(({ name }) => name))).toEqual([
        ["invoice.paid", "order.made"],
        ["user.new"],
      ]);
      expect(pages[0]!.data[0]).toEqual(made);
      const patched = whole(await svix.eventType.patch("user.new", { description: "Welcome" }));
      expect(patched.description).toBe("Welcome");
      const replaced = whole(await svix.eventType.upsert("order.made", { description: "An order" }));
      expect(replaced).toMatchObject({ name: "order.made", description: "An order", schemas: null });
      expect(whole(await svix.eventType.get("order.made"))).toEqual(replaced);
    },
  ],
  [
    "event types come out of an OpenAPI document",
    async ({ svix }) => {
      const spec = { openapi: "3.1.0", webhooks: { "stock.low": { post: { description: "Little left" } } } };
      const dry = whole(await svix.eventType.importOpenapi({ spec, dryRun: true })).data;
      expect(dry.modified).toEqual([]);
      expect(dry.toModify).toMatchObject([{ name: "stock.low", description: "Little left" }]);
      const done = await svix.eventType.importOpenapi({ spec });
      expect(done.data.modified).toEqual(["stock.low"]);
      await svix.eventType.delete("stock.low", { expunge: true });
      expect((await svix.eventType.list()).data).toHaveLength(3);
    },
  ],
  [
    "endpoints are made, changed and listed",
    async ({ svix, client, sdk, receiver, broken }) => {
      const fields = {
        url: receiver.url,
        uid: taker,
        description: "All of it",
        throttleRate: 50,
        metadata: { team: "red" },
        [sdk.eventTypes]: ["invoice.paid", "order.made"],
        channels: ["berlin", "paris"],
      };
      const made = whole(await svix.endpoint.create(app, fields, { idempotencyKey: "endpoint" }));
      expect(made).toMatchObject({ ...fields, disabled: false });
      expect(made.createdAt).toBeInstanceOf(Date);
      expect(await svix.endpoint.create(app, fields, { idempotencyKey: "endpoint" })).toEqual(made);
      expect(whole(await svix.endpoint.get(app, taker))).toEqual(made);
      const patched = whole(await svix.endpoint.patch(app, taker, { channels: null, throttleRate: null }));
      expect(patched).toEqual({
        ...made,
        channels: null,
        throttleRate: null,
        ...("rateLimit" in made && { rateLimit: null }),
        updatedAt: patched.updatedAt,
      });
      const replaced = whole(await svix.endpoint.upsert(app, taker, { url: receiver.url, description: "" }));
      expect(replaced).toMatchObject({ id: made.id, uid: taker, metadata: {}, [sdk.eventTypes]: null });

      const other = whole(await svix.endpoint.create(app, { url: broken.url, uid: refuser }));
      // One attempt, so that what is refused is given up at once.
      await client.call("PATCH", `/app/${app}/endpoint/${refuser}`, { retry: { waits: [] } });
      const { data, done } = whole(await svix.endpoint.list(app));
      expect(data.map(({ id }) => id)).toEqual([other.id, made.id]);
      expect(done).toBe(true);
    },
  ],
  [
    "endpoints have headers of their own",
    async ({ svix }) => {
      await svix.endpoint.setHeaders(app, taker, { headers: { "x-shop": "17", authorization: "Bearer x" } });
      await svix.endpoint.patchHeaders(app, taker, { headers: { "x-region": "eu" } });
      expect(whole(await svix.endpoint.getHeaders(app, taker))).toEqual({
        headers: { "x-shop": "17", "x-region": "eu" },
        sensitive: ["authorization"],
      });
    },
  ],
  [
    "an endpoint's secret is changed for another one",
    async ({ svix }) => {
      const before = whole(await svix.endpoint.getSecret(app, taker));
      expect(before.key).toMatch(/^whsec_/);
      await svix.endpoint.rotateSecret(app, taker, {});
      expect(whole(await svix.endpoint.getSecret(app, taker)).key).not.toBe(before.key);
      await svix.endpoint.rotateSecret(app, taker, { key: before.key });
      expect(await svix.endpoint.getSecret(app, taker)).toEqual(before);
    },
  ],
  [
    "what is not offered says so",
    async ({ svix, sdk }) => {
      for (const call of [() => svix.integration.list(app), () => svix.ingest.source.list()]) {
        const error = await call().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(sdk.ApiException);
        expect(error).toMatchObject({ code: 404, body: { code: "not_offered", detail: expect.any(String) } });
      }
    },
  ],
];

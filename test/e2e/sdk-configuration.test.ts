import { Ordering, type Svix } from "svix";
import { describe, expect, it } from "vitest";
import { sdk, sharedServer } from "./harness.ts";

const server = sharedServer();
const url = "https://example.com/webhooks";

/** What the SDK throws: the HTTP status, and the answer's body. */
const apiError = (code: number, body: unknown) => ({ code, body });
const notFound = apiError(404, { code: "not_found", detail: expect.any(String) });
const conflict = apiError(409, { code: "conflict", detail: expect.any(String) });
const forbidden = apiError(403, { code: "insufficient access", detail: expect.any(String) });
const invalid = (...loc: string[]) =>
  apiError(422, { detail: [{ loc, msg: expect.any(String), type: "value_error" }] });

interface Page<T> {
  data: T[];
  iterator: string | null;
  prevIterator?: string | null;
  done: boolean;
}

/** All pages forward from the start, then back from the last. */
async function walk<T>(list: (iterator: string | null) => Promise<Page<T>>) {
  const forward = [await list(null)];
  while (!forward.at(-1)!.done) forward.push(await list(forward.at(-1)!.iterator));
  const back: Page<T>[] = [];
  let iterator = forward.at(-1)!.prevIterator!;
  for (;;) {
    const page = await list(iterator);
    if (page.data.length === 0) break;
    back.unshift(page);
    iterator = page.prevIterator!;
  }
  return { forward: forward.map(({ data }) => data), back: back.map(({ data }) => data) };
}

describe("applications", () => {
  it("are created, read by id and uid, changed, replaced and deleted", async () => {
    const svix = await sdk(server);
    const created = await svix.application.create({
      name: "Acme",
      uid: "acme",
      throttleRate: 50,
      metadata: { plan: "gold" },
    });
    expect(created).toMatchObject({
      name: "Acme",
      uid: "acme",
      throttleRate: 50,
      metadata: { plan: "gold" },
    });
    expect(created.createdAt).toBeInstanceOf(Date);
    expect(await svix.application.get(created.id)).toEqual(created);
    expect(await svix.application.get("acme")).toEqual(created);

    const patched = await svix.application.patch("acme", { name: "Acme Ltd" });
    expect(patched).toEqual({ ...created, name: "Acme Ltd", updatedAt: patched.updatedAt });
    const replaced = await svix.application.upsert("acme", { name: "Acme plc" });
    expect(replaced).toMatchObject({ id: created.id, uid: "acme", name: "Acme plc", metadata: {} });
    expect(replaced.throttleRate).toBeNull();

    await svix.application.delete("acme");
    await expect(svix.application.get(created.id)).rejects.toMatchObject(notFound);
    const again = await svix.application.upsert("acme", { name: "Acme again" });
    expect(again).toMatchObject({ uid: "acme", name: "Acme again" });
    expect(again.id).not.toBe(created.id);
  });

  it("are got or created by uid; plain creation refuses a uid that is taken", async () => {
    const svix = await sdk(server);
    const first = await svix.application.getOrCreate({ name: "First", uid: "one" });
    expect(await svix.application.getOrCreate({ name: "Second", uid: "one" })).toEqual(first);
    await expect(svix.application.create({ name: "Second", uid: "one" })).rejects.toMatchObject(conflict);
  });

  it("are refused with the field that doesn't fit", async () => {
    const svix = await sdk(server);
    await expect(svix.application.create({ name: "A", uid: "a b" })).rejects.toMatchObject(
      invalid("body", "uid"),
    );
    await expect(svix.application.create({ name: "A", uid: "app_1" })).rejects.toMatchObject(
      invalid("body", "uid"),
    );
    await expect(svix.application.create({ name: "" })).rejects.toMatchObject(invalid("body", "name"));
    await expect(svix.application.list({ limit: 251 })).rejects.toMatchObject(invalid("query", "limit"));
  });

  it("are listed page by page, forward and back, in both orders", async () => {
    const svix = await sdk(server);
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) ids.push((await svix.application.create({ name })).id);
    for (const order of [Ordering.Ascending, Ordering.Descending]) {
      const { forward, back } = await walk((iterator) =>
        svix.application.list({ limit: 2, iterator, order }),
      );
      const expected = order === Ordering.Ascending ? ids : [...ids].reverse();
      expect(forward.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(forward.flat().map(({ id }) => id)).toEqual(expected);
      expect(back.flat().map(({ id }) => id)).toEqual(expected.slice(0, 4));
    }
  });
});

describe("endpoints", () => {
  const withApplication = async () => {
    const svix = await sdk(server);
    const { id } = await svix.application.create({ name: "Acme" });
    return { svix, app: id };
  };

  it("are created, read by id and uid, changed, replaced and deleted", async () => {
    const { svix, app } = await withApplication();
    await svix.eventType.create({ name: "invoice.paid", description: "An invoice is paid" });
    const fields = {
      url,
      uid: "main",
      description: "All of it",
      throttleRate: 10,
      eventTypes: ["invoice.paid"],
      channels: ["berlin"],
      metadata: { a: "b" },
    };
    const created = await svix.endpoint.create(app, fields);
    expect(created).toMatchObject({ ...fields, disabled: false });
    expect(await svix.endpoint.get(app, "main")).toEqual(created);
    expect(await svix.endpoint.get(app, created.id)).toEqual(created);

    const patched = await svix.endpoint.patch(app, "main", { disabled: true, channels: null });
    expect(patched).toEqual({ ...created, disabled: true, channels: null, updatedAt: patched.updatedAt });

    const { key } = await svix.endpoint.getSecret(app, "main");
    const replaced = await svix.endpoint.upsert(app, "main", { url: `${url}/2` });
    expect(replaced).toMatchObject({ id: created.id, url: `${url}/2`, disabled: false, description: "" });
    expect(replaced.eventTypes).toBeNull();
    expect((await svix.endpoint.getSecret(app, "main")).key).toBe(key);

    const other = await svix.endpoint.upsert(app, "other", { url });
    expect(other).toMatchObject({ uid: "other", url });
    await expect(svix.endpoint.create(app, { url, uid: "other" })).rejects.toMatchObject(conflict);

    await svix.endpoint.delete(app, "main");
    await expect(svix.endpoint.get(app, created.id)).rejects.toMatchObject(notFound);
    expect((await svix.endpoint.list(app)).data.map(({ id }) => id)).toEqual([other.id]);
  });

  it("are listed page by page, forward and back, the newest first", async () => {
    const { svix, app } = await withApplication();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await svix.endpoint.create(app, { url: `${url}/${n}` })).id);
    const { forward, back } = await walk((iterator) => svix.endpoint.list(app, { limit: 2, iterator }));
    expect(forward.flat().map(({ id }) => id)).toEqual(ids.toReversed());
    expect(back.flat().map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 4));
  });

  it("show their headers, but never what is secret in them", async () => {
    const { svix, app } = await withApplication();
    const { id } = await svix.endpoint.create(app, { url, headers: { "x-tenant": "1" } });
    await svix.endpoint.setHeaders(app, id, { headers: { "X-Region": "eu", Authorization: "Bearer x" } });
    expect(await svix.endpoint.getHeaders(app, id)).toEqual({
      headers: { "X-Region": "eu" },
      sensitive: ["Authorization"],
    });
    await svix.endpoint.patchHeaders(app, id, { headers: { "x-more": "2" }, deleteHeaders: ["x-region"] });
    expect(await svix.endpoint.getHeaders(app, id)).toEqual({
      headers: { "x-more": "2" },
      sensitive: ["Authorization"],
    });
    await expect(
      svix.endpoint.setHeaders(app, id, { headers: { "webhook-id": "mine" } }),
    ).rejects.toMatchObject(invalid("body", "headers", "webhook-id"));
  });

  it("are refused with the field that doesn't fit", async () => {
    const { svix, app } = await withApplication();
    await expect(svix.endpoint.create(app, { url: "nowhere" })).rejects.toMatchObject(invalid("body", "url"));
    await expect(svix.endpoint.create(app, { url, eventTypes: ["no.such"] })).rejects.toMatchObject(
      invalid("body", "eventTypes", "0"),
    );
    await expect(svix.endpoint.create(app, { url, secret: "whsec_short" })).rejects.toMatchObject(
      invalid("body", "secret"),
    );
    await expect(svix.endpoint.create("nobody", { url })).rejects.toMatchObject(notFound);
  });
});

describe("event types", () => {
  it("are created, changed, replaced, archived, brought back and removed", async () => {
    const svix = await sdk(server);
    const schemas = { "1": { type: "object", properties: { id: { type: "string" } } } };
    const created = await svix.eventType.create({
      name: "invoice.paid",
      description: "Paid",
      groupName: "invoice",
      schemas,
    });
    expect(created).toMatchObject({ name: "invoice.paid", archived: false, schemas, groupName: "invoice" });
    await expect(svix.eventType.create({ name: "invoice.paid", description: "Twice" })).rejects.toMatchObject(
      conflict,
    );

    const patched = await svix.eventType.patch("invoice.paid", { description: "It is paid" });
    expect(patched).toEqual({ ...created, description: "It is paid", updatedAt: patched.updatedAt });
    expect(await svix.eventType.upsert("invoice.sent", { description: "Sent" })).toMatchObject({
      name: "invoice.sent",
      description: "Sent",
    });
    const names = async (options = {}) => (await svix.eventType.list(options)).data.map(({ name }) => name);
    expect(await names()).toEqual(["invoice.paid", "invoice.sent"]);

    await svix.eventType.delete("invoice.paid");
    expect(await names()).toEqual(["invoice.sent"]);
    expect(await names({ includeArchived: true })).toEqual(["invoice.paid", "invoice.sent"]);
    const back = await svix.eventType.create({ name: "invoice.paid", description: "Back" });
    expect(back).toMatchObject({ description: "Back", archived: false });

    await svix.eventType.delete("invoice.sent", { expunge: true });
    await expect(svix.eventType.get("invoice.sent")).rejects.toMatchObject(notFound);
  });
});

describe("event types from an OpenAPI document", () => {
  const schema = { type: "object", properties: { id: { type: "string" } } };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } };
  const spec = {
    openapi: "3.1.0",
    webhooks: {
      "pet.new": {
        post: { description: "A pet was added", tags: ["Pets"], requestBody: { content } },
      },
    },
    components: { schemas: { Pet: schema } },
  };
  const petNew = {
    name: "pet.new",
    description: "A pet was added",
    deprecated: false,
    groupName: "Pets",
    schemas: { "1": schema },
  };

  it("are told first, then created, then left alone", async () => {
    const svix = await sdk(server);
    await svix.eventType.create({ name: "other", description: "" });
    const dry = await svix.eventType.importOpenapi({ spec, dryRun: true });
    expect(dry.data.modified).toEqual([]);
    expect(dry.data.toModify).toMatchObject([petNew]);
    await expect(svix.eventType.get("pet.new")).rejects.toMatchObject(notFound);

    expect((await svix.eventType.importOpenapi({ spec })).data.modified).toEqual(["pet.new"]);
    expect(await svix.eventType.get("pet.new")).toMatchObject(petNew);
    expect((await svix.eventType.importOpenapi({ specRaw: JSON.stringify(spec) })).data.modified).toEqual([]);

    await svix.eventType.importOpenapi({ spec, replaceAll: true });
    expect((await svix.eventType.list()).data.map(({ name }) => name)).toEqual(["pet.new"]);
  });

  it("may be written in YAML; what doesn't fit is named", async () => {
    const svix = await sdk(server);
    const specRaw = "x-webhooks:\n  pet.new:\n    post:\n      summary: In short\n";
    expect((await svix.eventType.importOpenapi({ specRaw })).data.modified).toEqual(["pet.new"]);
    expect(await svix.eventType.get("pet.new")).toMatchObject({ description: "In short", schemas: null });
    await expect(svix.eventType.importOpenapi({ specRaw: "webhooks: [" })).rejects.toMatchObject(
      invalid("body", "specRaw"),
    );
    await expect(svix.eventType.importOpenapi({})).rejects.toMatchObject(invalid("body", "spec"));
  });
});

describe("an idempotency key", () => {
  it("makes a repeated call answer as the first one did", async () => {
    const svix = await sdk(server);
    const input = { name: "Acme" };
    const first = await svix.application.create(input, { idempotencyKey: "key-1" });
    expect(await svix.application.create(input, { idempotencyKey: "key-1" })).toEqual(first);
    const other = await svix.application.create(input, { idempotencyKey: "key-2" });
    expect(other.id).not.toBe(first.id);
    expect((await svix.application.list()).data).toHaveLength(2);
  });
});

describe("tokens", () => {
  const portal = async (svix: Svix, app: string, options = {}) => {
    const access = await svix.authentication.appPortalAccess(app, options);
    expect(access.url).toBe(`${server.url}/portal#token=${access.token}`);
    return sdk(server, access.token);
  };

  it("for the portal act on their own application only", async () => {
    const svix = await sdk(server);
    const own = await svix.application.create({ name: "Own" });
    const other = await svix.application.create({ name: "Other" });
    const customer = await portal(svix, own.id);
    const endpoint = await customer.endpoint.create(own.id, { url });
    expect((await customer.endpoint.list(own.id)).data).toEqual([endpoint]);
    await expect(customer.endpoint.list(other.id)).rejects.toMatchObject(notFound);
    await expect(customer.application.list()).rejects.toMatchObject(forbidden);
    await expect(customer.message.create(own.id, { eventType: "a.b", payload: {} })).rejects.toMatchObject(
      forbidden,
    );
  });

  it("that may only read change nothing and see no secret", async () => {
    const svix = await sdk(server);
    const { id: app } = await svix.application.create({ name: "Own" });
    const { id } = await svix.endpoint.create(app, { url });
    const reader = await portal(svix, app, { readOnly: true });
    expect((await reader.endpoint.list(app)).data).toHaveLength(1);
    await expect(reader.endpoint.delete(app, id)).rejects.toMatchObject(forbidden);
    await expect(reader.endpoint.getSecret(app, id)).rejects.toMatchObject(forbidden);
  });

  it("see the event types that their feature flags open", async () => {
    const svix = await sdk(server);
    const { id: app } = await svix.application.create({ name: "Own" });
    await svix.eventType.create({ name: "open", description: "" });
    await svix.eventType.create({ name: "beta", description: "", featureFlags: ["beta"] });
    const names = async (options: object) =>
      (await (await portal(svix, app, options)).eventType.list()).data.map(({ name }) => name);
    expect(await names({})).toEqual(["open"]);
    expect(await names({ featureFlags: ["beta"] })).toEqual(["beta", "open"]);
  });

  const loggedOut = apiError(401, { code: "authentication_failed", detail: expect.any(String) });

  it("end with logout", async () => {
    const svix = await sdk(server);
    const { id: app } = await svix.application.create({ name: "Own" });
    const [customer, colleague] = [await portal(svix, app), await portal(svix, app)];
    await customer.authentication.logout();
    await expect(customer.endpoint.list(app)).rejects.toMatchObject(loggedOut);
    expect((await colleague.endpoint.list(app)).data).toEqual([]);
    await expect(svix.authentication.logout()).rejects.toMatchObject(forbidden);
  });

  it("end all together, or those of a session; a new one works at once", async () => {
    const svix = await sdk(server);
    const { id: app } = await svix.application.create({ name: "Own" });
    const phone = await portal(svix, app, { sessionId: "phone" });
    const laptop = await portal(svix, app, { sessionId: "laptop" });
    await svix.authentication.expireAll(app, { sessionIds: ["phone"] });
    await expect(phone.endpoint.list(app)).rejects.toMatchObject(loggedOut);
    expect((await laptop.endpoint.list(app)).data).toEqual([]);
    await svix.authentication.expireAll(app);
    await expect(laptop.endpoint.list(app)).rejects.toMatchObject(loggedOut);
    expect((await (await portal(svix, app)).endpoint.list(app)).data).toEqual([]);
    expect((await svix.endpoint.list(app)).data).toEqual([]);
  });

  it("that this server didn't sign are refused", async () => {
    const stranger = await sdk(server, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcmdfeCJ9.AAAA");
    await expect(stranger.application.list()).rejects.toMatchObject(
      apiError(401, { code: "authentication_failed", detail: expect.any(String) }),
    );
  });
});

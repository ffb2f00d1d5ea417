import { describe, expect, it } from "vitest";
import { presets } from "../../../src/presets/presets.ts";
import { type Client, forbidden, invalidAt, organisation, tenant } from "../client.ts";

const importing = "/event-type/import/openapi";
const exporting = "/event-type/export/openapi";

const pet = {
  webhooks: {
    "pet.new": {
      post: {
        description: "A pet was added",
        tags: ["Pets"],
        "x-svix-feature-flags": ["beta"],
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Pet" }, example: { name: "Rex" } },
          },
        },
      },
    },
    "pet.gone": { post: { description: "A pet is gone", deprecated: true } },
  },
  components: {
    schemas: { Pet: { type: "object", properties: { parent: { $ref: "#/components/schemas/Pet" } } } },
  },
};

const yaml = `
openapi: 3.0.3
x-webhooks:
  pet.new:
    post:
      description: A pet was added # from YAML
      requestBody:
        content:
          application/json:
            schema: &pet { type: object }
`;

const catalogue = async (api: Client): Promise<Record<string, unknown>[]> =>
  (await api.ok("GET", "/event-type?include_archived=true&with_content=true&limit=250")).data;
const withoutTimes = (types: Record<string, unknown>[]) =>
  types.map(({ createdAt, updatedAt, ...type }) => type);

describe("importing", () => {
  it("creates the event types of a document", async () => {
    const { api } = await organisation();
    expect(await api.post(importing, { spec: pet })).toMatchObject({
      status: 200,
      json: { data: { modified: ["pet.new", "pet.gone"], to_modify: null, archived: [] } },
    });
    expect((await api.get("/event-type/pet.new")).json).toMatchObject({
      description: "A pet was added",
      groupName: "Pets",
      featureFlags: ["beta"],
      schemas: { "1": { type: "object", properties: { parent: { $ref: "#" } } } },
      example: { name: "Rex" },
      status: null,
    });
    expect((await api.get("/event-type/pet.gone")).json).toMatchObject({ deprecated: true, schemas: null });
  });

  it.each([
    ["YAML", yaml],
    ["JSON", JSON.stringify(pet)],
  ])("reads a text of %s", async (_, specRaw) => {
    const { api } = await organisation();
    expect((await api.post(importing, { specRaw })).status).toBe(200);
    expect((await api.get("/event-type/pet.new")).json).toMatchObject({
      description: "A pet was added",
      schemas: { "1": { type: "object" } },
    });
  });

  it("changes what has changed, brings back what was archived, and leaves what it doesn't know of", async () => {
    const { api } = await organisation();
    await api.ok("POST", importing, { spec: pet });
    await api.ok("POST", "/event-type", { name: "other", description: "" });
    await api.ok("PATCH", "/event-type/pet.new", { availableSince: "1.2.0" });
    const before = await catalogue(api);
    expect((await api.post(importing, { spec: pet })).json.data).toEqual({
      modified: [],
      to_modify: null,
      archived: [],
    });
    expect(await catalogue(api)).toEqual(before);
    await api.ok("DELETE", "/event-type/pet.gone");
    await api.ok("PATCH", "/event-type/pet.new", { description: "Mine", schemas: null });
    expect((await api.post(importing, { spec: pet })).json.data.modified).toEqual(["pet.new", "pet.gone"]);
    expect(withoutTimes(await catalogue(api))).toEqual(withoutTimes(before));
  });

  it("takes names in another order for no change", async () => {
    const { api } = await organisation();
    const document = (schema: object) => ({
      webhooks: { "pet.new": { post: { requestBody: { content: { "application/json": { schema } } } } } },
    });
    const properties = { name: { type: "string" }, age: { type: "integer" } };
    await api.ok("POST", importing, { spec: document({ type: "object", properties }) });
    const turned = { properties: { age: properties.age, name: properties.name }, type: "object" };
    expect((await api.ok("POST", importing, { spec: document(turned) })).data.modified).toEqual([]);
    const other = { ...turned, required: ["name"] };
    expect((await api.ok("POST", importing, { spec: document(other) })).data.modified).toEqual(["pet.new"]);
  });

  it("tells without changing anything with dryRun", async () => {
    const { api } = await organisation();
    await api.ok("POST", "/event-type", { name: "other", description: "" });
    const { data } = await api.ok("POST", importing, { spec: pet, dryRun: true, replaceAll: true });
    expect(data).toEqual({
      modified: [],
      to_modify: [
        {
          name: "pet.new",
          description: "A pet was added",
          deprecated: false,
          groupName: "Pets",
          featureFlag: "beta",
          featureFlags: ["beta"],
          schemas: { "1": { type: "object", properties: { parent: { $ref: "#" } } } },
        },
        expect.objectContaining({ name: "pet.gone", deprecated: true }),
      ],
      archived: ["other"],
    });
    expect((await catalogue(api)).map(({ name, archived }) => [name, archived])).toEqual([["other", false]]);
  });

  it("archives the others with replaceAll", async () => {
    const { api } = await organisation();
    await api.ok("POST", "/event-type", { name: "other", description: "" });
    const elsewhere = (await organisation()).api;
    await elsewhere.ok("POST", "/event-type", { name: "other", description: "" });
    const { data } = await api.ok("POST", importing, { spec: pet, replaceAll: true });
    expect(data.archived).toEqual(["other"]);
    expect((await catalogue(api)).map(({ name, archived }) => [name, archived])).toEqual([
      ["other", true],
      ["pet.gone", false],
      ["pet.new", false],
    ]);
    expect((await elsewhere.get("/event-type/other")).json).toMatchObject({ archived: false });
  });

  it("takes several hundred at once", async () => {
    const { api } = await organisation();
    const webhooks = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`type.${n}`, { post: {} }]));
    expect(
      (await api.ok("POST", importing, { spec: { webhooks: webhooks(500) } })).data.modified,
    ).toHaveLength(500);
    expect(await api.post(importing, { spec: { webhooks: webhooks(501) } })).toMatchObject(
      invalidAt("body", "spec", "webhooks"),
    );
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"]
    .map((name, n) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[n]}`).join()}]`)
    .join("\n")}`;
  it.each<[string, Record<string, unknown>, string[]]>([
    ["nothing", {}, ["spec"]],
    ["both forms", { spec: pet, specRaw: yaml }, ["spec"]],
    ["a list", { spec: [] }, ["spec"]],
    ["no webhooks", { spec: {} }, ["spec"]],
    ["no document", { specRaw: "just text" }, ["specRaw"]],
    ["broken YAML", { specRaw: "webhooks: [" }, ["specRaw"]],
    ["YAML that explodes", { specRaw: bomb }, ["specRaw"]],
    ["YAML that is broken in many places", { specRaw: "{a b: c: d\n".repeat(1_000) }, ["specRaw"]],
    ["YAML that holds itself", { specRaw: "webhooks: &a { a: *a }" }, ["specRaw"]],
    ["YAML nested without end", { specRaw: `webhooks: ${"[".repeat(20_000)}` }, ["specRaw"]],
    ["no operation", { spec: { webhooks: { "a.b": {} } } }, ["spec", "webhooks", "a.b"]],
    ["a name that is none", { specRaw: "webhooks: { 'a b': { post: {} } }" }, ["specRaw", "webhooks", "a b"]],
    [
      "a description that is too long",
      { spec: { webhooks: { "a.b": { post: { description: "x".repeat(5000) } } } } },
      ["spec", "webhooks", "a.b", "description"],
    ],
    [
      "a status that there isn't",
      { spec: { webhooks: { "a.b": { post: { "x-posthorn-status": "soon" } } } } },
      ["spec", "webhooks", "a.b", "status"],
    ],
  ])("names what is wrong with %s, and changes nothing", async (_, body, loc) => {
    const { api } = await organisation();
    expect(await api.post(importing, body)).toMatchObject(invalidAt("body", ...loc));
    expect(await catalogue(api)).toEqual([]);
  });

  it("takes the last of the same keys, as of JSON", async () => {
    const { api } = await organisation();
    const document =
      "webhooks:\n  a.b: { post: { description: first } }\n  a.b: { post: { description: last } }";
    await api.ok("POST", importing, { specRaw: document });
    expect((await api.get("/event-type/a.b")).json.description).toBe("last");
  });

  it("takes JSON that would be no YAML", async () => {
    const { api } = await organisation();
    const key = "k".repeat(2_000);
    const webhooks = { "a.b": { post: {} } };
    await api.ok("POST", importing, { specRaw: `\t${JSON.stringify({ [key]: 1, webhooks })}` });
    expect((await api.get("/event-type/a.b")).status).toBe(200);
  });

  it.each([
    ["spec", "too_many_bytes", { info: "x".repeat(1_000_000) }],
    ["specRaw", "too_long", "x".repeat(1_000_001)],
  ])("refuses a %s that is too large to be read while others wait", async (field, code, document) => {
    const { api } = await organisation();
    const { status, json } = await api.post(importing, { [field]: document });
    expect([status, json.detail]).toEqual([
      422,
      [expect.objectContaining({ loc: ["body", field], code, params: { max: 1_000_000 } })],
    ]);
  });

  it("says of very many webhooks only that they are too many", async () => {
    const { api } = await organisation();
    const webhooks = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`type ${n}`, {}]));
    const { json } = await api.post(importing, { spec: { webhooks } });
    expect(json.detail).toHaveLength(1);
    expect(json.detail[0]).toMatchObject({ code: "webhooks_too_many", params: { max: 500 } });
  });

  it("survives a document that is nested without end", async () => {
    const { api } = await organisation();
    const depth = 50_000;
    const schema = `${'{"not":'.repeat(depth)}{}${"}".repeat(depth)}`;
    for (const member of [`"schema":${schema}`, `"example":${schema}`]) {
      const operation = `{"post":{"requestBody":{"content":{"application/json":{${member}}}}}}`;
      const answer = await api.post(importing, `{"spec":{"webhooks":{"a.b":${operation}}}}`);
      expect(answer.status, member.slice(0, 10)).toBeOneOf([200, 422]);
    }
  });

  it("is an operator's affair", async () => {
    const { customer } = await tenant();
    expect(await (await customer()).post(importing, { spec: pet })).toMatchObject(forbidden);
  });
});

describe("exporting", () => {
  it.each(presets.map(({ name }) => name))(
    "gives the catalogue of %s back when it is imported",
    async (name) => {
      const from = (await organisation()).api;
      await from.ok("POST", `/preset/${name}`);
      const spec = await from.ok("GET", exporting);
      const to = (await organisation()).api;
      await to.ok("POST", importing, { spec });
      expect(withoutTimes(await catalogue(to))).toEqual(withoutTimes(await catalogue(from)));
      expect((await from.post(importing, { spec, replaceAll: true })).json.data).toEqual({
        modified: [],
        to_modify: null,
        archived: [],
      });
    },
  );

  it("names the operator, and leaves out what is archived", async () => {
    const { api } = await organisation();
    await api.ok("POST", importing, { spec: pet });
    await api.ok("DELETE", "/event-type/pet.gone");
    await api.ok("PATCH", "/settings", { brand: { name: "Acme" } });
    const document = await api.ok("GET", exporting);
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Acme: webhooks" } });
    expect(Object.keys(document.webhooks)).toEqual(["pet.new"]);
  });

  it("shows a customer the types that are meant for it", async () => {
    const { api, eventType, customer } = await tenant();
    const open = await eventType({ name: "a.open" });
    await eventType({ name: "b.beta", featureFlags: ["beta"] });
    const names = async (client: Client) => Object.keys((await client.ok("GET", exporting)).webhooks);
    expect(await names(await customer({ read_only: true }))).toEqual([open]);
    expect(await names(await customer({ feature_flags: ["beta"] }))).toEqual([open, "b.beta"]);
    expect(await names(api)).toEqual([open, "b.beta"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueType, toOpenApi } from "../../../src/core/json-schema/openapi-export.ts";
import { fromOpenApi } from "../../../src/core/json-schema/openapi-import.ts";

const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9\-_.]{1,20}$/),
  fc.constantFrom("__proto__", "constructor", "post", "1"),
);
const text = fc.oneof(fc.string(), fc.constantFrom("", "Karten & Kunden", "~1/~0", "%2F"));
const labels = fc.record({ en: text, de: text }, { requiredKeys: [] });
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));
const object = fc.dictionary(text, json, { maxKeys: 4 }).map((value) => JSON.parse(JSON.stringify(value)));

/** Schemas that refer to themselves, by every kind of keyword that can hold a schema. */
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      true,
      {},
      { type: "string" },
      { $ref: "#" },
      { $ref: "#/definitions/Part" },
      { $ref: "#/definitions/gone" },
      { $ref: "#/properties/a~1b/items" },
      { $ref: "#/components/schemas/Pet" },
      { $ref: "#anchor" },
      { $ref: "https://schemas.example/pet.json#/definitions/Part" },
      { $id: "https://schemas.example/own.json", items: { $ref: "#/definitions/Part" } },
      { const: { $ref: "#/not/a/reference" } },
      { enum: [{ $ref: "#/neither" }], default: { $ref: "#" } },
    ),
    fc.record(
      {
        type: fc.constantFrom("object", "array"),
        title: text,
        properties: fc.dictionary(fc.constantFrom("a/b", "$ref", "$id", "enum", "ü"), tie("schema")),
        definitions: fc.dictionary(fc.constantFrom("Part", "Pet"), tie("schema")),
        items: tie("schema"),
        allOf: fc.array(tie("schema"), { maxLength: 2 }),
        additionalProperties: tie("schema"),
        example: object,
      },
      { requiredKeys: [] },
    ),
  ),
}));

const catalogueType = fc.record({
  name,
  description: text,
  deprecated: fc.boolean(),
  schemas: fc.oneof(
    fc.constant(null),
    schema.map((value) => ({ "1": value })),
    fc.dictionary(fc.constantFrom("1", "2", "10", "v3"), schema, { maxKeys: 3 }),
  ),
  featureFlags: fc.option(fc.array(name, { maxLength: 3 }), { nil: null }),
  groupName: fc.option(fc.string({ minLength: 1 }), { nil: null }),
  extensions: fc.record(
    {
      descriptions: labels,
      availableSince: fc.string({ minLength: 1 }),
      status: fc.constantFrom("active" as const, "planned" as const),
      example: object,
      fields: fc.array(fc.record({ name, labels, path: name, alwaysSent: fc.boolean() }), { maxLength: 2 }),
      excludeOrigins: fc.array(name, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
});

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const type = (fields: Partial<CatalogueType> = {}): CatalogueType => ({
  name: "pet.new",
  description: "",
  deprecated: false,
  schemas: null,
  featureFlags: null,
  groupName: null,
  extensions: {},
  ...fields,
});
const only = (document: Record<string, unknown>) => {
  const { types, problems } = fromOpenApi(document);
  expect(problems).toEqual([]);
  expect(types).toHaveLength(1);
  return types[0]!;
};

it("gives the same types back that it wrote, whatever they are", () => {
  const types = fc.uniqueArray(catalogueType, { selector: (type) => type.name, maxLength: 4 });
  fc.assert(
    fc.property(types, (types) => {
      const back = fromOpenApi(plain(toOpenApi(types, "All")));
      expect(back.problems).toEqual([]);
      const expected = types.map(({ extensions, ...fields }) => plain({ ...fields, ...extensions }));
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect(plain(back.types).sort(byName)).toEqual(expected.sort(byName));
    }),
    { numRuns: 100 },
  );
});

describe("writing", () => {
  const operation = (fields: Partial<CatalogueType>) =>
    toOpenApi([type(fields)], "All").webhooks["pet.new"]!.post;

  it("marks what is planned, since when, for whom, and the group as a tag", () => {
    const document = toOpenApi([type({ groupName: "Pets" })], "Acme: webhooks");
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Acme: webhooks" },
      tags: [{ name: "Pets" }],
    });
    const extensions = { status: "planned" as const, availableSince: "4.9.0", example: { a: 1 } };
    expect(
      operation({ description: "New", deprecated: true, featureFlags: ["enterprise"], extensions }),
    ).toMatchObject({
      operationId: "pet.new",
      description: "New",
      deprecated: true,
      "x-posthorn-status": "planned",
      "x-posthorn-available-since": "4.9.0",
      "x-posthorn-feature-flags": ["enterprise"],
      requestBody: { content: { "application/json": { example: { a: 1 } } } },
    });
  });

  it("makes references of a schema to itself lead there", () => {
    const schema = { items: { $ref: "#/definitions/Pet" }, definitions: { Pet: { $ref: "#" } } };
    const here = "#/webhooks/pet.new/post/requestBody/content/application~1json/schema";
    expect(operation({ schemas: { "1": schema } }).requestBody.content["application/json"]).toEqual({
      schema: { items: { $ref: `${here}/definitions/Pet` }, definitions: { Pet: { $ref: here } } },
    });
  });

  it("shows the schema of the highest version", () => {
    const schemas = { "2": { title: "two" }, "10": { title: "ten" }, "9": { title: "nine" } };
    expect(operation({ schemas }).requestBody.content["application/json"]).toEqual({
      schema: { title: "ten" },
    });
  });
});

describe("reading", () => {
  const body = (schema: unknown, more = {}) => ({ content: { "application/json": { schema, ...more } } });
  const document = (operation: unknown, more = {}) => ({
    webhooks: { "pet.new": { post: operation } },
    ...more,
  });

  it.each(["webhooks", "x-webhooks"])("finds what is under %s", (section) => {
    const operation = {
      description: "A new pet",
      tags: ["Pets", "More"],
      deprecated: true,
      "x-svix-feature-flags": ["beta"],
      requestBody: body({ type: "object" }, { examples: { one: { value: { id: 1 } } } }),
    };
    expect(only({ [section]: { "pet.new": { post: operation } } })).toEqual({
      name: "pet.new",
      description: "A new pet",
      deprecated: true,
      groupName: "Pets",
      featureFlags: ["beta"],
      schemas: { "1": { type: "object" } },
      example: { id: 1 },
    });
  });

  it("makes do with little", () => {
    expect(only(document({ summary: "In short" }))).toEqual({
      name: "pet.new",
      description: "In short",
      deprecated: false,
      groupName: null,
      featureFlags: null,
      schemas: null,
    });
  });

  it("takes the operationId where the key is no name", () => {
    expect(only({ webhooks: { "New pet!": { put: { operationId: "pet.new" } } } }).name).toBe("pet.new");
  });

  it("brings along what a schema refers to, each once, itself included", () => {
    const schemas = {
      Pet: {
        properties: {
          owner: { $ref: "#/components/schemas/Owner" },
          child: { $ref: "#/components/schemas/Pet" },
        },
      },
      Owner: { properties: { pets: { items: { $ref: "#/components/schemas/Pet" } } } },
    };
    const components = { schemas };
    const list = {
      items: { $ref: "#/components/schemas/Pet" },
      contains: { $ref: "#/components/schemas/Pet" },
    };
    expect(only(document({ requestBody: body(list) }, { components })).schemas).toEqual({
      "1": {
        items: { $ref: "#/definitions/Pet" },
        contains: { $ref: "#/definitions/Pet" },
        definitions: {
          Pet: {
            properties: { owner: { $ref: "#/definitions/Owner" }, child: { $ref: "#/definitions/Pet" } },
          },
          Owner: { properties: { pets: { items: { $ref: "#/definitions/Pet" } } } },
        },
      },
    });
    const direct = { $ref: "#/components/schemas/Pet" };
    expect(only(document({ requestBody: body(direct) }, { components })).schemas).toEqual({
      "1": {
        properties: { owner: { $ref: "#/definitions/Owner" }, child: { $ref: "#" } },
        definitions: { Owner: { properties: { pets: { items: { $ref: "#" } } } } },
      },
    });
  });

  it("keeps definitions of the same name apart", () => {
    const schema = {
      items: { $ref: "#/components/schemas/Pet" },
      not: { $ref: "#/webhooks/pet.new/post/requestBody/content/application~1json/schema/definitions/Pet" },
      definitions: { Pet: { title: "mine" } },
    };
    const components = { schemas: { Pet: { title: "theirs" } } };
    expect(only(document({ requestBody: body(schema) }, { components })).schemas).toEqual({
      "1": {
        items: { $ref: "#/definitions/Pet_2" },
        not: { $ref: "#/definitions/Pet" },
        definitions: { Pet: { title: "mine" }, Pet_2: { title: "theirs" } },
      },
    });
  });

  it("follows references of paths, bodies and examples", () => {
    const components = {
      pathItems: {
        NewPet: { post: { description: "New", requestBody: { $ref: "#/components/requestBodies/Pet" } } },
      },
      requestBodies: {
        Pet: body({ type: "object" }, { examples: { a: { $ref: "#/components/examples/A" } } }),
      },
      examples: { A: { value: { id: 1 } } },
    };
    expect(
      only({ webhooks: { "pet.new": { $ref: "#/components/pathItems/NewPet" } }, components }),
    ).toMatchObject({
      description: "New",
      schemas: { "1": { type: "object" } },
      example: { id: 1 },
    });
  });

  it.each([
    [{}, [], "webhooks_missing"],
    [{ webhooks: [] }, [], "webhooks_missing"],
    [{ webhooks: { "pet.new": {} } }, ["webhooks", "pet.new"], "webhook_without_operation"],
    [
      { webhooks: { "pet.new": { $ref: "#/webhooks/pet.new" } } },
      ["webhooks", "pet.new"],
      "webhook_without_operation",
    ],
    [{ webhooks: { "New pet": { post: {} } } }, ["webhooks", "New pet"], "webhook_without_name"],
    [
      document({ requestBody: body({ $ref: "#/components/schemas/Gone" }) }),
      ["webhooks", "pet.new"],
      "reference_unknown",
    ],
    [
      document({ requestBody: body({ items: { $ref: "#/gone" } }) }),
      ["webhooks", "pet.new"],
      "reference_unknown",
    ],
  ])("says where it can't be read, and why: %j", (given, loc, code) => {
    expect(fromOpenApi(given).problems).toEqual([{ loc, code, params: expect.any(Object) }]);
  });

  it("gives up on what is nested without end", () => {
    let schema: unknown = {};
    for (let n = 0; n < 10_000; n++) schema = { not: schema };
    expect(fromOpenApi(document({ requestBody: body(schema) })).problems).toHaveLength(1);
  });
});

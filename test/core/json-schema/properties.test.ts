import { describe, expect, it } from "vitest";
import { propertiesOf } from "../../../src/core/json-schema/properties.ts";

const names = (schema: unknown) => propertiesOf(schema).properties.map(({ path }) => path);
const property = (schema: unknown, path: string) =>
  propertiesOf(schema).properties.find((one) => one.path === path)!;

describe("the properties of a schema", () => {
  it("goes into objects and lists", () => {
    const schema = {
      type: "object",
      required: ["lines"],
      properties: {
        id: { type: "string", format: "uuid", description: "Number of the order" },
        lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } } } },
        tags: { type: "array", items: { type: ["string", "null"] } },
        buyer: { properties: { email: { type: "string" } } },
      },
    };
    expect(names(schema)).toEqual(["id", "lines", "lines[].sku", "tags", "buyer", "buyer.email"]);
    expect(property(schema, "id")).toMatchObject({ format: "uuid", description: "Number of the order" });
    expect(property(schema, "id").required).toBe(false);
    expect(property(schema, "lines")).toMatchObject({ types: ["array"], items: ["object"], required: true });
    expect(property(schema, "tags").items).toEqual(["string", "null"]);
    expect(property(schema, "buyer").types).toEqual(["object"]);
  });

  it("puts together what is referred to and combined", () => {
    const schema = {
      allOf: [{ $ref: "#/definitions/Base" }, { properties: { paid: { type: "boolean" } } }],
      definitions: {
        Base: { type: "object", required: ["id"], properties: { id: { $ref: "#/definitions/a~1b" } } },
        "a/b": { oneOf: [{ type: "integer" }, { type: "string" }] },
      },
    };
    expect(names(schema)).toEqual(["id", "paid"]);
    expect(property(schema, "id")).toMatchObject({ types: ["integer", "string"], required: true });
  });

  it("requires nothing that only one alternative requires", () => {
    const alternative = { required: ["a"], properties: { a: { const: 1 } } };
    expect(property({ anyOf: [alternative, { properties: { b: {} } }] }, "a")).toMatchObject({
      required: false,
      values: ["1"],
    });
  });

  it("says of a reference what stands beside it", () => {
    const schema = {
      properties: { to: { $ref: "#/definitions/Address", description: "Where the parcel goes" } },
      definitions: { Address: { type: "string", description: "An address", format: "postal" } },
    };
    expect(property(schema, "to")).toMatchObject({
      types: ["string"],
      format: "postal",
      description: "Where the parcel goes",
    });
  });

  it("ends with a chain of references however long", () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, n) => [n, { $ref: `#/definitions/${n + 1}` }]),
    );
    expect(names({ $ref: "#/definitions/0", definitions })).toEqual([]);
    expect(
      names({
        $ref: "#/definitions/19990",
        definitions: { ...definitions, 20000: { properties: { a: {} } } },
      }),
    ).toEqual(["a"]);
  });

  it("ends with schemas that hold themselves, and with very large ones", () => {
    const person = { type: "object", properties: { boss: { $ref: "#" }, name: { type: "string" } } };
    expect(names(person)).toContain("boss.boss.name");
    expect(names({ allOf: [{ $ref: "#" }, { $ref: "#" }], properties: { a: {} } })).toEqual(["a"]);
    expect(names({ $ref: "#" })).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`p${n}`, { type: "string" }]));
    const { properties, left } = propertiesOf({ properties: many });
    expect([properties.length, left]).toEqual([120, 80]);
  });

  it.each([null, true, "text", [], { properties: [] }, { $ref: "https://else.example" }, { type: 5 }])(
    "shows nothing of what is no schema of an object: %j",
    (given) => expect(propertiesOf(given)).toEqual({ properties: [], left: 0 }),
  );
});

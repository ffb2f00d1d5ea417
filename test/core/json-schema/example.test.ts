import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { exampleOf, sampleOf } from "../../../src/core/json-schema/example.ts";

const range = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 30 }))
  .map(([least, span]) => [least, least + span] as const);
const texts = fc.oneof(
  fc.constant({}),
  fc
    .tuple(fc.nat(30), fc.nat(30))
    .map(([a, b]) => ({ minLength: Math.min(a, b), maxLength: Math.max(a, b) })),
  fc.constantFrom("date-time", "date", "email", "ipv4", "ipv6", "uri", "uuid").map((format) => ({ format })),
);
const numbers = fc.oneof(
  fc.constant({}),
  range.map(([minimum, maximum]) => ({ minimum, maximum })),
  range.map(([exclusiveMinimum, end]) => ({ exclusiveMinimum, exclusiveMaximum: end + 2 })),
  fc.integer({ min: 1, max: 7 }).map((multipleOf) => ({ multipleOf, minimum: 3 })),
  fc.integer({ min: -9, max: 9 }).map((maximum) => ({ maximum })),
);
const { schema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    texts.map((rules) => ({ type: "string", ...rules })),
    numbers.map((rules) => ({ type: "integer", ...rules })),
    numbers.map((rules) => ({ type: "number", ...rules })),
    fc.constantFrom({ type: "boolean" }, { type: "null" }, { const: 7 }, { enum: ["a", "b"] }),
    fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(3) }),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("schema"), { maxKeys: 4 })
      .map((properties) => ({ type: "object", properties, required: Object.keys(properties).slice(1) })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

describe("a sample", () => {
  it("is what its schema allows", () => {
    fc.assert(
      fc.property(schema, (schema) => {
        const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
        const sample = JSON.parse(JSON.stringify(sampleOf(schema)));
        expect(validator.safeParse(sample).error?.issues, JSON.stringify({ schema, sample })).toBeUndefined();
      }),
    );
  });

  it("is made of anything without an error, and can be written as JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (schema) => {
        expect(JSON.stringify(sampleOf(schema))).toEqual(expect.any(String));
      }),
    );
  });

  it("follows references, all parts and the first alternative", () => {
    const schema = {
      type: "object",
      definitions: { id: { type: "integer", minimum: 4711 }, "a/b": { const: "slash" } },
      properties: { id: { $ref: "#/definitions/id" }, odd: { $ref: "#/definitions/a~1b" } },
      allOf: [{ properties: { more: { type: "boolean" } } }],
      oneOf: [{ properties: { one: { const: 1 } } }, { properties: { two: { const: 2 } } }],
    };
    expect(sampleOf(schema)).toEqual({ id: 4711, odd: "slash", more: true, one: 1 });
  });

  it("prefers what the schema gives as an example", () => {
    const of = (rules: object) =>
      sampleOf({ type: "object", properties: { a: { type: "string", ...rules } } });
    expect(of({ examples: ["x", "y"], default: "z" })).toEqual({ a: "x" });
    expect(of({ default: "z" })).toEqual({ a: "z" });
    expect(of({ type: ["null", "integer"] })).toEqual({ a: 1 });
  });

  it("of a schema that refers to itself comes to an end", () => {
    const node = { type: "object", required: ["next"], properties: { next: { $ref: "#" } } };
    expect(JSON.stringify(sampleOf(node)).length).toBeLessThan(1_000);
    const two = { a: { $ref: "#" }, b: { $ref: "#" } };
    expect(JSON.stringify(sampleOf({ type: "object", properties: two })).length).toBeLessThan(10_000);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`p${n}`, { $ref: "#" }]));
    expect(JSON.stringify(sampleOf({ type: "object", properties: many })).length).toBeLessThan(100_000);
    expect(sampleOf({ allOf: Object.values(many) })).toBeDefined();
    expect(sampleOf({ $ref: "#" })).toBeDefined();
    expect(sampleOf({ allOf: [{ $ref: "#" }, { $ref: "#" }] })).toBeDefined();
  });

  it("keeps a name that is special to JavaScript", () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"const":1}}}');
    expect(JSON.stringify(sampleOf(schema))).toBe('{"__proto__":1}');
  });
});

describe("the example of an event type", () => {
  const schemas = {
    "9": { examples: [{ n: 9 }] },
    "10": { type: "object", properties: { n: { const: 10 } } },
  };

  it("is its own, else one of the newest schema, else empty", () => {
    expect(exampleOf({ example: { n: 1 }, schemas }, null)).toEqual({ n: 1 });
    expect(exampleOf({ example: null, schemas }, null)).toEqual({ n: 10 });
    expect(exampleOf({ example: null, schemas: null }, null)).toEqual({});
    expect(exampleOf({ example: null, schemas: { "1": { type: "string" } } }, null)).toEqual({});
  });

  it("is the one of the schema's that is asked for", () => {
    const schemas = { "1": { examples: [{ n: 1 }, { n: 2 }] } };
    expect(exampleOf({ example: { n: 0 }, schemas }, 1)).toEqual({ n: 2 });
    expect(() => exampleOf({ example: null, schemas }, 2)).toThrow(/exampleIndex/);
    expect(exampleOf({ example: { n: 0 }, schemas: null }, 3)).toEqual({ n: 0 });
  });
});

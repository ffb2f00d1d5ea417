import { expect, it } from "vitest";
import { schemaFault } from "../../../src/core/json-schema/meta.ts";

it.each<[string, unknown]>([
  ["nothing said", {}],
  ["anything, nothing", true],
  ["words that nobody knows", { "x-mine": 5, example: [], discriminator: {} }],
  ["several types", { type: ["string", "null"] }],
  ["draft 4 and OpenAPI 3.0", { exclusiveMinimum: true, minimum: 1, nullable: true }],
  ["draft 7", { items: [{ type: "string" }, true], dependencies: { a: ["b"], c: { required: ["d"] } } }],
  ["draft 2020-12", { prefixItems: [{}], $defs: { a: {} }, dependentRequired: { a: ["b"] } }],
  ["properties with the names of keywords", { properties: { type: { type: "string" }, items: {} } }],
])("takes %s", (_, schema) => {
  expect(schemaFault(schema)).toBeNull();
});

it.each<[unknown, string[], string]>([
  [5, [], "a_schema"],
  [null, [], "a_schema"],
  [[], [], "a_schema"],
  [{ type: "nonsense" }, ["type"], "a_type"],
  [{ type: [] }, ["type"], "a_type"],
  [{ type: ["string", "string"] }, ["type"], "a_type"],
  [{ properties: [] }, ["properties"], "schemas_by_name"],
  [{ properties: { a: { type: 5 } } }, ["properties", "a", "type"], "a_type"],
  [{ items: { enum: {} } }, ["items", "enum"], "a_list"],
  [{ items: [{}, 5] }, ["items", "1"], "a_schema"],
  [{ allOf: [] }, ["allOf"], "schemas"],
  [{ anyOf: [{}, { required: "a" }] }, ["anyOf", "1", "required"], "names"],
  [{ required: ["a", "a"] }, ["required"], "names"],
  [{ pattern: "(" }, ["pattern"], "a_pattern"],
  [{ minLength: -1 }, ["minLength"], "a_count"],
  [{ minLength: 1.5 }, ["minLength"], "a_count"],
  [{ multipleOf: 0 }, ["multipleOf"], "a_number_above_0"],
  [{ maximum: "10" }, ["maximum"], "a_number"],
  [{ uniqueItems: 1 }, ["uniqueItems"], "a_flag"],
  [{ $ref: 1 }, ["$ref"], "a_text"],
  [{ dependencies: { a: 5 } }, ["dependencies", "a"], "a_schema"],
  [{ definitions: { a: { not: 5 } } }, ["definitions", "a", "not"], "a_schema"],
])("says where %j is no schema", (schema, path, expected) => {
  expect(schemaFault(schema)).toEqual({ path, expected });
});

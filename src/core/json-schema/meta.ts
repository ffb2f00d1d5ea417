import { isRecord } from "./schema.ts";

/**
 * What the meta-schemas of JSON Schema say of a schema (draft 7, with the keywords of 2020-12, and with what OpenAPI 3.0
 * writes differently). By hand, because validators that run in Workers bring the meta-schemas of one draft each, and none
 * takes OpenAPI's.
 */

/** Where a schema is none, and what should stand there. */
export interface SchemaFault {
  path: string[];
  expected: Expected;
}

export type Expected = keyof typeof checks;

const types = ["array", "boolean", "integer", "null", "number", "object", "string"];
const isType = (value: unknown) => types.includes(value as string);
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
const isNames = (value: unknown) => Array.isArray(value) && value.every(isText) && isUnique(value);

function isPattern(value: unknown): boolean {
  try {
    return isText(value) && new RegExp(value, "u") !== null;
  } catch {
    return false;
  }
}

const checks = {
  a_schema: (value: unknown) => typeof value === "boolean" || isRecord(value),
  schemas: (value: unknown) => Array.isArray(value) && value.length > 0,
  schemas_by_name: isRecord,
  a_type: (value: unknown) =>
    isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType) && isUnique(value)),
  a_list: Array.isArray,
  names: isNames,
  names_by_name: (value: unknown) => isRecord(value) && Object.values(value).every(isNames),
  a_text: isText,
  a_pattern: isPattern,
  a_flag: (value: unknown) => typeof value === "boolean",
  a_number: isNumber,
  a_number_or_flag: (value: unknown) => isNumber(value) || typeof value === "boolean",
  a_number_above_0: (value: unknown) => isNumber(value) && value > 0,
  a_count: (value: unknown) => Number.isInteger(value) && (value as number) >= 0,
} satisfies Record<string, (value: unknown) => boolean>;

/** As it is told. */
export const expectedWords: Record<Expected, string> = {
  a_schema: "a schema, or true or false",
  schemas: "a list of schemas",
  schemas_by_name: "an object of schemas",
  a_type: `${types.slice(0, -1).join(", ")} or ${types.at(-1)}, or a list of these`,
  a_list: "a list",
  names: "a list of different names",
  names_by_name: "an object of lists of names",
  a_text: "a text",
  a_pattern: "a regular expression",
  a_flag: "true or false",
  a_number: "a number",
  a_number_or_flag: "a number",
  a_number_above_0: "a number above 0",
  a_count: "a whole number, 0 or more",
};

const of = <E extends Expected>(expected: E, ...keywords: string[]) =>
  keywords.map((keyword): [string, Expected] => [keyword, expected]);

const keywords = new Map<string, Expected>([
  ...of("a_schema", "not", "if", "then", "else", "contains", "propertyNames", "additionalProperties"),
  ...of("a_schema", "additionalItems", "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
  ...of("schemas", "allOf", "anyOf", "oneOf", "prefixItems"),
  ...of("schemas_by_name", "properties", "patternProperties", "definitions", "$defs", "dependentSchemas"),
  ...of("schemas_by_name", "dependencies"),
  ...of("a_type", "type"),
  ...of("a_list", "enum", "examples"),
  ...of("names", "required"),
  ...of("names_by_name", "dependentRequired"),
  ...of("a_text", "title", "description", "format", "$ref", "$id", "$schema", "$comment", "$anchor"),
  ...of("a_text", "contentMediaType", "contentEncoding"),
  ...of("a_pattern", "pattern"),
  ...of("a_flag", "uniqueItems", "readOnly", "writeOnly", "deprecated", "nullable"),
  ...of("a_number", "maximum", "minimum"),
  ...of("a_number_or_flag", "exclusiveMaximum", "exclusiveMinimum"),
  ...of("a_number_above_0", "multipleOf"),
  ...of("a_count", "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"),
  ...of("a_count", "maxContains", "minContains"),
]);

/** The first fault of a schema that is not nested more than 100 deep; null for a schema. */
export function schemaFault(schema: unknown): SchemaFault | null {
  if (!checks.a_schema(schema)) return { path: [], expected: "a_schema" };
  return isRecord(schema) ? faultIn(schema) : null;
}

function faultIn(schema: Record<string, unknown>): SchemaFault | null {
  for (const [keyword, value] of Object.entries(schema)) {
    const fault = keyword === "items" ? faultOfItems(value) : faultOf(keywords.get(keyword), keyword, value);
    if (fault !== null) return below(keyword, fault);
  }
  return null;
}

/** One schema for all, or (draft 7) one for each. */
const faultOfItems = (value: unknown) =>
  Array.isArray(value) ? faultOfAll(Object.entries(value)) : schemaFault(value);

function faultOf(expected: Expected | undefined, keyword: string, value: unknown): SchemaFault | null {
  if (expected === undefined) return null;
  if (!checks[expected](value)) return { path: [], expected };
  if (expected === "a_schema") return schemaFault(value);
  if (expected !== "schemas" && expected !== "schemas_by_name") return null;
  const members = Object.entries(value as object);
  // Of the older drafts: what has to be there when something is there.
  return faultOfAll(keyword === "dependencies" ? members.filter(([, one]) => !isNames(one)) : members);
}

function faultOfAll(members: readonly [string, unknown][]): SchemaFault | null {
  for (const [name, schema] of members) {
    const fault = schemaFault(schema);
    if (fault !== null) return below(name, fault);
  }
  return null;
}

const below = (name: string, { path, expected }: SchemaFault): SchemaFault => ({
  path: [name, ...path],
  expected,
});

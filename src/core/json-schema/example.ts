import { invalid } from "../errors.ts";
import { problem } from "../problems/problem.ts";
import { compositionOf } from "./composition.ts";
import { isRecord, latestOf, type Schema } from "./schema.ts";

type Json = Record<string, unknown>;

/** What an event type tells of its payload. */
export interface Described {
  example: Json | null;
  /** Version → JSON Schema (draft 7). */
  schemas: Json | null;
}

/**
 * A payload such as events of the type have: its own example, else one made from its newest schema, else `{}`.
 *
 * @param index which one of the schema's own examples, null for the type's; ignored when the schema has none
 * @throws InvalidInput at `exampleIndex` when the schema has fewer
 */
export function exampleOf({ example, schemas }: Described, index: number | null): Json {
  const schema = latestOf(schemas);
  const examples = Array.isArray(schema?.examples) ? schema.examples : [];
  if (index !== null && examples.length > 0) {
    if (index < examples.length) return asPayload(examples[index]);
    throw invalid(["body", "exampleIndex"], problem("too_large", { max: examples.length - 1 }));
  }
  return example ?? asPayload(sampleOf(schema));
}

const asPayload = (value: unknown): Json => (isRecord(value) ? value : {});

/** A value that a JSON schema allows, as far as its keywords are the usual ones; patterns and `not` aren't looked at. */
export const sampleOf = (schema: unknown): unknown => sample(schema, { root: schema, left: mostParts }, 0);

interface Context {
  /** What references are resolved in. */
  root: unknown;
  /** So many parts of the schema may still be looked at. */
  left: number;
}

/** A small schema that refers to itself in many places would make a giant of an example. */
const mostParts = 2_000;

/** Deeper than that, only what is required; a schema may refer to itself. */
const deep = 5;
const deepest = 12;

function sample(given: unknown, context: Context, depth: number): unknown {
  if (!isRecord(given) || context.left <= 0) return "example";
  const schema = whole(given, context, depth);
  const { examples, enum: values } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  for (const word of ["example", "const", "default"]) if (word in schema) return schema[word];
  if (Array.isArray(values) && values.length > 0) return values[0];
  switch (typeOf(schema)) {
    case "object":
      return objectOf(schema, context, depth);
    case "array":
      return arrayOf(schema, context, depth);
    case "integer":
      return numberOf(schema, true);
    case "number":
      return numberOf(schema, false);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return textOf(schema);
  }
}

/** The schema with all that holds together with it, and the first of its alternatives. */
function whole(schema: Schema, context: Context, depth: number): Schema {
  if (depth > deepest || context.left-- <= 0) return {};
  const { own, all, alternatives } = compositionOf(schema, context.root);
  const parts = [...all, ...alternatives.flatMap((schemas) => schemas.slice(0, 1))];
  return parts.reduce<Schema>((merged, part) => merge(merged, whole(part, context, depth + 1)), own);
}

const merge = (one: Schema, other: Schema): Schema => ({
  ...other,
  ...one,
  ...(isRecord(one.properties) && isRecord(other.properties)
    ? { properties: { ...one.properties, ...other.properties } }
    : {}),
  ...(Array.isArray(one.required) && Array.isArray(other.required)
    ? { required: [...one.required, ...other.required] }
    : {}),
});

function typeOf(schema: Json): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((one) => one !== "null") ?? "null";
  if (type !== undefined) return type;
  if ("properties" in schema) return "object";
  return "items" in schema ? "array" : "string";
}

function objectOf({ properties, required }: Json, context: Context, depth: number): Json {
  const known = isRecord(properties) ? properties : {};
  const needed = Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
  const names = new Set([...(depth < deep ? Object.keys(known) : []), ...(depth < deepest ? needed : [])]);
  // Not by assignment, which is something else for a name such as __proto__.
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      sample(Object.hasOwn(known, name) ? known[name] : {}, context, depth + 1),
    ]),
  );
}

const mostItems = 20;

function arrayOf({ items, minItems, maxItems }: Json, context: Context, depth: number): unknown[] {
  if (Array.isArray(items)) return items.map((item) => sample(item, context, depth + 1));
  const least = typeof minItems === "number" ? minItems : 0;
  const most = Math.min(typeof maxItems === "number" ? maxItems : mostItems, mostItems);
  const length = Math.min(Math.max(least, depth < deep ? 1 : 0), most);
  return Array.from({ length }, () => sample(items ?? {}, context, depth + 1));
}

function numberOf(schema: Json, whole: boolean): number {
  const bound = (word: string) => (typeof schema[word] === "number" ? schema[word] : null);
  const [above, below] = [bound("exclusiveMinimum"), bound("exclusiveMaximum")];
  const between = above !== null && below !== null ? (below - above) / 2 : 1;
  const gap = whole ? 1 : Math.min(1, between);
  const least = Math.max(bound("minimum") ?? -Infinity, above === null ? -Infinity : above + gap);
  const most = Math.min(bound("maximum") ?? Infinity, below === null ? Infinity : below - gap);
  const step = bound("multipleOf") ?? (whole ? 1 : null);
  const near = Math.min(Math.max(1, least), most);
  if (step === null || step <= 0) return near;
  const up = Math.ceil(near / step) * step;
  return up <= most ? up : Math.floor(near / step) * step;
}

const formats: Record<string, string> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  time: "12:00:00Z",
  email: "jo@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
};
const longest = 1_000;

function textOf({ format, minLength, maxLength }: Json): string {
  const known = typeof format === "string" && Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (known !== undefined) return known;
  const least = Math.min(typeof minLength === "number" ? minLength : 0, longest);
  const most = typeof maxLength === "number" ? maxLength : longest;
  return "example".padEnd(least, " example").slice(0, most);
}

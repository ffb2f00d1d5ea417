import { at, localSegments } from "../../core/json-schema/pointer.ts";
import { isRecord, type Schema } from "../../core/json-schema/walk.ts";

/** A JSON Schema as rows that people can read. */

export interface SchemaRow {
  /** From the top, e.g. `lines[].price`. */
  path: string;
  /** JSON Schema's names, several when it is one of them; empty when it can be anything. */
  types: string[];
  /** Types of a list's entries; null when it isn't one. */
  items: string[] | null;
  required: boolean;
  description: string;
  /** JSON of the values that it can have; null when they aren't listed. */
  values: string[] | null;
  format: string | null;
}

/** A schema with what it refers to and consists of (`$ref`, `allOf`, `oneOf`, `anyOf`) put together. */
interface Whole {
  schema: Schema;
  properties: Schema;
  required: Set<unknown>;
  types: string[];
}

const nothing: Whole = { schema: {}, properties: {}, required: new Set(), types: [] };

const deepest = 6;
const mostRows = 120;
const mostValues = 12;

/** At most 120 rows; `left` counts properties beside them that are left out. */
export function rowsOf(root: unknown): { rows: SchemaRow[]; left: number } {
  const whole = wholes(root);
  const rows: SchemaRow[] = [];
  let left = 0;
  const visit = ({ properties, required }: Whole, prefix: string, depth: number) => {
    for (const [name, given] of Object.entries(properties)) {
      if (rows.length >= mostRows) {
        left += 1;
        continue;
      }
      const path = `${prefix}${name}`;
      const inner = whole(given);
      const entries = isRecord(inner.schema.items) ? whole(inner.schema.items) : null;
      rows.push(rowOf(path, inner, entries, required.has(name)));
      if (depth < deepest) visit(entries ?? inner, entries ? `${path}[].` : `${path}.`, depth + 1);
    }
  };
  const top = whole(root);
  const entries = isRecord(top.schema.items) ? whole(top.schema.items) : null;
  visit(entries ?? top, entries ? "[]." : "", 1);
  return { rows, left };
}

function rowOf(path: string, { schema, types }: Whole, entries: Whole | null, required: boolean): SchemaRow {
  const choices = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : null;
  return {
    path,
    types,
    items: entries?.types ?? null,
    required,
    description: [schema.description, schema.title].find((text) => typeof text === "string") ?? "",
    values: choices?.slice(0, mostValues).map((value) => JSON.stringify(value)) ?? null,
    format: typeof schema.format === "string" ? schema.format : null,
  };
}

/** Puts each schema together once; one that consists of itself adds nothing. */
function wholes(root: unknown): (given: unknown) => Whole {
  const known = new Map<Schema, Whole>();
  return function whole(given) {
    const schema = resolved(given, root);
    if (schema === null) return nothing;
    const before = known.get(schema);
    if (before) return before;
    known.set(schema, nothing);
    const result = together(schema, listed(schema.allOf).map(whole), [
      ...listed(schema.oneOf).map(whole),
      ...listed(schema.anyOf).map(whole),
    ]);
    known.set(schema, result);
    return result;
  };
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** @param all that hold together; of `alternatives`, one does */
function together(schema: Schema, all: Whole[], alternatives: Whole[]): Whole {
  const parts = [...all, ...alternatives];
  const own = [schema.type].flat().filter((type) => typeof type === "string");
  const implied = own.length === 0 && isRecord(schema.properties) ? ["object"] : own;
  return {
    schema: Object.assign({}, ...parts.map((part) => part.schema), schema),
    properties: Object.assign(
      {},
      ...parts.map((part) => part.properties),
      isRecord(schema.properties) ? schema.properties : {},
    ),
    required: new Set([listed(schema.required), ...all.map((part) => [...part.required])].flat()),
    types: [...new Set([...implied, ...parts.flatMap((part) => part.types)])],
  };
}

/** What a `$ref` within the document points at; null when that is no schema with anything in it. */
function resolved(given: unknown, root: unknown): Schema | null {
  let schema = given;
  for (let hops = 0; hops < 8; hops++) {
    if (!isRecord(schema)) return null;
    if (typeof schema.$ref !== "string") return schema;
    const segments = localSegments(schema.$ref);
    if (segments === null) return null;
    schema = at(root, segments);
  }
  return null;
}

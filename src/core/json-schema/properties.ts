import { compositionOf } from "./composition.ts";
import { isRecord, type Schema } from "./schema.ts";

/** A property of what a JSON Schema describes, for people. */
export interface Property {
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

/** A schema with all that it consists of put together. */
interface Whole {
  schema: Schema;
  properties: Schema;
  required: Set<unknown>;
  types: string[];
}

const nothing: Whole = { schema: {}, properties: {}, required: new Set(), types: [] };

const deepest = 6;
const mostProperties = 120;
const mostValues = 12;

/** At most 120, down to the sixth level; `left` counts those beside them that are left out. */
export function propertiesOf(root: unknown): { properties: Property[]; left: number } {
  const whole = wholes(root);
  const found: Property[] = [];
  let left = 0;
  const visit = ({ properties, required }: Whole, prefix: string, depth: number) => {
    for (const [name, given] of Object.entries(properties)) {
      if (found.length >= mostProperties) {
        left += 1;
        continue;
      }
      const path = `${prefix}${name}`;
      const inner = whole(given);
      const entries = isRecord(inner.schema.items) ? whole(inner.schema.items) : null;
      found.push(propertyOf(path, inner, entries, required.has(name)));
      if (depth < deepest) visit(entries ?? inner, entries ? `${path}[].` : `${path}.`, depth + 1);
    }
  };
  const top = whole(root);
  const entries = isRecord(top.schema.items) ? whole(top.schema.items) : null;
  visit(entries ?? top, entries ? "[]." : "", 1);
  return { properties: found, left };
}

function propertyOf(
  path: string,
  { schema, types }: Whole,
  entries: Whole | null,
  required: boolean,
): Property {
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

/** A schema that is made of others, of others in turn, is taken for this many steps. */
const longestChain = 50;

/** Puts each schema together once; one that consists of itself adds nothing. */
function wholes(root: unknown): (given: unknown) => Whole {
  const known = new Map<Schema, Whole>();
  const whole = (given: unknown, depth: number): Whole => {
    if (!isRecord(given) || depth > longestChain) return nothing;
    const before = known.get(given);
    if (before) return before;
    known.set(given, nothing);
    const { own, all, alternatives } = compositionOf(given, root);
    const inner = (schema: Schema) => whole(schema, depth + 1);
    const result = together(own, all.map(inner), alternatives.flat().map(inner));
    known.set(given, result);
    return result;
  };
  return (given) => whole(given, 0);
}

/** @param all that hold together; of `alternatives`, one does */
function together(own: Schema, all: Whole[], alternatives: Whole[]): Whole {
  const parts = [...all, ...alternatives];
  const given = [own.type].flat().filter((type) => typeof type === "string");
  const types = given.length === 0 && isRecord(own.properties) ? ["object"] : given;
  const required = Array.isArray(own.required) ? own.required : [];
  return {
    schema: Object.assign({}, ...parts.map((part) => part.schema), own),
    properties: Object.assign(
      {},
      ...parts.map((part) => part.properties),
      isRecord(own.properties) ? own.properties : {},
    ),
    required: new Set([required, ...all.map((part) => [...part.required])].flat()),
    types: [...new Set([...types, ...parts.flatMap((part) => part.types)])],
  };
}

import { at, localSegments, pointer } from "./pointer.ts";
import { isRecord, type Schema } from "./schema.ts";

/** JSON Schemas on their way into and out of documents that they share references with. */

/** Keywords whose value is plain data, and those whose members are schemas by name. */
const data = new Set(["const", "default", "enum", "example", "examples"]);
const named = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "$defs",
  "dependentSchemas",
  "dependencies",
]);

const deepest = 200;

export class TooDeep extends Error {}

/** The schema with every reference in it put through `change`. What has an `$id` has references of its own. */
function mapRefs(schema: unknown, change: (ref: string) => string, depth = 0): unknown {
  if (depth > deepest) throw new TooDeep();
  const inside = (value: unknown) => mapRefs(value, change, depth + 1);
  if (Array.isArray(schema)) return schema.map(inside);
  if (!isRecord(schema) || typeof schema.$id === "string") return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === "$ref" && typeof value === "string") return [keyword, change(value)];
      if (data.has(keyword)) return [keyword, value];
      if (named.has(keyword) && isRecord(value))
        return [
          keyword,
          Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inside(part)])),
        ];
      return [keyword, inside(value)];
    }),
  );
}

/** A schema of its own, fit to stand at `place` of a document: what it refers to in itself is found there. */
export const embed = (schema: Schema, place: readonly string[]): unknown =>
  mapRefs(schema, (ref) => (ref === "#" || ref.startsWith("#/") ? `#${pointer(place)}${ref.slice(1)}` : ref));

/**
 * The opposite: the schema at `place` of a document as one of its own. What it refers to elsewhere in the document comes
 * along as `definitions`, each once, so that schemas may refer to themselves.
 *
 * @param missing is told of references that lead nowhere
 */
export function extract(
  document: unknown,
  place: readonly string[],
  missing: (ref: string) => void,
): Schema | boolean | undefined {
  const root = followed(document, [...place]);
  const found = at(document, root);
  if (typeof found === "boolean") return found;
  if (!isRecord(found)) return undefined;

  const own = isRecord(found.definitions) ? Object.keys(found.definitions) : [];
  const taken = new Set(own);
  const moved = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const change = (ref: string): string => {
    const segments = localSegments(ref);
    if (segments === null) return ref;
    if (root.every((segment, index) => segments[index] === segment))
      return `#${pointer(segments.slice(root.length))}`;
    const target = pointer(segments);
    const known = moved.get(target);
    if (known !== undefined) return known;
    const schema = at(document, segments);
    if (schema === undefined) {
      missing(ref);
      return ref;
    }
    const name = free(segments.at(-1) ?? "document", taken);
    taken.add(name);
    const here = `#${pointer(["definitions", name])}`;
    moved.set(target, here);
    definitions[name] = mapRefs(schema, change);
    return here;
  };
  const schema = mapRefs(found, change) as Schema;
  if (moved.size === 0) return schema;
  return { ...schema, definitions: { ...(schema.definitions as Schema | undefined), ...definitions } };
}

/** Where a place leads that holds nothing but a reference. */
function followed(document: unknown, place: readonly string[]): string[] {
  const seen = new Set<string>();
  let here = [...place];
  for (;;) {
    const schema = at(document, here);
    if (!isRecord(schema) || typeof schema.$ref !== "string" || Object.keys(schema).length > 1) return here;
    const next = localSegments(schema.$ref);
    const within = next !== null && here.every((segment, index) => next[index] === segment);
    if (next === null || within || at(document, next) === undefined || seen.has(pointer(next))) return here;
    seen.add(pointer(next));
    here = next;
  }
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, candidate = name; ; candidate = `${name}_${number++}`)
    if (!taken.has(candidate)) return candidate;
}

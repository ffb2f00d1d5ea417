import { at, localSegments } from "./pointer.ts";
import { isRecord, type Schema } from "./schema.ts";

/** What a schema consists of, beside schemas that it only holds for properties and entries. */
export interface Composition {
  /** Its own keywords. */
  own: Schema;
  /** Hold together with it: what it refers to within its document, and `allOf`. */
  all: Schema[];
  /** Of `oneOf` and of `anyOf`, one of each holds. */
  alternatives: Schema[][];
}

/** @param root what references are resolved in */
export function compositionOf({ $ref, allOf, oneOf, anyOf, ...own }: Schema, root: unknown): Composition {
  return {
    own,
    all: [referred(root, $ref), ...listed(allOf)].filter(isRecord),
    alternatives: [oneOf, anyOf].map((schemas) => listed(schemas).filter(isRecord)),
  };
}

function referred(root: unknown, ref: unknown): unknown {
  const segments = typeof ref === "string" ? localSegments(ref) : null;
  return segments && at(root, segments);
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

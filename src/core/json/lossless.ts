/**
 * JSON values that keep their numbers as they were written: 2^53+1 and 1e400 survive a way through objects. The names
 * are those of TC39's "JSON.parse source text access".
 */

interface RawJson {
  rawJSON: string;
}

declare global {
  interface JSON {
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): value is RawJson;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

export type Lossless = string | boolean | null | RawJson | Lossless[] | { [name: string]: Lossless };
export type LosslessObject = { [name: string]: Lossless };

/**
 * What is nested so deeply that it can't be walked (some thousand levels) has its numbers as doubles, and so has what
 * the engine gives no source for: V8 14 confuses names with escapes with ones that it has read before.
 */
export function parseLossless(text: string): Lossless {
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === "number" && source !== undefined ? JSON.rawJSON(source) : value,
    ) as Lossless;
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text) as Lossless;
    throw error;
  }
}

export const isBranch = (value: unknown): value is LosslessObject | Lossless[] =>
  typeof value === "object" && value !== null && !JSON.isRawJSON(value);

export const isObject = (value: unknown): value is LosslessObject => isBranch(value) && !Array.isArray(value);

/** The value at a dotted path (`contact.email`, `items.0.id`); undefined when there is none. */
export function lookup(value: Lossless | undefined, path: string): Lossless | undefined {
  let found: Lossless | undefined = value;
  for (const name of path.split("."))
    found = isBranch(found) && Object.hasOwn(found, name) ? (found as LosslessObject)[name] : undefined;
  return found;
}

/** As one text, for an address or a form: nothing for null, JSON for what has parts. */
export function textOf(value: Lossless): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return JSON.isRawJSON(value) ? value.rawJSON : JSON.stringify(value);
}

/**
 * Every leaf by its dotted path; arrays and empty objects are leaves. Where names hold dots themselves, so that two
 * leaves would be the same path, these dots have a backslash before them, and so has each backslash: `{"a":{"b":1},
 * "a.b":2}` is `a.b` and `a\\.b`.
 */
export function flatten(value: LosslessObject): [string, Lossless][] {
  const leaves = paths(value, "", (name) => name);
  const isClear = new Set(leaves.map(([path]) => path)).size === leaves.length;
  return isClear ? leaves : paths(value, "", (name) => name.replace(/[\\.]/g, "\\$&"));
}

const paths = (
  value: LosslessObject,
  prefix: string,
  written: (name: string) => string,
): [string, Lossless][] =>
  Object.entries(value).flatMap(([name, part]): [string, Lossless][] =>
    isObject(part) && Object.keys(part).length > 0
      ? paths(part, `${prefix}${written(name)}.`, written)
      : [[`${prefix}${written(name)}`, part]],
  );

/** Every value by its name as forms write it, `customer[name]`, `items[0][sku]`; what is empty is one, too. */
export const bracketed = (name: string, value: Lossless): [string, Lossless][] => {
  const parts = isBranch(value) ? Object.entries(value) : [];
  return parts.length === 0
    ? [[name, value]]
    : parts.flatMap(([part, inner]) => bracketed(`${name}[${part}]`, inner));
};

/** The opposite: dotted names become objects in objects. */
export function nest(leaves: readonly (readonly [string, Lossless])[]): LosslessObject {
  const root: LosslessObject = Object.create(null);
  for (const [path, value] of leaves) {
    const names = path.split(".");
    let place = root;
    for (const name of names.slice(0, -1)) {
      if (!isObject(place[name])) place[name] = Object.create(null) as LosslessObject;
      place = place[name] as LosslessObject;
    }
    place[names.at(-1)!] = value;
  }
  return root;
}

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

/** What is nested so deeply that it can't be walked (some thousand levels) has its numbers as doubles. */
export function parseLossless(text: string): Lossless {
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === "number" ? JSON.rawJSON(source!) : value,
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

/** Every leaf by its dotted path; arrays and empty objects are leaves. */
export function flatten(value: LosslessObject, prefix = ""): [string, Lossless][] {
  return Object.entries(value).flatMap(([name, part]): [string, Lossless][] =>
    isObject(part) && Object.keys(part).length > 0
      ? flatten(part, `${prefix}${name}.`)
      : [[`${prefix}${name}`, part]],
  );
}

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

import { isBranch, isObject, type Lossless, parseLossless, textOf } from "../json/lossless.ts";

/**
 * Does a payload hold this value at a dotted path such as `contact.email`? Compared as text, numbers as they were
 * written; of a list on the way, or at its end, any element counts.
 */
export function holds(payload: string, path: string, value: string): boolean {
  try {
    return holdsAt(parseLossless(payload), path.split("."), value);
  } catch {
    // No JSON, or nested beyond measure.
    return false;
  }
}

function holdsAt(found: Lossless | undefined, names: string[], value: string): boolean {
  const [name, ...rest] = names;
  if (Array.isArray(found)) {
    const isIndex = name !== undefined && Object.hasOwn(found, name);
    return isIndex
      ? holdsAt(found[Number(name)], rest, value)
      : found.some((element) => holdsAt(element, names, value));
  }
  if (name === undefined)
    return found !== undefined && found !== null && !isBranch(found) && textOf(found) === value;
  return isObject(found) && Object.hasOwn(found, name) && holdsAt(found[name], rest, value);
}

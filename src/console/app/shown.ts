import type { Prints, Settled } from "../model/three-way.ts";

/** What a form brings along of the state in which it was opened; see `three-way`. */

export const shownField = "shown";
export const onceField = "once";
const settledPrefix = "settled.";
export const settledField = (name: string) => `${settledPrefix}${name}`;

const isPrints = (value: unknown): value is Prints =>
  typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string");

/** Null when the form doesn't say. */
export function shownIn(form: FormData): Prints | null {
  try {
    const shown: unknown = JSON.parse(String(form.get(shownField) ?? ""));
    return isPrints(shown) ? shown : null;
  } catch {
    return null;
  }
}

/**
 * The same for a form that comes twice as it is, so that it does its work once; null for one without the mark. A form that
 * was changed after it was sent, by the way back, is another one.
 */
export async function onceIn(form: FormData): Promise<string | null> {
  if (!form.get(onceField)) return null;
  const content = new TextEncoder().encode(JSON.stringify(enteredIn(form)));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

export const settledIn = (form: FormData): Settled =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) =>
      name.startsWith(settledPrefix) && (value === "mine" || value === "theirs")
        ? [[name.slice(settledPrefix.length), value]]
        : [],
    ),
  );

/** What was entered, to be sent once more: all but what belongs to the page that it came from. */
export const enteredIn = (form: FormData): [string, string][] =>
  [...form].flatMap(([name, value]) =>
    typeof value !== "string" || name === "csrf" || name === shownField || name.startsWith(settledPrefix)
      ? []
      : [[name, value]],
  );

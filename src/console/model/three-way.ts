/**
 * Two people at the same form: what one of them changed is saved, and what the other changed meanwhile stays. The form
 * says what it showed by a print of each value, so that it needn't carry the values themselves.
 */

/** What a form stands for, by field: the values that the API takes. */
export type Fields = Readonly<Record<string, unknown>>;

/** Field → print of its value. */
export type Prints = Readonly<Record<string, string>>;

/** Whose value is to stay where both changed the same field. */
export type Settled = Readonly<Record<string, "mine" | "theirs">>;

const printLength = 12;

export async function printsOf(fields: Fields): Promise<Prints> {
  const print = async (value: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value) ?? "");
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes), 0, printLength).toBase64();
  };
  return Object.fromEntries(
    await Promise.all(
      Object.entries(fields).map(
        async ([name, value]): Promise<[string, string]> => [name, await print(value)],
      ),
    ),
  );
}

export interface Merged {
  /** Fields that are to be saved as they were entered. */
  changed: string[];
  /** Fields that somebody else changed meanwhile, to something else. */
  conflicts: string[];
}

/**
 * @param shown what the form showed when it was opened
 * @param saved what is saved now
 * @param entered what is to be saved
 */
export function merge(shown: Prints, saved: Prints, entered: Prints, settled: Settled): Merged {
  const names = [...new Set([...Object.keys(shown), ...Object.keys(saved), ...Object.keys(entered)])];
  const is = (one: Prints, name: string, other: Prints) => (one[name] ?? "") === (other[name] ?? "");
  const isMine = (name: string) => !is(entered, name, shown) && !is(entered, name, saved);
  const isTheirs = (name: string) => !is(saved, name, shown);
  const mine = names.filter((name) => isMine(name) && settled[name] !== "theirs");
  return { changed: mine, conflicts: mine.filter(isTheirs) };
}

/** A nested value as fields of its own: `brand.name`. */
export const nested = (name: string, value: Fields): Fields =>
  Object.fromEntries(Object.entries(value).map(([part, one]) => [`${name}.${part}`, one]));

/** The value as it is saved, with what changed of its parts. */
export const withParts = (
  name: string,
  saved: Fields,
  entered: Fields,
  changed: readonly string[],
): Fields => ({
  ...saved,
  ...Object.fromEntries(Object.entries(entered).filter(([part]) => changed.includes(`${name}.${part}`))),
});

/** The changed ones of these values. */
export const only = <F extends object>(fields: F, changed: readonly string[]): Partial<F> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => changed.includes(name))) as Partial<F>;

/** All that the copy says. */
export interface Said {
  /** Where in `text`, e.g. `errors.gone`. */
  key: string;
  says: string;
}

/** What comes with a code, whatever its name is. */
const params = new Proxy({}, { get: () => "3" });
const samples: unknown[] = ["3", 3, null, ["3"], params];

/** What a function of the copy says, whatever kinds of values it takes. */
function spoken(say: (...values: unknown[]) => unknown): string[] {
  return samples.flatMap((sample) => {
    try {
      const said = say(...Array.from({ length: Math.max(1, say.length) }, () => sample));
      return typeof said === "string" && !/undefined|function /.test(said) ? [said] : [];
    } catch {
      return [];
    }
  });
}

export function all(value: unknown, key = ""): Said[] {
  if (typeof value === "string") return [{ key, says: value }];
  if (typeof value === "function") return spoken(value as () => unknown).map((says) => ({ key, says }));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => all(inner, key === "" ? name : `${key}.${name}`));
}

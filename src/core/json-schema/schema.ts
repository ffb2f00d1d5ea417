/** A JSON Schema (draft 7). */
export type Schema = Record<string, unknown>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The schema of the highest version; null when that is none that says anything. */
export function latestOf(schemas: Record<string, unknown> | null): Schema | null {
  const [latest] = Object.keys(schemas ?? {}).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const schema = latest === undefined ? undefined : schemas![latest];
  return isRecord(schema) ? schema : null;
}

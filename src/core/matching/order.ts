/** Which of two values comes first: numbers as numbers, also where they are written as text, moments as moments. */

const number = /^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?\s*$/i;
const whole = /^\s*[+-]?\d+\s*$/;
const isoMoment =
  /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/i;
const germanMoment = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*$/;

type Comparable = { kind: "number"; value: number | bigint } | { kind: "moment"; value: number };

/** Null for what has no order: any other text, true, false, null, lists and objects. */
function comparable(value: unknown): Comparable | null {
  if (typeof value === "number") return Number.isFinite(value) ? { kind: "number", value } : null;
  if (typeof value !== "string") return null;
  if (number.test(value))
    return {
      kind: "number",
      value: whole.test(value) ? BigInt(value.trim().replace("+", "")) : Number(value),
    };
  const at = momentOf(value);
  return at === null ? null : { kind: "moment", value: at };
}

/** ms; what says no offset is in UTC. Null for a day that there isn't. */
function momentOf(text: string): number | null {
  const [, day, time = "00:00", offset = "Z"] = isoMoment.exec(text) ?? fromGerman(text);
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${time}${offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, "$1:$2")}`);
  const midnight = Date.parse(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return exists && !Number.isNaN(at) ? at : null;
}

function fromGerman(text: string): string[] {
  const [, day, month, year, hour = "0", minute = "00", second = "00"] = germanMoment.exec(text) ?? [];
  if (day === undefined) return [];
  const two = (part: string) => part.padStart(2, "0");
  return [text, `${year}-${two(month!)}-${two(day)}`, `${two(hour)}:${minute}:${second}`];
}

/** Can anything be said to be greater or smaller than this? */
export const hasOrder = (value: unknown): boolean => comparable(value) !== null;

/** Below 0 when `a` comes first, above 0 when `b` does; null when they can't be compared. */
export function orderOf(a: unknown, b: unknown): number | null {
  const [left, right] = [comparable(a), comparable(b)];
  if (left === null || right === null || left.kind !== right.kind) return null;
  return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
}

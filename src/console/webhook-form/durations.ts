/** Times as people write them: `5 s, 5 min, 2 h`. */

export const units = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;
export type Unit = keyof typeof units;
export const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

const written: Record<Unit, RegExp> = {
  s: /^(?:s|sec|sek|secs?|seconds?|sekunden?)?$/,
  min: /^(?:m|min|mins?|minutes?|minuten?)$/,
  h: /^(?:h|std|hours?|stunden?)$/,
  d: /^(?:d|t|days?|tage?n?)$/,
};

/** Seconds in the largest unit that they are whole in. */
export function inUnit(seconds: number): { amount: string; unit: Unit } {
  const fitting = (["d", "h", "min"] as const).find(
    (unit) =>
      seconds > 0 &&
      Number.isInteger(seconds / units[unit]) &&
      (seconds / units[unit]) * units[unit] === seconds,
  );
  return { amount: String(fitting ? seconds / units[fitting] : seconds), unit: fitting ?? "s" };
}

export const showWaits = (waits: readonly number[]): string =>
  waits
    .map(inUnit)
    .map(({ amount, unit }) => (unit === "d" ? `${Number(amount) * 24} h` : `${amount} ${unit}`))
    .join(", ");

/** Seconds of a list of times; null when one of them is none. */
export function readWaits(text: string): number[] | null {
  const waits = text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(readWait);
  return waits.some((wait) => wait === null) ? null : (waits as number[]);
}

function readWait(text: string): number | null {
  const [, number, word] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-zäöü]*)\.?$/i.exec(text) ?? [];
  const unit = (Object.keys(units) as Unit[]).find((one) => written[one].test((word ?? "").toLowerCase()));
  return number === undefined || unit === undefined ? null : Number(number) * units[unit];
}

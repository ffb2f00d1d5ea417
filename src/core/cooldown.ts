/** At most one delivery in `seconds` for each value of `key` in the payload. */
export interface CooldownRule {
  /** Dotted path into the payload. */
  key: string;
  seconds: number;
  /** Only for messages of these origins; all when absent. */
  origins?: readonly string[] | undefined;
}

/** What the rule counts this message under; null when the rule doesn't concern it. */
export function cooldownKey(rule: CooldownRule, origin: string | null, payload: unknown): string | null {
  if (rule.origins !== undefined && (origin === null || !rule.origins.includes(origin))) return null;
  let value = payload;
  for (const name of rule.key.split("."))
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? value[name as never]
        : undefined;
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The message that began the cooldown of a key, and when (ms) it ends. */
export interface Cooldown {
  message: string;
  until: number;
}

/** Suppressed by another message's cooldown, or beginning its own. The same message again is let through again. */
export function enter(
  known: Cooldown | null,
  message: string,
  seconds: number,
  now: number,
): { suppressed: boolean; cooldown: Cooldown } {
  if (known !== null && known.message === message) return { suppressed: false, cooldown: known };
  if (known !== null && known.until > now) return { suppressed: true, cooldown: known };
  return { suppressed: false, cooldown: { message, until: now + seconds * 1000 } };
}

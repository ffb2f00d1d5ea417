import { type Lossless, lookup, textOf } from "../json/lossless.ts";
import { at } from "../json-schema/pointer.ts";

/** At most one delivery in `seconds` for each value of `key` in the payload. */
export interface CooldownRule {
  /** Dotted path into the payload. */
  key: string;
  seconds: number;
  /** Only for messages of these origins; all when absent. */
  origins?: readonly string[] | undefined;
}

export interface CooldownPayload {
  value: () => unknown;
  /** With its numbers as they were written; asked for only where a double may not tell two of them apart. */
  lossless: () => Lossless;
}

/** What the rule counts this message under; null when the rule doesn't concern it. */
export function cooldownKey(
  { key, origins }: CooldownRule,
  origin: string | null,
  payload: CooldownPayload,
): string | null {
  if (origins !== undefined && (origin === null || !origins.includes(origin))) return null;
  const value = at(payload.value(), key.split("."));
  if (value === undefined || value === null) return null;
  const isSafe = typeof value === "number" ? Number.isSafeInteger(value) : typeof value !== "object";
  return isSafe ? String(value) : textOf(lookup(payload.lossless(), key)!);
}

/** A key as its SHA-256, so that what is kept of it is small, and nothing of the payload. */
export async function condensed(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return `sha256:${new Uint8Array(digest).toHex()}`;
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

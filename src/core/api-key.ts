/**
 * An organisation's API keys: `phk_`, 64 hexadecimal digits (256 random bits) and 8 more that check them. No other text
 * looks like one, so programs that look for lost secrets find it, and what is mistyped is known without a database.
 */

export const scopes = ["admin", "send", "read"] as const;
/** `send`: create messages. `read`: see what is no secret. `admin`: everything, what the others may included. */
export type Scope = (typeof scopes)[number];

export const grants = (granted: readonly Scope[], needed: Scope): boolean =>
  granted.includes("admin") || granted.includes(needed);

const prefix = "phk_";
const form = /^(phk_[0-9a-f]{64})([0-9a-f]{8})$/;

/** Is it meant to be a key, rather than a JWT? */
export const isApiKey = (token: string) => token.startsWith(prefix);

/** SHA-256, as hexadecimal digits. */
async function digest(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

const check = async (unchecked: string) => (await digest(unchecked)).slice(0, 8);

/** @param random 32 bytes that nobody can guess */
export async function apiKeyFrom(random: Uint8Array): Promise<string> {
  const unchecked = prefix + random.toHex();
  return unchecked + (await check(unchecked));
}

/** What a key is found by, without being it; null for what can't be one. */
export async function apiKeyHash(token: string): Promise<string | null> {
  const [, unchecked, checked] = form.exec(token) ?? [];
  const isWhole = unchecked !== undefined && (await check(unchecked)) === checked;
  return isWhole ? digest(token) : null;
}

/** So much of a key tells it from others, and is of no use to anybody else. */
export const startOf = (token: string) => token.slice(0, prefix.length + 8);

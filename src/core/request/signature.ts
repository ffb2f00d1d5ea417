import QuickLRU from "quick-lru";

/** Signing by Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec 1.0.0). */

const encoder = new TextEncoder();

/** `whsec_` + base64 of 24 to 64 random bytes: HMAC-SHA256, `v1`. */
const symmetricPrefix = "whsec_";
/** `whsk_` + base64 of an Ed25519 seed (32 bytes) and public key (32 bytes): `v1a`. */
const asymmetricPrefix = "whsk_";
const publicPrefix = "whpk_";

/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410). */
const pkcs8Header = Uint8Array.fromBase64("MC4CAQAwBQYDK2VwBCIEIA==");

export interface SigningKey {
  key: string;
  /** Signs until then (ms), null for the current key. */
  expiresAt: number | null;
}

/** A fresh `whsec_` secret from 24 to 64 random bytes. */
export const symmetricSecret = (random: Uint8Array) => symmetricPrefix + random.toBase64();

/**
 * The secret in its full form, or null when it is none. A symmetric one may come without its prefix, as the public SDKs
 * allow.
 */
export function normalizeSecret(text: string): string | null {
  const asymmetric = text.startsWith(asymmetricPrefix);
  const prefix = asymmetric ? asymmetricPrefix : symmetricPrefix;
  const body = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body) || body.length % 4 === 1) return null;
  try {
    const bytes = Uint8Array.fromBase64(body);
    const fits = asymmetric ? bytes.length === 64 : bytes.length >= 24 && bytes.length <= 64;
    return fits ? prefix + bytes.toBase64() : null;
  } catch {
    return null;
  }
}

/** Does the public half of a pair belong to its private half? A symmetric secret has no halves. */
export async function isConsistent(secret: string): Promise<boolean> {
  if (!secret.startsWith(asymmetricPrefix)) return true;
  const content = encoder.encode("posthorn");
  const signature = Uint8Array.fromBase64((await signWith(secret, content)).slice("v1a,".length));
  const bytes = Uint8Array.fromBase64(secret.slice(asymmetricPrefix.length)).slice(32);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, content);
}

/** What a receiver verifies with: the secret itself, or of an asymmetric pair the public half, `whpk_…`. */
export function verificationKey(secret: string): string {
  if (!secret.startsWith(asymmetricPrefix)) return secret;
  return publicPrefix + Uint8Array.fromBase64(secret.slice(asymmetricPrefix.length)).slice(32).toBase64();
}

const imported = new QuickLRU<string, Promise<CryptoKey>>({ maxSize: 1_000 });

/** Importing a key costs more than signing with it, so the ones last used are kept. */
function importKey(secret: string): Promise<CryptoKey> {
  const known = imported.get(secret);
  if (known) return known;
  const key = secret.startsWith(asymmetricPrefix)
    ? crypto.subtle.importKey(
        "pkcs8",
        new Uint8Array([
          ...pkcs8Header,
          ...Uint8Array.fromBase64(secret.slice(asymmetricPrefix.length)).slice(0, 32),
        ]),
        { name: "Ed25519" },
        false,
        ["sign"],
      )
    : crypto.subtle.importKey(
        "raw",
        Uint8Array.fromBase64(secret.slice(symmetricPrefix.length)),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"],
      );
  imported.set(secret, key);
  return key;
}

async function signWith(secret: string, content: BufferSource): Promise<string> {
  const key = await importKey(secret);
  const [version, algorithm] = secret.startsWith(asymmetricPrefix) ? ["v1a", "Ed25519"] : ["v1", "HMAC"];
  return `${version},${new Uint8Array(await crypto.subtle.sign(algorithm, key, content)).toBase64()}`;
}

/**
 * The `webhook-signature` header over `id.timestamp.body`: one signature for each key that is current or still in its
 * grace period, the current one first, separated by spaces.
 *
 * @param timestamp seconds since the epoch
 * @param now ms since the epoch
 */
export async function sign(
  keys: readonly SigningKey[],
  id: string,
  timestamp: number,
  body: string,
  now: number,
): Promise<string> {
  const content = encoder.encode(`${id}.${timestamp}.${body}`);
  const live = keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const current = live.filter(({ expiresAt }) => expiresAt === null);
  const inGrace = live.filter(({ expiresAt }) => expiresAt !== null);
  return (await Promise.all([...current, ...inGrace].map(({ key }) => signWith(key, content)))).join(" ");
}

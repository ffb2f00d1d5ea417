import { PosthornError } from "../core/errors.ts";
import { encryptionKeyFault, previousKeys } from "../core/secrets.ts";
import { randomBytes } from "./ids.ts";

/**
 * AES-GCM under `ENCRYPTION_KEY` (32 bytes in base64); a sealed text is base64 of the 12-byte nonce and the ciphertext.
 * What was sealed under one of `ENCRYPTION_KEY_PREVIOUS` is read, too.
 */

const nonceLength = 12;

export type VaultEnv = Pick<Env, "ENCRYPTION_KEY"> & { ENCRYPTION_KEY_PREVIOUS?: string };

const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(name: keyof VaultEnv, key: string): Promise<CryptoKey> {
  const known = keys.get(key);
  if (known) return known;
  const fault = encryptionKeyFault(key);
  if (fault !== null) throw new Error(`${name} ${fault}`);
  const imported = crypto.subtle.importKey("raw", Uint8Array.fromBase64(key), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  keys.set(key, imported);
  return imported;
}

const ids = new Map<string, Promise<string>>();

function idOf(key: string): Promise<string> {
  const known = ids.get(key);
  if (known) return known;
  const id = crypto.subtle
    .digest("SHA-256", Uint8Array.fromBase64(key))
    .then((digest) => new Uint8Array(digest).slice(0, 8).toHex());
  ids.set(key, id);
  return id;
}

/** Tells the key that seals today from others, and shows nothing of it. */
export const keyId = (env: VaultEnv): Promise<string> => idOf(env.ENCRYPTION_KEY);

/** Those of all keys that are read with. */
export const keyIds = (env: VaultEnv): Promise<string[]> =>
  Promise.all([env.ENCRYPTION_KEY, ...previousKeys(env)].map(idOf));

const currentKey = (env: VaultEnv) => keyOf("ENCRYPTION_KEY", env.ENCRYPTION_KEY);

export async function seal(env: VaultEnv, value: unknown): Promise<string> {
  const iv = randomBytes(nonceLength);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await currentKey(env), plain);
  return new Uint8Array([...iv, ...new Uint8Array(cipher)]).toBase64();
}

/** @throws encryption_key_unfit when none of the keys has sealed it */
export async function unseal<T>(env: VaultEnv, sealed: string): Promise<T> {
  const opened = await open<T>(env, sealed);
  if (opened === null) throw new PosthornError("encryption_key_unfit");
  return opened.value;
}

/** `current`: under the key that seals today. Null when none of the keys has sealed it. */
export async function open<T>(env: VaultEnv, sealed: string): Promise<{ value: T; current: boolean } | null> {
  const previous = previousKeys(env).map((key) => keyOf("ENCRYPTION_KEY_PREVIOUS", key));
  for (const [index, key] of [currentKey(env), ...previous].entries()) {
    const plain = await decrypt(await key, sealed);
    if (plain !== null) return { value: JSON.parse(plain) as T, current: index === 0 };
  }
  return null;
}

async function decrypt(key: CryptoKey, sealed: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.fromBase64(sealed);
    const iv = bytes.slice(0, nonceLength);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.slice(nonceLength));
    return new TextDecoder().decode(plain);
  } catch {
    return null;
  }
}

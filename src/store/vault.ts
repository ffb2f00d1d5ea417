import { randomBytes } from "./ids.ts";

/** AES-GCM under `ENCRYPTION_KEY` (32 bytes in base64); a sealed text is base64 of the 12-byte nonce and the ciphertext. */

const nonceLength = 12;

type VaultEnv = Pick<Env, "ENCRYPTION_KEY">;

const keys = new Map<string, Promise<CryptoKey>>();

function masterKey(env: VaultEnv): Promise<CryptoKey> {
  const known = keys.get(env.ENCRYPTION_KEY);
  if (known) return known;
  const bytes = Uint8Array.fromBase64(env.ENCRYPTION_KEY);
  if (bytes.length !== 32) throw new Error("ENCRYPTION_KEY must be 32 bytes in base64");
  const key = crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  keys.set(env.ENCRYPTION_KEY, key);
  return key;
}

export async function seal(env: VaultEnv, value: unknown): Promise<string> {
  const iv = randomBytes(nonceLength);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await masterKey(env), plain);
  return new Uint8Array([...iv, ...new Uint8Array(cipher)]).toBase64();
}

export async function unseal<T>(env: VaultEnv, sealed: string): Promise<T> {
  const bytes = Uint8Array.fromBase64(sealed);
  const iv = bytes.slice(0, nonceLength);
  const cipher = bytes.slice(nonceLength);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await masterKey(env), cipher);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

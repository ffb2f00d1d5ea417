import { PosthornError } from "../core/errors.ts";
import type { ReceivedRequest } from "../objects/journal/received-requests.ts";
import * as applications from "../store/applications.ts";

type SecretEnv = Pick<Env, "JWT_SECRET">;

/** Bytes of a body: more are refused, and of those that are taken, so many are kept. */
const bodyLimit = 1_048_576;
const keptBody = 20_000;

const encoder = new TextEncoder();
const hmac = { name: "HMAC", hash: "SHA-256" };
const importKey = (bytes: Uint8Array) => crypto.subtle.importKey("raw", bytes, hmac, false, ["sign"]);
const mac = async (key: CryptoKey, text: string) =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));

const keys = new Map<string, Promise<CryptoKey>>();

/** A key of its own, so that a receiver's address says nothing of tokens. */
function receiverKey({ JWT_SECRET }: SecretEnv): Promise<CryptoKey> {
  const known = keys.get(JWT_SECRET);
  if (known) return known;
  const key = importKey(encoder.encode(JWT_SECRET))
    .then((secret) => mac(secret, "test receiver"))
    .then(importKey);
  keys.set(JWT_SECRET, key);
  return key;
}

const seal = async (env: SecretEnv, app: string) => (await mac(await receiverKey(env), app)).slice(0, 16);

const prefix = "app_";

/** The path of an application's test receiver. It names the application and proves that Posthorn gave it out. */
export async function receiverPath(env: SecretEnv, app: string): Promise<string> {
  const proof = (await seal(env, app)).toBase64({ alphabet: "base64url", omitPadding: true });
  return `/in/${app.slice(prefix.length)}${proof}`;
}

const address = /^https?:\/\/[^/?#]+\/in\/([0-9A-HJKMNP-TV-Z]{26})([A-Za-z0-9_-]{22})(?=[/?#]|$)/;

/** The application whose test receiver is at this address, whatever its host is; null when it is none. */
export async function receiverAt(env: SecretEnv, url: string): Promise<string | null> {
  const found = address.exec(url);
  if (found === null) return null;
  const app = prefix + found[1]!;
  const proof = Uint8Array.fromBase64(found[2]!, { alphabet: "base64url" });
  return crypto.subtle.timingSafeEqual(proof, await seal(env, app)) ? app : null;
}

/**
 * A request has come to an application's test receiver: keeps it and says thank you.
 *
 * @throws payload_too_large, or not_found when the application is gone
 */
export async function receive(env: Env, app: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const received: ReceivedRequest = {
    method: request.method,
    path: pathname.replace(/^\/in\/[^/]*/, "") || "/",
    query: search.slice(1),
    headers: Object.fromEntries(request.headers),
    ...(await readBody(request)),
  };
  const isKept =
    (await applications.exists(env, app)) && (await env.JOURNAL.getByName(app).keepReceivedRequest(received));
  if (!isKept) throw new PosthornError("no_such_receiver");
  return Response.json({ status: "OK" });
}

async function readBody({ headers, body }: Request): Promise<{ body: string; truncated: boolean }> {
  const tooLarge = () => new PosthornError("received_too_large", { max: bodyLimit });
  if (Number(headers.get("content-length") ?? 0) > bodyLimit) throw tooLarge();
  if (body === null) return { body: "", truncated: false };
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const room = Math.max(0, keptBody - bytes);
    text += decoder.decode(value.subarray(0, room), { stream: true });
    bytes += value.length;
    if (bytes > bodyLimit) {
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
  }
  const truncated = bytes > keptBody;
  return { body: truncated ? text : text + decoder.decode(), truncated };
}

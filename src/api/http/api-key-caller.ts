import QuickLRU from "quick-lru";
import { apiKeyHash } from "../../core/api-key.ts";
import { PosthornError } from "../../core/errors.ts";
import * as apiKeys from "../../store/api-keys.ts";
import { log } from "../../store/log.ts";
import type { ApiKey } from "../../store/schema.ts";
import type { ApiContext, Caller } from "./router.ts";

/**
 * Who calls with an API key. It is looked up at every request, as an application's token is, so it ends everywhere with
 * its row.
 *
 * @throws authentication_failed
 */
export async function apiKeyCaller(c: ApiContext, token: string): Promise<Caller> {
  const hash = await apiKeyHash(token);
  const key = hash === null ? undefined : await apiKeys.findByHash(c.env, hash);
  if (key === undefined) throw new PosthornError("api_key_unknown");
  const now = Date.now();
  if (key.expiresAt !== null && key.expiresAt <= now) throw new PosthornError("token_expired");
  noteUse(c, key, now);
  const { id, org, name, scopes, expiresAt } = key;
  return { org, app: null, scopes, featureFlags: null, tokenId: id, expiresAt, apiKey: { id, name } };
}

/** When a key was used last is known to within this. */
const precisionMs = 10 * 60_000;

/** By requests that came before what they wrote could be read. */
const noted = new QuickLRU<string, number>({ maxSize: 1_000 });

/** Nobody waits for it, and nobody fails with it. */
function noteUse({ env, executionCtx }: ApiContext, { id, lastUsedAt }: ApiKey, now: number): void {
  const before = now - precisionMs;
  if (Math.max(lastUsedAt ?? 0, noted.get(id) ?? 0) > before) return;
  noted.set(id, now);
  const written = apiKeys
    .noteUse(env, id, now, before)
    .catch((error) => log("use_not_noted", { apiKey: id, error: String(error) }));
  executionCtx.waitUntil(written);
}

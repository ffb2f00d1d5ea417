import QuickLRU from "quick-lru";
import { isOperational } from "../../core/operational.ts";
import type { Audience } from "../../store/audience.ts";
import * as audiences from "../../store/audience.ts";

const known = new QuickLRU<string, Promise<Audience>>({ maxSize: 1_000, maxAge: 5_000 });
const nobody: Audience = { hasOperationalEndpoint: false, watchedUntil: 0 };

/**
 * Who wants to know what happens in an organisation, for some seconds from memory. What happens to the operator's own
 * endpoints is told to nobody, or it would tell of itself without end.
 */
export async function audienceOf(env: Env, org: string): Promise<Audience> {
  if (isOperational(org)) return nobody;
  const found = known.get(org);
  if (found) return found;
  const audience = audiences.find(env, org);
  known.set(org, audience);
  audience.catch(() => known.delete(org));
  return audience;
}

/** It has changed: the next one asks D1. */
export const forgetAudience = (org: string) => known.delete(org);

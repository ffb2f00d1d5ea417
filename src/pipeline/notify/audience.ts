import { isOperational } from "../../core/operational.ts";
import type { Audience } from "../../store/audience.ts";
import * as audiences from "../../store/audience.ts";

const known = new Map<string, { audience: Promise<Audience>; until: number }>();
const rememberMs = 5_000;
const remembered = 1_000;
const nobody: Audience = { told: false, watchedUntil: 0 };

/**
 * Who wants to know what happens in an organisation, for some seconds from memory. What happens to the operator's own
 * endpoints is told to nobody, or it would tell of itself without end.
 */
export async function audienceOf(env: Env, org: string): Promise<Audience> {
  if (isOperational(org)) return nobody;
  const now = Date.now();
  const found = known.get(org);
  if (found && found.until > now && found.until <= now + rememberMs) return found.audience;
  if (known.size >= remembered) known.delete(known.keys().next().value!);
  const audience = audiences.find(env, org);
  known.set(org, { audience, until: now + rememberMs });
  audience.catch(() => known.delete(org));
  return audience;
}

/** It has changed: the next one asks D1. */
export const forgetAudience = (org: string) => known.delete(org);

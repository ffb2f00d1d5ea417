import type { FeedRow, Happening } from "../../objects/organisation/feed.ts";
import * as audiences from "../../store/audience.ts";
import { log } from "../../store/log.ts";
import { audienceOf, forgetAudience } from "./audience.ts";

/** Shows those who follow the organisation's feed what happened. Does nothing while nobody does; never throws. */
export async function show(env: Env, org: string, happenings: () => Happening[]): Promise<void> {
  try {
    const { watchedUntil } = await audienceOf(env, org);
    if (watchedUntil > Date.now()) await env.ORGANISATION.getByName(org).show(happenings());
  } catch (error) {
    log("feed_failed", { org, error: String(error) });
  }
}

/** Who asked counts as following for so long (ms), which is noted when half of it is over. */
const watchMs = 60_000;

/** What happened after a row; from now on, things are shown. */
export async function follow(
  env: Env,
  org: string,
  after: string | null,
): Promise<{ rows: FeedRow[]; iterator: string }> {
  const now = Date.now();
  const { watchedUntil } = await audienceOf(env, org);
  if (watchedUntil < now + watchMs / 2) {
    await audiences.watch(env, org, now + watchMs, now);
    forgetAudience(org);
  }
  return env.ORGANISATION.getByName(org).feed(after);
}

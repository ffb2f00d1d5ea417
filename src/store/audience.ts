import { sql } from "drizzle-orm";
import { operationalOrg } from "../core/operational.ts";
import { db } from "./db.ts";
import { applications, endpoints, settings } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

/** Who wants to know what happens in an organisation. */
export interface Audience {
  /** It has an operational endpoint that is enabled. */
  hasOperationalEndpoint: boolean;
  /** Somebody follows its feed until then (ms). */
  watchedUntil: number;
}

export async function find(env: StoreEnv, org: string): Promise<Audience> {
  const row = await db(env).get<{ operational: number; watched: number | null }>(
    sql`SELECT
      EXISTS (SELECT 1 FROM ${endpoints} JOIN ${applications} ON ${applications.id} = ${endpoints.app}
        WHERE ${applications.org} = ${operationalOrg(org)} AND ${endpoints.disabled} = 0) AS operational,
      (SELECT ${settings.watchedUntil} FROM ${settings} WHERE ${settings.org} = ${org}) AS watched`,
  );
  return { hasOperationalEndpoint: row.operational === 1, watchedUntil: row.watched ?? 0 };
}

/** Notes that somebody follows the feed until then (ms). */
export const watch = (env: StoreEnv, org: string, until: number, now: number) =>
  db(env)
    .insert(settings)
    .values({ org, watchedUntil: until, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: settings.org, set: { watchedUntil: until } });

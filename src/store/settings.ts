import { eq } from "drizzle-orm";
import { db } from "./db.ts";
import { type Settings, settings } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const none = (org: string): Settings => ({
  org,
  brand: {},
  language: null,
  portalOrigins: [],
  endpointDefaults: {},
  watchedUntil: 0,
  createdAt: 0,
  updatedAt: 0,
});

/** An organisation's settings, those of one that never set anything included. */
export const find = async (env: StoreEnv, org: string): Promise<Settings> =>
  (await db(env).select().from(settings).where(eq(settings.org, org)).get()) ?? none(org);

export function update(env: StoreEnv, org: string, changes: Partial<Settings>): Promise<Settings> {
  const now = Date.now();
  return db(env)
    .insert(settings)
    .values({ ...none(org), ...changes, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: settings.org, set: { ...changes, updatedAt: now } })
    .returning()
    .get();
}

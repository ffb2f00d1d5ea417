import { eq, sql } from "drizzle-orm";
import type { Extensions } from "../core/extensions/endpoint.ts";
import { db } from "./db.ts";
import { type Settings, settings } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const none = (org: string): Settings => ({
  org,
  brand: {},
  language: null,
  portalOrigins: [],
  endpointDefaults: {},
  svixHeaders: false,
  watchedUntil: 0,
  createdAt: 0,
  updatedAt: 0,
});

/** An organisation's settings, those of one that never set anything included. */
export const find = async (env: StoreEnv, org: string): Promise<Settings> =>
  (await db(env).select().from(settings).where(eq(settings.org, org)).get()) ?? none(org);

/** Puts fields into `endpointDefaults` in the place of those of the same name, leaving the others as they are. */
export async function setDefaults(env: StoreEnv, org: string, defaults: Extensions): Promise<void> {
  const now = Date.now();
  const fields = sql.join(
    Object.entries(defaults).map(([name, value]) => sql`${`$.${name}`}, json(${JSON.stringify(value)})`),
    sql`, `,
  );
  const endpointDefaults = sql`json_set(${settings.endpointDefaults}, ${fields})`;
  await db(env)
    .insert(settings)
    .values({ ...none(org), endpointDefaults: defaults, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: settings.org, set: { endpointDefaults, updatedAt: now } });
}

export function update(env: StoreEnv, org: string, changes: Partial<Settings>): Promise<Settings> {
  const now = Date.now();
  return db(env)
    .insert(settings)
    .values({ ...none(org), ...changes, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: settings.org, set: { ...changes, updatedAt: now } })
    .returning()
    .get();
}

import { and, eq, gte, lt, lte, or } from "drizzle-orm";
import { allFrom, allKeys, outdated, type Revocation } from "../core/revocation.ts";
import { db } from "./db.ts";
import { applications, revocations } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const ofAll = and(gte(revocations.token, allKeys.first), lt(revocations.token, allKeys.beyond));

/**
 * What may end this token: its own revocation and those of all tokens of its application; null when the organisation has
 * no such application.
 */
export async function concerning(
  env: StoreEnv,
  org: string,
  app: string,
  token: string,
): Promise<Revocation[] | null> {
  const rows = await db(env)
    .select({ revocation: revocations })
    .from(applications)
    .leftJoin(revocations, and(eq(revocations.app, applications.id), or(eq(revocations.token, token), ofAll)))
    .where(and(eq(applications.id, app), eq(applications.org, org)));
  return rows.length === 0 ? null : rows.flatMap(({ revocation }) => revocation ?? []);
}

const ofApplication = (env: StoreEnv, app: string): Promise<Revocation[]> =>
  db(env)
    .select()
    .from(revocations)
    .where(and(eq(revocations.app, app), ofAll));

const latest = (all: readonly Revocation[]) => Math.max(0, ...all.map(({ issuedBefore }) => issuedBefore));

/** A token issued at this time (ms) or later is none of those that were revoked. */
export const validFrom = async (env: StoreEnv, app: string): Promise<number> =>
  latest(await ofApplication(env, app));

const insert = (env: StoreEnv, row: typeof revocations.$inferInsert) =>
  db(env)
    .insert(revocations)
    .values(row)
    .onConflictDoUpdate({
      target: [revocations.app, revocations.token],
      set: { issuedBefore: row.issuedBefore, expiresAt: row.expiresAt },
    });

/** Rows whose token has expired by itself are forgotten on the way. */
const forget = (env: StoreEnv, app: string, now: number) =>
  db(env)
    .delete(revocations)
    .where(and(eq(revocations.app, app), lte(revocations.expiresAt, now)));

/** A token that was signed elsewhere may be valid for ever. */
const never = Number.MAX_SAFE_INTEGER;

/** @param expiresAt when the token expires by itself (ms), null for never */
export async function revoke(
  env: StoreEnv,
  app: string,
  token: string,
  expiresAt: number | null,
): Promise<void> {
  const now = Date.now();
  await db(env).batch([
    forget(env, app, now),
    insert(env, { app, token, issuedBefore: now, expiresAt: expiresAt ?? never }),
  ]);
}

/**
 * Ends all tokens of an application that were issued until now, or those of these sessions.
 *
 * @param from when they end (ms)
 * @param sessions null for all
 */
export async function revokeAll(
  env: StoreEnv,
  app: string,
  from: number,
  sessions: string[] | null,
): Promise<void> {
  const now = Date.now();
  const before = await ofApplication(env, app);
  // Above every token that there is: one of this very millisecond, one made right after the last revocation.
  const issuedBefore = Math.max(now, latest(before)) + 1;
  const scopes = sessions ?? [null];
  const gone = scopes.flatMap((session) => outdated(before, from, session, now));
  await db(env).batch([
    forget(env, app, now),
    ...gone.map(({ token }) =>
      db(env)
        .delete(revocations)
        .where(and(eq(revocations.app, app), eq(revocations.token, token))),
    ),
    ...scopes.map((session) =>
      insert(env, { app, token: allFrom(from, session), issuedBefore, expiresAt: never }),
    ),
  ]);
}

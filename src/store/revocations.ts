import { and, eq, gte, lt, lte, or } from "drizzle-orm";
import { endAll, keysOf, longestSession, type Revocation } from "../core/revocation.ts";
import { db } from "./db.ts";
import { applications, revocations } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

function ofAll(session: string | null) {
  const { first, beyond } = keysOf(session);
  return and(gte(revocations.token, first), lt(revocations.token, beyond));
}

/**
 * What may end this token: its own revocation, those of its session and those of all tokens of its application; null when
 * the organisation has no such application.
 */
export async function concerning(
  env: StoreEnv,
  org: string,
  app: string,
  token: { id: string; session: string | null },
): Promise<Revocation[] | null> {
  const { id, session } = token;
  const names = or(eq(revocations.token, id), ofAll(null), session === null ? undefined : ofAll(session));
  const rows = await db(env)
    .select({ revocation: revocations })
    .from(applications)
    .leftJoin(revocations, and(eq(revocations.app, applications.id), names))
    .where(and(eq(applications.id, app), eq(applications.org, org)));
  return rows.length === 0 ? null : rows.flatMap(({ revocation }) => revocation ?? []);
}

const endsOf = (env: StoreEnv, app: string, session: string | null): Promise<Revocation[]> =>
  db(env)
    .select()
    .from(revocations)
    .where(and(eq(revocations.app, app), ofAll(session)));

/** A token (of the session) that is issued at this time (ms) or later is none of those that were revoked. */
export async function validFrom(env: StoreEnv, app: string, session: string | null): Promise<number> {
  const scopes = session === null ? [null] : [null, session];
  const ends = (await Promise.all(scopes.map((scope) => endsOf(env, app, scope)))).flat();
  return Math.max(0, ...ends.map(({ issuedBefore }) => issuedBefore));
}

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
  const ends = await Promise.all(
    (sessions ?? [null]).map(async (session) => ({
      ...endAll(await endsOf(env, app, session), from, session, now),
      expiresAt: session === null ? never : from + longestSession,
    })),
  );
  await db(env).batch([
    forget(env, app, now),
    ...ends
      .flatMap(({ outdated }) => outdated)
      .map(({ token }) =>
        db(env)
          .delete(revocations)
          .where(and(eq(revocations.app, app), eq(revocations.token, token))),
      ),
    ...ends.map(({ revocation, expiresAt }) => insert(env, { app, ...revocation, expiresAt })),
  ]);
}

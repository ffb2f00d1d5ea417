import { and, asc, desc, eq, gt, isNull, ne, type SQL, sql } from "drizzle-orm";
import { db } from "./db.ts";
import { type Endpoint, endpoints } from "./schema.ts";
import { keyId, keyIds, open, seal, type VaultEnv } from "./vault.ts";

/** All that is stored sealed for long: what endpoints sign with, send and log in with. */

type StoreEnv = Pick<Env, "DB"> & VaultEnv;
type Sealed = Pick<Endpoint, "id" | "revision" | "secrets" | "headers" | "auth"> & {
  sealedWith: string | null;
};

const columns = {
  id: endpoints.id,
  revision: endpoints.revision,
  secrets: endpoints.secrets,
  headers: endpoints.headers,
  auth: endpoints.auth,
  sealedWith: endpoints.sealedWith,
};

/**
 * Can the keys read what is stored? Of endpoints of which it isn't noted which key has sealed them, the oldest and the
 * newest are tried.
 */
export async function isReadable(env: StoreEnv): Promise<boolean> {
  const known = await keyIds(env);
  if ((await usedKeys(env)).some((id) => !known.includes(id))) return false;
  const rows = await Promise.all(
    [asc, desc].map((order) =>
      db(env)
        .select({ secrets: endpoints.secrets })
        .from(endpoints)
        .where(and(isNull(endpoints.sealedWith), ne(endpoints.secrets, "")))
        .orderBy(order(endpoints.id))
        .limit(1)
        .get(),
    ),
  );
  const opened = await Promise.all(rows.map((row) => row === undefined || open(env, row.secrets)));
  return opened.every((one) => one !== null);
}

/** Ids of the keys that are noted: a row is read for each, however many endpoints there are. */
async function usedKeys(env: StoreEnv): Promise<string[]> {
  const next = (beyond: SQL) => sql`(SELECT min(${endpoints.sealedWith}) FROM ${endpoints} WHERE ${beyond})`;
  const rows = await db(env).all<{ id: string }>(
    sql`WITH RECURSIVE used(id) AS (
        SELECT ${next(sql`true`)} UNION ALL SELECT ${next(sql`${endpoints.sealedWith} > used.id`)} FROM used WHERE id IS NOT NULL
      ) SELECT id FROM used WHERE id IS NOT NULL`,
  );
  return rows.map(({ id }) => id);
}

export interface Renewal {
  /** Endpoints of which something was sealed anew. */
  renewed: number;
  /** Endpoints of which something can't be read, by id. */
  unreadable: string[];
  /** The last endpoint that was looked at, null when there are no more. */
  last: string | null;
}

/** Seals what the next `limit` endpoints beyond `after` have under the current key, where it is under an earlier one. */
export async function renew(env: StoreEnv, after: string | null, limit: number): Promise<Renewal> {
  const rows = await db(env)
    .select(columns)
    .from(endpoints)
    .where(after === null ? undefined : gt(endpoints.id, after))
    .orderBy(asc(endpoints.id))
    .limit(limit);
  const outcomes = await Promise.all(rows.map((row) => renewOne(env, row)));
  return {
    renewed: outcomes.filter((outcome) => outcome === "renewed").length,
    unreadable: rows.flatMap(({ id }, index) => (outcomes[index] === "unreadable" ? [id] : [])),
    last: rows.length < limit ? null : rows.at(-1)!.id,
  };
}

async function renewOne(env: StoreEnv, row: Sealed): Promise<"current" | "renewed" | "unreadable"> {
  const [secrets, headers, auth] = await Promise.all([
    renewed(env, row.secrets),
    renewed(env, row.headers),
    row.auth === null ? null : renewed(env, row.auth),
  ]);
  const fresh = {
    ...(secrets?.anew && { secrets: secrets.anew }),
    ...(headers?.anew && { headers: headers.anew }),
    ...(auth?.anew && { auth: auth.anew }),
  };
  const unreadable = secrets === undefined || headers === undefined || auth === undefined;
  const outcome = unreadable ? "unreadable" : Object.keys(fresh).length === 0 ? "current" : "renewed";
  const sealedWith = unreadable ? row.sealedWith : await keyId(env);
  if (Object.keys(fresh).length === 0 && sealedWith === row.sealedWith) return outcome;
  const [saved] = await db(env)
    .update(endpoints)
    .set({ ...fresh, sealedWith, revision: sql`${endpoints.revision} + 1` })
    .where(and(eq(endpoints.id, row.id), eq(endpoints.revision, row.revision)))
    .returning({ id: endpoints.id });
  if (saved) return outcome;
  const changed = await db(env).select(columns).from(endpoints).where(eq(endpoints.id, row.id)).get();
  return changed ? renewOne(env, changed) : "current";
}

/** Sealed anew, null for what is under the current key already; undefined for what can't be read. */
async function renewed(env: StoreEnv, sealed: string): Promise<{ anew: string | null } | undefined> {
  const opened = await open(env, sealed);
  return opened === null ? undefined : { anew: opened.current ? null : await seal(env, opened.value) };
}

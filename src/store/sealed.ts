import { and, asc, desc, eq, gt, ne, sql } from "drizzle-orm";
import { db } from "./db.ts";
import { type Endpoint, endpoints } from "./schema.ts";
import { open, seal, type VaultEnv } from "./vault.ts";

/** All that is stored sealed for long: what endpoints sign with, send and log in with. */

type StoreEnv = Pick<Env, "DB"> & VaultEnv;
type Sealed = Pick<Endpoint, "id" | "revision" | "secrets" | "headers" | "auth">;

const columns = {
  id: endpoints.id,
  revision: endpoints.revision,
  secrets: endpoints.secrets,
  headers: endpoints.headers,
  auth: endpoints.auth,
};

/** Can the keys read what the oldest and the newest endpoint sign with? */
export async function isReadable(env: StoreEnv): Promise<boolean> {
  const rows = await Promise.all(
    [asc, desc].map((order) =>
      db(env)
        .select({ secrets: endpoints.secrets })
        .from(endpoints)
        .where(ne(endpoints.secrets, ""))
        .orderBy(order(endpoints.id))
        .limit(1)
        .get(),
    ),
  );
  const opened = await Promise.all(rows.map((row) => row === undefined || open(env, row.secrets)));
  return opened.every((one) => one !== null);
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
  if (Object.keys(fresh).length === 0) return unreadable ? "unreadable" : "current";
  const [saved] = await db(env)
    .update(endpoints)
    .set({ ...fresh, revision: sql`${endpoints.revision} + 1` })
    .where(and(eq(endpoints.id, row.id), eq(endpoints.revision, row.revision)))
    .returning({ id: endpoints.id });
  if (saved) return unreadable ? "unreadable" : "renewed";
  const changed = await db(env).select(columns).from(endpoints).where(eq(endpoints.id, row.id)).get();
  return changed ? renewOne(env, changed) : "current";
}

/** Sealed anew, null for what is under the current key already; undefined for what can't be read. */
async function renewed(env: StoreEnv, sealed: string): Promise<{ anew: string | null } | undefined> {
  const opened = await open(env, sealed);
  return opened === null ? undefined : { anew: opened.current ? null : await seal(env, opened.value) };
}

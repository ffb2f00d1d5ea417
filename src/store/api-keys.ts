import { and, asc, desc, eq, gt, isNull, lt, lte, or, sql } from "drizzle-orm";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { db } from "./db.ts";
import { type ApiKey, apiKeys } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const own = (org: string, id: string) => and(eq(apiKeys.org, org), eq(apiKeys.id, id));

export const find = (env: StoreEnv, org: string, id: string): Promise<ApiKey | undefined> =>
  db(env).select().from(apiKeys).where(own(org, id)).get();

/** Of whichever organisation. */
export const findByHash = (env: StoreEnv, hash: string): Promise<ApiKey | undefined> =>
  db(env).select().from(apiKeys).where(eq(apiKeys.hash, hash)).get();

export async function list(env: StoreEnv, org: string, query: PageQuery): Promise<Page<ApiKey>> {
  const { beyond, ascending, limit } = walk(query);
  const rows = await db(env)
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.org, org), beyond === null ? undefined : (ascending ? gt : lt)(apiKeys.id, beyond)))
    .orderBy((ascending ? asc : desc)(apiKeys.id))
    .limit(limit);
  return paginate(rows, query, ({ id }) => id);
}

/** Answers undefined when the organisation would then have more than `most` keys. */
export async function insert(env: StoreEnv, key: ApiKey, most: number): Promise<ApiKey | undefined> {
  const count = sql`(SELECT count(*) FROM ${apiKeys} WHERE ${apiKeys.org} = ${key.org})`;
  const [[created], removed] = await db(env).batch([
    db(env).insert(apiKeys).values(key).returning(),
    db(env)
      .delete(apiKeys)
      .where(and(own(key.org, key.id), sql`${count} > ${most}`))
      .returning({ id: apiKeys.id }),
  ]);
  return removed.length === 0 ? created : undefined;
}

/** Notes a use (ms), unless one after `before` is noted. */
export const noteUse = (env: StoreEnv, id: string, now: number, before: number) =>
  db(env)
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, before))));

export const remove = (env: StoreEnv, org: string, id: string) =>
  db(env).delete(apiKeys).where(own(org, id)).returning({ id: apiKeys.id }).get();

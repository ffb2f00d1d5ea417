import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { db } from "./db.ts";
import { type Plan, plans } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const named = (org: string, name: string) => and(eq(plans.org, org), eq(plans.name, name));

export const find = (env: StoreEnv, org: string, name: string): Promise<Plan | undefined> =>
  db(env).select().from(plans).where(named(org, name)).get();

export async function list(env: StoreEnv, org: string, query: PageQuery): Promise<Page<Plan>> {
  const { beyond, ascending, limit } = walk(query);
  const rows = await db(env)
    .select()
    .from(plans)
    .where(and(eq(plans.org, org), beyond === null ? undefined : (ascending ? gt : lt)(plans.name, beyond)))
    .orderBy((ascending ? asc : desc)(plans.name))
    .limit(limit);
  return paginate(rows, query, ({ name }) => name);
}

/** Answers undefined when the organisation would then have more than `most` plans. */
export async function insert(env: StoreEnv, plan: Plan, most: number): Promise<Plan | undefined> {
  const count = sql`(SELECT count(*) FROM ${plans} WHERE ${plans.org} = ${plan.org})`;
  const [[created], removed] = await db(env).batch([
    db(env).insert(plans).values(plan).returning(),
    db(env)
      .delete(plans)
      .where(and(named(plan.org, plan.name), sql`${count} > ${most}`))
      .returning({ name: plans.name }),
  ]);
  return removed.length === 0 ? created : undefined;
}

/** Those that were missing are created, others stay as they are; answers the names of the new ones. */
export async function insertMissing(env: StoreEnv, missing: readonly Plan[]): Promise<string[]> {
  const [first, ...rest] = missing.map((plan) =>
    db(env).insert(plans).values(plan).onConflictDoNothing().returning({ name: plans.name }),
  );
  if (first === undefined) return [];
  return (await db(env).batch([first, ...rest])).flat().map(({ name }) => name);
}

export const update = (env: StoreEnv, org: string, name: string, changes: Partial<Plan>) =>
  db(env).update(plans).set(changes).where(named(org, name)).returning().get();

export const remove = (env: StoreEnv, org: string, name: string) =>
  db(env).delete(plans).where(named(org, name)).returning().get();

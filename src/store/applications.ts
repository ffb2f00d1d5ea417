import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { fold, searchKey } from "../core/fold.ts";
import { isId } from "../core/ids.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { db } from "./db.ts";
import { type Application, applications, endpoints } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const { searchName, ...columns } = getTableColumns(applications);

/** By id or uid. */
export const find = (env: StoreEnv, org: string, name: string): Promise<Application | undefined> =>
  db(env)
    .select(columns)
    .from(applications)
    .where(
      and(
        eq(applications.org, org),
        isId("application", name) ? eq(applications.id, name) : eq(applications.uid, name),
      ),
    )
    .get();

/** Null for none. */
export const timeZoneOf = async (env: StoreEnv, id: string): Promise<string | null> =>
  (
    await db(env)
      .select({ timeZone: applications.timeZone })
      .from(applications)
      .where(eq(applications.id, id))
      .get()
  )?.timeZone ?? null;

export const exists = async (env: StoreEnv, id: string): Promise<boolean> =>
  (await db(env).select({ id: applications.id }).from(applications).where(eq(applications.id, id)).get()) !==
  undefined;

/** D1 binds at most 100 values to a statement. */
const mostNames = 90;

/** Several of one organisation, each by id or uid. */
export async function findMany(env: StoreEnv, org: string, names: string[]): Promise<Application[]> {
  if (names.length > mostNames) {
    const [first, rest] = [names.slice(0, mostNames), names.slice(mostNames)];
    return (await Promise.all([findMany(env, org, first), findMany(env, org, rest)])).flat();
  }
  const ids = names.filter((name) => isId("application", name));
  const uids = names.filter((name) => !isId("application", name));
  const [byId, byUid] = await Promise.all([
    ids.length === 0
      ? []
      : db(env)
          .select(columns)
          .from(applications)
          .where(and(eq(applications.org, org), inArray(applications.id, ids))),
    uids.length === 0
      ? []
      : db(env)
          .select(columns)
          .from(applications)
          .where(and(eq(applications.org, org), inArray(applications.uid, uids))),
  ]);
  return [...byId, ...byUid];
}

export interface ApplicationFilter {
  /** Part of the name, or the beginning of uid or id, in any case. */
  search: string | null;
  /** Name of the plan that they have. */
  plan: string | null;
  /** Those that have no endpoint, too. */
  withoutEndpoints: boolean;
  /** Those with a disabled endpoint, too. */
  withDisabled: boolean;
  /** Those with an endpoint that only shows what it gets, too. */
  withTestReceivers: boolean;
}

/** A row that an older version wrote is looked through by itself, where SQLite only knows the cases of ASCII. */
const matching = (search: string): SQL | undefined => {
  const lower = search.toLowerCase();
  return or(
    sql`instr(${searchName}, ${fold(search)}) > 0`,
    sql`instr(lower(${applications.name}), ${lower}) > 0`,
    sql`instr(lower(${applications.uid}), ${lower}) = 1`,
    sql`instr(lower(${applications.id}), ${lower}) = 1`,
  );
};

const itsEndpoints = sql`SELECT 1 FROM ${endpoints} WHERE ${endpoints.app} = ${applications.id}`;

/** Svix Play, and the test receiver that each application has here. */
const isTestReceiver = sql`${endpoints.url} GLOB 'https://play.svix.com/*' OR ${endpoints.url} GLOB 'https://api.play.svix.com/*'
  OR instr(${endpoints.url}, '/in/' || substr(${applications.id}, 5)) > 0`;

export async function list(
  env: StoreEnv,
  org: string,
  { search, plan, withoutEndpoints, withDisabled, withTestReceivers }: ApplicationFilter,
  query: PageQuery,
): Promise<Page<Application>> {
  const { beyond, ascending, limit } = walk(query);
  const rows = await db(env)
    .select(columns)
    .from(applications)
    .where(
      and(
        eq(applications.org, org),
        search === null ? undefined : matching(search),
        plan === null ? undefined : eq(applications.plan, plan),
        withoutEndpoints ? undefined : sql`EXISTS (${itsEndpoints})`,
        withDisabled ? undefined : sql`NOT EXISTS (${itsEndpoints} AND ${endpoints.disabled})`,
        withTestReceivers ? undefined : sql`NOT EXISTS (${itsEndpoints} AND (${isTestReceiver}))`,
        beyond === null ? undefined : (ascending ? gt : lt)(applications.id, beyond),
      ),
    )
    .orderBy((ascending ? asc : desc)(applications.id))
    .limit(limit);
  return paginate(rows, query, ({ id }) => id);
}

export const insert = (env: StoreEnv, application: Application) =>
  db(env)
    .insert(applications)
    .values({ ...application, searchName: searchKey(application.name) })
    .returning(columns)
    .get();

/** Answers what it replaced, too, whatever else changes at the same time. */
export async function update(
  env: StoreEnv,
  id: string,
  changes: Partial<Application>,
): Promise<{ before: Application; after: Application } | undefined> {
  const [[before], [after]] = await db(env).batch([
    db(env).select(columns).from(applications).where(eq(applications.id, id)),
    db(env)
      .update(applications)
      .set({
        ...changes,
        ...(changes.name === undefined ? {} : { searchName: searchKey(changes.name) }),
        revision: sql`${applications.revision} + 1`,
      })
      .where(eq(applications.id, id))
      .returning(columns),
  ]);
  return before && after && { before, after };
}

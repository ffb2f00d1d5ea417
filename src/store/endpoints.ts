import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, sql } from "drizzle-orm";
import { isId } from "../core/ids.ts";
import { operationalSuffix } from "../core/operational.ts";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { db } from "./db.ts";
import { applications, type Endpoint, endpoints, plans, settings } from "./schema.ts";
import { keyId, type VaultEnv } from "./vault.ts";

type StoreEnv = Pick<Env, "DB">;

const { sealedWith, ...columns } = getTableColumns(endpoints);

/** By id or uid. */
export const find = (env: StoreEnv, app: string, name: string): Promise<Endpoint | undefined> =>
  db(env)
    .select(columns)
    .from(endpoints)
    .where(
      and(eq(endpoints.app, app), isId("endpoint", name) ? eq(endpoints.id, name) : eq(endpoints.uid, name)),
    )
    .get();

export async function list(env: StoreEnv, app: string, query: PageQuery): Promise<Page<Endpoint>> {
  const { beyond, ascending, limit } = walk(query);
  const rows = await db(env)
    .select(columns)
    .from(endpoints)
    .where(
      and(eq(endpoints.app, app), beyond === null ? undefined : (ascending ? gt : lt)(endpoints.id, beyond)),
    )
    .orderBy((ascending ? asc : desc)(endpoints.id))
    .limit(limit);
  return paginate(rows, query, ({ id }) => id);
}

/** Requests a second that the endpoint takes: its own limit, or its application's; null for none. */
const rate = sql<number | null>`coalesce(${endpoints.throttleRate}, ${applications.throttleRate})`.as("rate");

/**
 * Grows with every change of the endpoint and of its application. Who reads both in one statement sees each change of
 * either, or none, so of two readings the one with the greater sum is the later one.
 */
const settingsVersion = sql<number>`${endpoints.revision} + ${applications.revision}`.as("settings_version");

/** The organisation's setting, its operational endpoints included. */
const svixHeaders = sql<boolean>`coalesce(${settings.svixHeaders}, 0)`
  .mapWith(settings.svixHeaders)
  .as("its_svix_headers");
const ofOrganisation = eq(settings.org, sql`replace(${endpoints.org}, '${sql.raw(operationalSuffix)}', '')`);

export type RatedEndpoint = Endpoint & {
  rate: number | null;
  /** The application's switch. */
  webhooksEnabled: boolean;
  settingsVersion: number;
  /** Its requests carry `svix-…` headers as well. */
  svixHeaders: boolean;
};

/** The endpoints of up to 100 applications, whole, with what the fan-out has to know beside them. */
export const ofApplications = (env: StoreEnv, apps: string[]) =>
  db(env)
    .select({
      ...columns,
      rate,
      webhooksEnabled: applications.webhooksEnabled,
      settingsVersion,
      svixHeaders,
      plan: applications.plan,
      planFlags: plans.featureFlags,
    })
    .from(endpoints)
    .innerJoin(applications, eq(applications.id, endpoints.app))
    .leftJoin(plans, and(eq(plans.org, applications.org), eq(plans.name, applications.plan)))
    .leftJoin(settings, ofOrganisation)
    .where(inArray(endpoints.app, apps))
    .orderBy(asc(endpoints.id));

export type MatchedEndpoint = Awaited<ReturnType<typeof ofApplications>>[number];

const rated = (env: StoreEnv) =>
  db(env)
    .select({
      ...columns,
      rate,
      webhooksEnabled: applications.webhooksEnabled,
      settingsVersion,
      svixHeaders,
    })
    .from(endpoints)
    .innerJoin(applications, eq(applications.id, endpoints.app))
    .leftJoin(settings, ofOrganisation);

/** Up to 100 of them, whole. */
export const findMany = (env: StoreEnv, ids: string[]): Promise<RatedEndpoint[]> =>
  rated(env).where(inArray(endpoints.id, ids));

/** The next ones of an application, whole, by id. */
export const nextOf = (
  env: StoreEnv,
  app: string,
  after: string | null,
  limit: number,
): Promise<RatedEndpoint[]> =>
  rated(env)
    .where(and(eq(endpoints.app, app), after === null ? undefined : gt(endpoints.id, after)))
    .orderBy(asc(endpoints.id))
    .limit(limit);

/**
 * Answers undefined when the application is gone, or would then have more than `most` endpoints: insert and count are
 * one transaction, so two requests at once can't get past the limit. What is sealed of it is under today's key.
 */
export async function insert(
  env: StoreEnv & VaultEnv,
  endpoint: Endpoint,
  most: number,
): Promise<Endpoint | undefined> {
  const marked = { ...endpoint, sealedWith: await keyId(env) };
  const count = sql`(SELECT count(*) FROM ${endpoints} WHERE ${endpoints.app} = ${endpoint.app})`;
  const orphaned = sql`NOT EXISTS (SELECT 1 FROM ${applications} WHERE ${applications.id} = ${endpoint.app})`;
  const [[created], removed] = await db(env).batch([
    db(env).insert(endpoints).values(marked).returning(columns),
    db(env)
      .delete(endpoints)
      .where(and(eq(endpoints.id, endpoint.id), sql`(${orphaned} OR ${count} > ${most})`))
      .returning({ id: endpoints.id }),
  ]);
  return removed.length === 0 ? created : undefined;
}

/** Ids of an application's endpoints. */
export const idsOf = async (env: StoreEnv, app: string): Promise<string[]> =>
  (await db(env).select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.app, app))).map(
    ({ id }) => id,
  );

export const count = async (env: StoreEnv, app: string): Promise<number> =>
  (await db(env)
    .select({ count: sql<number>`count(*)` })
    .from(endpoints)
    .where(eq(endpoints.app, app))
    .get())!.count;

const changed = () => ({
  revision: sql`${endpoints.revision} + 1`,
  updatedAt: sql`max(${Date.now()}, ${endpoints.updatedAt} + 1)`,
});

/** What a change seals anew is under today's key; what it leaves may be under another one. */
async function remarked(env: VaultEnv, { secrets, headers, auth }: Partial<Endpoint>) {
  if (secrets == null && headers == null && auth == null) return {};
  const id = await keyId(env);
  return { sealedWith: sql`CASE WHEN ${sealedWith} = ${id} THEN ${id} END` };
}

/** Changes an endpoint that is still as it was read; undefined when it was changed meanwhile, or is gone. */
export const change = async (
  env: StoreEnv & VaultEnv,
  { id, revision }: Endpoint,
  changes: Partial<Endpoint>,
): Promise<Endpoint | undefined> =>
  db(env)
    .update(endpoints)
    .set({ ...changes, ...(await remarked(env, changes)), ...changed() })
    .where(and(eq(endpoints.id, id), eq(endpoints.revision, revision)))
    .returning(columns)
    .get();

/** Changes an endpoint, whatever else changes at the same time. */
export const update = async (
  env: StoreEnv & VaultEnv,
  id: string,
  changes: Partial<Endpoint>,
): Promise<Endpoint | undefined> =>
  db(env)
    .update(endpoints)
    .set({ ...changes, ...(await remarked(env, changes)), ...changed() })
    .where(eq(endpoints.id, id))
    .returning(columns)
    .get();

/** Disables an endpoint whose settings are still of this version. */
export const disable = (env: StoreEnv, id: string, version: number) => {
  const application = sql`(SELECT ${applications.revision} FROM ${applications} WHERE ${applications.id} = ${endpoints.app})`;
  return db(env)
    .update(endpoints)
    .set({ disabled: true, ...changed() })
    .where(and(eq(endpoints.id, id), sql`${endpoints.revision} + ${application} = ${version}`));
};

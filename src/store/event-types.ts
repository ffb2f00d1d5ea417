import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { type Page, type PageQuery, paginate, walk } from "../core/page.ts";
import { db } from "./db.ts";
import { type EventType, eventTypes } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

const named = (org: string, name: string) => and(eq(eventTypes.org, org), eq(eventTypes.name, name));

/** Only types without a feature flag, or with one of these. */
const visibleTo = (flags: string[]): SQL =>
  sql`(${eventTypes.featureFlags} IS NULL OR json_array_length(${eventTypes.featureFlags}) = 0 OR EXISTS (
    SELECT 1 FROM json_each(${eventTypes.featureFlags}) flag
    WHERE flag.value IN (SELECT value FROM json_each(${JSON.stringify(flags)}))))`;

export interface EventTypeFilter {
  includeArchived: boolean;
  /** Null sees all. */
  featureFlags: string[] | null;
}

const passing = (org: string, filter: EventTypeFilter) =>
  and(
    eq(eventTypes.org, org),
    filter.includeArchived ? undefined : eq(eventTypes.archived, false),
    filter.featureFlags === null ? undefined : visibleTo(filter.featureFlags),
  );

export const all = (env: StoreEnv, org: string, filter: EventTypeFilter): Promise<EventType[]> =>
  db(env).select().from(eventTypes).where(passing(org, filter)).orderBy(asc(eventTypes.name));

export async function list(
  env: StoreEnv,
  org: string,
  filter: EventTypeFilter,
  query: PageQuery,
): Promise<Page<EventType>> {
  const { beyond, ascending, limit } = walk(query);
  const rows = await db(env)
    .select()
    .from(eventTypes)
    .where(
      and(passing(org, filter), beyond === null ? undefined : (ascending ? gt : lt)(eventTypes.name, beyond)),
    )
    .orderBy((ascending ? asc : desc)(eventTypes.name))
    .limit(limit);
  return paginate(rows, query, ({ name }) => name);
}

export const find = (env: StoreEnv, org: string, name: string, featureFlags: string[] | null = null) =>
  db(env)
    .select()
    .from(eventTypes)
    .where(and(named(org, name), featureFlags === null ? undefined : visibleTo(featureFlags)))
    .get();

/** D1 binds at most so many to a statement. */
const mostValues = 100;
const mostNames = 90;

export async function findMany(env: StoreEnv, org: string, names: string[]): Promise<EventType[]> {
  const found: EventType[] = [];
  for (let at = 0; at < names.length; at += mostNames)
    found.push(
      ...(await db(env)
        .select()
        .from(eventTypes)
        .where(and(eq(eventTypes.org, org), inArray(eventTypes.name, names.slice(at, at + mostNames))))),
    );
  return found;
}

/** Names of those that can't be sent yet. */
export const planned = async (env: StoreEnv, org: string): Promise<string[]> =>
  (
    await db(env)
      .select({ name: eventTypes.name })
      .from(eventTypes)
      .where(and(eq(eventTypes.org, org), sql`${eventTypes.extensions} ->> '$.status' = 'planned'`))
  ).map(({ name }) => name);

export interface CatalogueSize {
  count: number;
  /** Of schemas, examples and fields. */
  bytes: number;
}

/** How much there is in all, and without those of these names. */
export async function sizes(
  env: StoreEnv,
  org: string,
  names: readonly string[],
): Promise<{ all: CatalogueSize; others: CatalogueSize }> {
  const bytes = sql`length(CAST(coalesce(${eventTypes.schemas}, '') || ${eventTypes.extensions} AS BLOB))`;
  const isOther = sql`${eventTypes.name} NOT IN (SELECT value FROM json_each(${JSON.stringify(names)}))`;
  const found = await db(env)
    .select({
      all: sql<number>`count(*)`,
      allBytes: sql<number>`coalesce(sum(${bytes}), 0)`,
      others: sql<number>`count(*) FILTER (WHERE ${isOther})`,
      otherBytes: sql<number>`coalesce(sum(${bytes}) FILTER (WHERE ${isOther}), 0)`,
    })
    .from(eventTypes)
    .where(eq(eventTypes.org, org))
    .get();
  return {
    all: { count: found!.all, bytes: found!.allBytes },
    others: { count: found!.others, bytes: found!.otherBytes },
  };
}

export const insert = (env: StoreEnv, eventType: EventType) =>
  db(env).insert(eventTypes).values(eventType).returning().get();

export const update = (env: StoreEnv, org: string, name: string, changes: Partial<EventType>) =>
  db(env).update(eventTypes).set(changes).where(named(org, name)).returning().get();

/** By the values that a statement binds, one for each column: a request to a Worker may make 1,000 statements. */
const rowsAtOnce = Math.floor(mostValues / Object.keys(getTableColumns(eventTypes)).length);

/**
 * Creates or changes several at once, all or none; of those that are there, only these fields change.
 *
 * @param archived names of others that are archived at the same time
 */
export async function save(
  env: StoreEnv,
  org: string,
  types: readonly EventType[],
  fields: readonly (keyof EventType)[],
  archived: readonly string[] = [],
): Promise<void> {
  const changes = { archived: true, updatedAt: Date.now() };
  const set = Object.fromEntries(
    fields.map((field) => [field, sql`excluded.${sql.identifier(eventTypes[field].name)}`]),
  );
  const parts = Array.from({ length: Math.ceil(types.length / rowsAtOnce) }, (_, part) =>
    types.slice(part * rowsAtOnce, (part + 1) * rowsAtOnce),
  );
  const [first, ...rest] = [
    ...parts.map((part) =>
      db(env)
        .insert(eventTypes)
        .values([...part])
        .onConflictDoUpdate({ target: [eventTypes.org, eventTypes.name], set }),
    ),
    ...archived.map((name) => db(env).update(eventTypes).set(changes).where(named(org, name))),
  ];
  if (first !== undefined) await db(env).batch([first, ...rest]);
}

export const remove = (env: StoreEnv, org: string, name: string) =>
  db(env).delete(eventTypes).where(named(org, name));

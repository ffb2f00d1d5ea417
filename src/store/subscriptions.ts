import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { db } from "./db.ts";
import { applications, endpoints } from "./schema.ts";

/** An endpoint of an application; an application without endpoints comes once, with null. */
export interface Subscription {
  app: string;
  uid: string | null;
  endpoint: string | null;
  /** Null for all. */
  eventTypes: string[] | null;
}

/** How far a walk through all subscriptions has come. */
export type Place = Pick<Subscription, "app" | "endpoint">;

/** The next ones of an organisation, by application and endpoint. @param apps ids, null for all */
export const list = (
  env: Pick<Env, "DB">,
  org: string,
  apps: string[] | null,
  after: Place | null,
  limit: number,
): Promise<Subscription[]> =>
  db(env)
    .select({
      app: applications.id,
      uid: applications.uid,
      endpoint: endpoints.id,
      eventTypes: endpoints.eventTypes,
    })
    .from(applications)
    .leftJoin(endpoints, eq(endpoints.app, applications.id))
    .where(
      and(
        eq(applications.org, org),
        apps === null
          ? undefined
          : inArray(applications.id, sql`(SELECT value FROM json_each(${JSON.stringify(apps)}))`),
        after === null
          ? undefined
          : sql`(${applications.id}, coalesce(${endpoints.id}, '')) > (${after.app}, ${after.endpoint ?? ""})`,
      ),
    )
    .orderBy(asc(applications.id), asc(endpoints.id))
    .limit(limit);

import { asc, eq, inArray } from "drizzle-orm";
import { db } from "./db.ts";
import { applications, deletedEndpoints, endpoints, revocations } from "./schema.ts";

/** What is deleted is gone from D1 at once; that an endpoint was there is known until its Outbox is gone too. */

type StoreEnv = Pick<Env, "DB">;

const columns = { id: endpoints.id, app: endpoints.app };

/** Deletes an endpoint. May be repeated. */
export const removeEndpoint = (env: StoreEnv, id: string) =>
  db(env).batch([
    db(env)
      .insert(deletedEndpoints)
      .select(db(env).select(columns).from(endpoints).where(eq(endpoints.id, id)))
      .onConflictDoNothing(),
    db(env).delete(endpoints).where(eq(endpoints.id, id)),
  ]);

/** Is it deleted, and its Outbox not yet? */
export const isDeleted = async (env: StoreEnv, id: string): Promise<boolean> =>
  (await db(env)
    .select({ id: deletedEndpoints.id })
    .from(deletedEndpoints)
    .where(eq(deletedEndpoints.id, id))
    .get()) !== undefined;

/** Deletes an application with its endpoints. May be repeated. */
export const removeApplication = (env: StoreEnv, id: string) =>
  db(env).batch([
    db(env)
      .insert(deletedEndpoints)
      .select(db(env).select(columns).from(endpoints).where(eq(endpoints.app, id)))
      .onConflictDoNothing(),
    db(env).delete(endpoints).where(eq(endpoints.app, id)),
    db(env).delete(applications).where(eq(applications.id, id)),
    db(env).delete(revocations).where(eq(revocations.app, id)),
  ]);

/** D1 binds at most 100 values to a statement. */
export const mostForgotten = 90;

/** Ids of up to 90 endpoints of an application that are deleted and whose Outboxes are not. */
export const deletedEndpointsOf = async (env: StoreEnv, app: string): Promise<string[]> =>
  (
    await db(env)
      .select({ id: deletedEndpoints.id })
      .from(deletedEndpoints)
      .where(eq(deletedEndpoints.app, app))
      .orderBy(asc(deletedEndpoints.id))
      .limit(mostForgotten)
  ).map(({ id }) => id);

/** The Outboxes of up to 90 endpoints see to their own end. */
export const forgetEndpoints = (env: StoreEnv, ids: string[]) =>
  db(env).delete(deletedEndpoints).where(inArray(deletedEndpoints.id, ids));

import { drizzle } from "drizzle-orm/d1";
import * as schema from "./schema.ts";

type DbEnv = Pick<Env, "DB">;

const open = (env: DbEnv) => drizzle(env.DB, { schema });
type Db = ReturnType<typeof open>;

const known = new WeakMap<object, Db>();

export function db(env: DbEnv): Db {
  const found = known.get(env.DB);
  if (found) return found;
  const fresh = open(env);
  known.set(env.DB, fresh);
  return fresh;
}

/** Did D1 refuse the statement because of a UNIQUE constraint? */
export function isTaken(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause.message.includes("UNIQUE constraint failed")) return true;
  return false;
}

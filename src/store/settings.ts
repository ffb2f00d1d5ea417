import { eq } from "drizzle-orm";
import { db } from "./db.ts";
import { type Settings, settings } from "./schema.ts";

type StoreEnv = Pick<Env, "DB">;

export const find = (env: StoreEnv, org: string): Promise<Settings | undefined> =>
  db(env).select().from(settings).where(eq(settings.org, org)).get();

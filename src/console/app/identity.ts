import type { Context } from "hono";
import type { Whoami } from "../../contract/api-key.ts";
import { grants, isApiKey } from "../../core/api-key.ts";
import { ApiError, client } from "./client.ts";
import { csrfOf, readToken, type Session } from "./session.ts";
import type { ConsoleEnv } from "./view.ts";

/** Whose session a token makes; null for what is none. A JWT says it itself, an API key only the API knows. */
export const identify = (c: Context<ConsoleEnv>, token: string): Promise<Session | null> =>
  isApiKey(token) ? holderOf(c, token) : readToken(token);

async function holderOf(c: Context<ConsoleEnv>, token: string): Promise<Session | null> {
  const api = client(c.env.api, new URL(c.req.url).origin, token);
  const holder = await api.get<Whoami>("/auth/whoami").catch((error) => {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  });
  if (holder === null) return null;
  const { org, scopes, expiresAt } = holder;
  return {
    token,
    app: null,
    org,
    readOnly: !grants(scopes, "admin"),
    expiresAt: expiresAt === null ? null : Math.floor(Date.parse(expiresAt) / 1000),
    csrf: await csrfOf(token),
  };
}

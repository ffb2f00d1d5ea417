import type { MiddlewareHandler } from "hono";
import { sign, verify } from "hono/jwt";
import QuickLRU from "quick-lru";
import { PosthornError } from "../../core/errors.ts";
import { isId, orgPattern } from "../../core/ids.ts";
import { isRevoked } from "../../core/revocation.ts";
import * as revocations from "../../store/revocations.ts";
import type { Api, Caller } from "./router.ts";

interface Verified extends Caller {
  /** ms; 0 when the token doesn't say. */
  issuedAt: number;
  session: string | null;
}

async function verifyToken(token: string, secret: string): Promise<Verified> {
  const claims = await verify(token, secret, "HS256").catch((error: Error) => {
    throw new PosthornError(error.name === "JwtTokenExpired" ? "token_expired" : "token_invalid");
  });
  const subject = String(claims.sub ?? "");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const caller = {
    readOnly: claims.read_only === true,
    tokenId: new Uint8Array(digest, 0, 18).toBase64(),
    expiresAt: typeof claims.exp === "number" ? claims.exp * 1000 : null,
    issuedAt: Number(claims.iat_ms ?? Number(claims.iat ?? 0) * 1000) || 0,
    session: typeof claims.session_id === "string" ? claims.session_id : null,
  };
  if (orgPattern.test(subject)) return { ...caller, org: subject, app: null, featureFlags: null };
  const org = String(claims.org ?? "");
  if (!isId("application", subject) || !orgPattern.test(org))
    throw new PosthornError("token_without_subject");
  const flags = Array.isArray(claims.feature_flags) ? claims.feature_flags.map(String) : [];
  return { ...caller, org, app: subject, featureFlags: flags };
}

const verified = new QuickLRU<string, Verified>({ maxSize: 1_000 });

const ended = async (env: Env, app: string, { tokenId: id, issuedAt, session }: Verified) =>
  isRevoked(await revocations.concerning(env, app, id), { id, issuedAt, session }, Date.now());

const logout = /\/auth\/logout\/?$/;

/**
 * `Authorization: Bearer <JWT>`. A token that was verified once is known until it expires; an application's is looked up
 * among those that were revoked at every request.
 */
export const authenticate: MiddlewareHandler<Api> = async (c, next) => {
  const header = c.req.header("authorization");
  if (header === undefined) throw new PosthornError("token_missing");
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw new PosthornError("token_malformed");

  const key = `${c.env.JWT_SECRET} ${token}`;
  let caller = verified.get(key);
  if (caller === undefined) {
    caller = await verifyToken(token, c.env.JWT_SECRET);
    verified.set(key, caller);
  }
  if (caller.expiresAt !== null && caller.expiresAt <= Date.now()) throw new PosthornError("token_expired");
  if (caller.app !== null && (await ended(c.env, caller.app, caller)))
    throw new PosthornError("token_revoked");
  if (caller.readOnly && !["GET", "HEAD"].includes(c.req.method) && !logout.test(c.req.path))
    throw new PosthornError("token_read_only");
  c.set("caller", caller);
  await next();
};

/** Seconds. */
const defaultExpiry = 28 * 24 * 3600;

/** A new token for one application, 28 days unless `expiry` (seconds) says otherwise. */
export async function applicationToken(
  env: Env,
  token: {
    app: string;
    org: string;
    featureFlags: string[];
    readOnly: boolean;
    expiry?: number | null | undefined;
    session: string | null;
  },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = Math.max(Date.now(), await revocations.validFrom(env, token.app));
  return sign(
    {
      sub: token.app,
      org: token.org,
      feature_flags: token.featureFlags,
      read_only: token.readOnly,
      ...(token.session === null ? {} : { session_id: token.session }),
      iat: now,
      iat_ms: issuedAt,
      exp: now + (token.expiry ?? defaultExpiry),
    },
    env.JWT_SECRET,
    "HS256",
  );
}

import type { MiddlewareHandler } from "hono";
import { sign } from "hono/jwt";
import QuickLRU from "quick-lru";
import { isApiKey } from "../../core/api-key.ts";
import { PosthornError } from "../../core/errors.ts";
import { isId, orgPattern } from "../../core/ids.ts";
import { isRevoked, longestSession } from "../../core/revocation.ts";
import { jwtSecretFault } from "../../core/secrets.ts";
import * as revocations from "../../store/revocations.ts";
import { apiKeyCaller } from "./api-key-caller.ts";
import { readClaims } from "./claims.ts";
import type { Api, Caller } from "./router.ts";

interface Verified extends Caller {
  /** ms; 0 when the token doesn't say. */
  issuedAt: number;
  session: string | null;
}

async function verifyToken(token: string, secret: string): Promise<Verified> {
  const { sub, org, ...claims } = await readClaims(token, secret);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const caller = {
    scopes: [claims.read_only ? ("read" as const) : ("admin" as const)],
    apiKey: null,
    tokenId: new Uint8Array(digest, 0, 18).toBase64(),
    expiresAt: claims.exp == null ? null : claims.exp * 1000,
    issuedAt: claims.iat_ms ?? (claims.iat ?? 0) * 1000,
    session: claims.session_id ?? null,
  };
  if (isOrg(sub)) return { ...caller, org: sub, app: null, featureFlags: null };
  const isApplication = typeof sub === "string" && isId("application", sub);
  if (!isApplication || !isOrg(org)) throw new PosthornError("token_without_subject");
  return { ...caller, org, app: sub, featureFlags: claims.feature_flags ?? [] };
}

const isOrg = (claim: unknown): claim is string => typeof claim === "string" && orgPattern.test(claim);

const verified = new QuickLRU<string, Verified>({ maxSize: 1_000 });

/** A token ends with its application, and is of no use where that isn't its organisation's. */
async function checkApplication(env: Env, app: string, token: Verified): Promise<void> {
  const { tokenId: id, issuedAt, session } = token;
  if (session !== null && issuedAt < Date.now() - longestSession) throw new PosthornError("token_expired");
  const found = await revocations.concerning(env, token.org, app, { id, session });
  if (found === null) throw new PosthornError("token_without_application");
  if (isRevoked(found, { id, issuedAt, session }, Date.now())) throw new PosthornError("token_revoked");
}

/** Who calls with a JWT. One that was verified once is known until it expires; an application's is looked up, too. */
async function jwtCaller(env: Env, token: string): Promise<Caller> {
  const key = `${env.JWT_SECRET} ${token}`;
  let caller = verified.get(key);
  if (caller === undefined) {
    caller = await verifyToken(token, env.JWT_SECRET);
    verified.set(key, caller);
  }
  if (caller.expiresAt !== null && caller.expiresAt <= Date.now()) throw new PosthornError("token_expired");
  if (caller.app !== null) await checkApplication(env, caller.app, caller);
  return caller;
}

/** `Authorization: Bearer <JWT or API key>`. None is believed where anybody could have signed a JWT. */
export const authenticate: MiddlewareHandler<Api> = async (c, next) => {
  const header = c.req.header("authorization");
  if (header === undefined) throw new PosthornError("token_missing");
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw new PosthornError("token_malformed");

  if (jwtSecretFault(c.env.JWT_SECRET) !== null) throw new PosthornError("secret_unfit");
  c.set("caller", isApiKey(token) ? await apiKeyCaller(c, token) : await jwtCaller(c.env, token));
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
  const issuedAt = Math.max(Date.now(), await revocations.validFrom(env, token.app, token.session));
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

import { z } from "@hono/zod-openapi";
import { verify } from "hono/jwt";
import { PosthornError } from "../../core/errors.ts";

/** RFC 7519's NumericDate: seconds since the epoch. `exp` is checked with the signature. */
const time = z.number().nullish();

const claims = z.object({
  sub: z.unknown().optional(),
  org: z.unknown().optional(),
  read_only: z.boolean().nullish(),
  feature_flags: z.array(z.string()).nullish(),
  session_id: z.string().nullish(),
  iat: time,
  /** `iat` in milliseconds. */
  iat_ms: time,
  nbf: time,
  exp: time,
});
export type Claims = z.output<typeof claims>;

/** Seconds that the clock of who signs tokens may be ahead of ours. */
const tolerance = 60;

/**
 * What a token says. A claim that isn't what it should be is refused: whoever signed it meant something by it.
 *
 * @throws authentication_failed
 */
export async function readClaims(token: string, secret: string): Promise<Claims> {
  const options = { alg: "HS256", iat: false, nbf: false } as const;
  const said = await verify(token, secret, options).catch((error: Error) => {
    throw new PosthornError(error.name === "JwtTokenExpired" ? "token_expired" : "token_invalid");
  });
  const read = claims.safeParse(said);
  if (!read.success)
    throw new PosthornError("token_claim_invalid", { claim: String(read.error.issues[0]!.path[0]) });
  const earliest = Math.max(read.data.iat ?? 0, read.data.nbf ?? 0);
  if (earliest > Date.now() / 1000 + tolerance) throw new PosthornError("token_early", { tolerance });
  return read.data;
}

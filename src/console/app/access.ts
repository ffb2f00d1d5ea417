import { sign, verifyWithJwks } from "hono/jwt";

/** Whom Cloudflare Access let through, as a token of the organisation; null when it isn't in front of us. */
export async function accessToken(env: Env, assertion: string | undefined): Promise<string | null> {
  const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: aud, ACCESS_ORG: org } = env;
  if (assertion === undefined || !team || !aud || !org) return null;
  const issuer = `https://${team}`;
  const claims = await verifyWithJwks(assertion, {
    jwks_uri: `${issuer}/cdn-cgi/access/certs`,
    allowedAlgorithms: ["RS256"],
    verification: { iss: issuer, aud },
  }).catch(() => null);
  if (claims === null) return null;
  return sign({ sub: org, iat: claims.iat, exp: claims.exp }, env.JWT_SECRET, "HS256");
}

/** Which application tokens are valid no longer. */

export interface Revocation {
  /**
   * Stands for one token; for all: `*` and when that takes effect (ms); for those of a session: `~`, its id, a space and
   * when that takes effect.
   */
  token: string;
  /** Of those tokens, the ones that were issued before this (ms). */
  issuedBefore: number;
}

export interface IssuedToken {
  id: string;
  /** ms; 0 when it doesn't say. */
  issuedAt: number;
  session: string | null;
}

/** Who is meant by a revocation of all tokens, of a session or of every one. */
export const allFrom = (from: number, session: string | null) =>
  session === null ? `*${from}` : `~${session} ${from}`;

/** Every key that stands for all tokens, or for all of a session, is in [first, beyond): those of single tokens are base64. */
export const keysOf = (session: string | null) =>
  session === null ? { first: "*", beyond: "+" } : { first: `~${session} `, beyond: `~${session}!` };

function scope(token: string): { from: number; session: string | null } | null {
  const [, session = null, from] = /^(?:\*|~(.+) )(\d+)$/s.exec(token) ?? [];
  return from === undefined ? null : { from: Number(from), session };
}

/** A token of a session is good for a year at most (ms), so that revocations of sessions end, too. */
export const longestSession = 366 * 24 * 3_600_000;

/** Ends of the same scope that are still to come: with more of them, two become one. */
const mostToCome = 10;

export const isRevoked = (revocations: readonly Revocation[], token: IssuedToken, now: number): boolean =>
  revocations.some((revocation) => {
    if (revocation.token === token.id) return true;
    const all = scope(revocation.token);
    return (
      all !== null &&
      all.from <= now &&
      token.issuedAt < revocation.issuedBefore &&
      (all.session === null || all.session === token.session)
    );
  });

/**
 * What ends all tokens (of the session) that were issued until now at `from` (ms), and which revocations then say nothing
 * any more. When too many are to come already, the tokens end together with those that end last.
 *
 * @param revocations all of the same scope
 */
export function endAll(
  revocations: readonly Revocation[],
  from: number,
  session: string | null,
  now: number,
): { revocation: Revocation; outdated: Revocation[] } {
  const ends = revocations.map((revocation) => ({ revocation, from: scope(revocation.token)?.from ?? 0 }));
  const before = ends.map((end) => end.from).filter((at) => at > now && at < from);
  const at = before.length < mostToCome ? from : Math.max(...before);
  // Above every token that there is: one of this very millisecond, one made right after the last revocation.
  const issuedBefore = Math.max(now, ...revocations.map((one) => one.issuedBefore)) + 1;
  const inForce = ends.filter((end) => end.from <= now).map((end) => end.revocation.issuedBefore);
  const latestInForce = Math.max(...inForce, at <= now ? issuedBefore : 0);
  return {
    revocation: { token: allFrom(at, session), issuedBefore },
    outdated: ends
      .filter((end) => end.from >= at || (end.from <= now && end.revocation.issuedBefore < latestInForce))
      .map(({ revocation }) => revocation),
  };
}

/** Which application tokens are valid no longer. */

export interface Revocation {
  /** Stands for one token; for all: `*` and when that takes effect (ms), for those of a session its id after a space. */
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
  session === null ? `*${from}` : `*${from} ${session}`;

/** Every key that stands for more than one token is in [first, beyond): those of single tokens are base64. */
export const allKeys = { first: "*", beyond: "+" } as const;

function scope(token: string): { from: number; session: string | null } | null {
  const [, from, session = null] = /^\*(\d+)(?: (.*))?$/s.exec(token) ?? [];
  return from === undefined ? null : { from: Number(from), session };
}

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

/** Those that say nothing any more once all tokens (of the session) end at `from`. */
export function outdated(
  revocations: readonly Revocation[],
  from: number,
  session: string | null,
  now: number,
): Revocation[] {
  const same = revocations.flatMap((revocation) => {
    const all = scope(revocation.token);
    return all !== null && all.session === session ? [{ revocation, from: all.from }] : [];
  });
  const inForce = same.filter((one) => one.from <= now).map(({ revocation }) => revocation.issuedBefore);
  const latest = Math.max(...inForce);
  return same
    .filter((one) => one.from >= from || (one.from <= now && one.revocation.issuedBefore < latest))
    .map(({ revocation }) => revocation);
}

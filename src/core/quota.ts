/** At most `most` uses within any `perMs` milliseconds. */
export interface Quota {
  most: number;
  perMs: number;
}

/** @param uses when it was used before (ms), the earliest first */
export function spend(
  uses: readonly number[],
  { most, perMs }: Quota,
  now: number,
): { admitted: boolean; uses: number[] } {
  const recent = uses.filter((at) => at > now - perMs);
  return recent.length < most
    ? { admitted: true, uses: [...recent, now] }
    : { admitted: false, uses: recent };
}

import fc from "fast-check";
import { expect, it } from "vitest";
import { allFrom, endAll, isRevoked, type Revocation } from "../../src/core/revocation.ts";

const token = { id: "AAAA", issuedAt: 1_000, session: null as string | null };
const all = (from: number, issuedBefore: number, session: string | null = null) => ({
  token: allFrom(from, session),
  issuedBefore,
});

it("ends the one token that was logged out", () => {
  expect(isRevoked([{ token: "AAAA", issuedBefore: 5 }], token, 2_000)).toBe(true);
  expect(isRevoked([{ token: "BBBB", issuedBefore: 5_000 }], token, 2_000)).toBe(false);
});

it.each([
  ["issued before", 1_001, 1_500, true],
  ["issued at that moment or later", 1_000, 1_500, false],
  ["not yet", 1_001, 2_001, false],
  ["from this moment on", 1_001, 2_000, true],
])("ends all tokens: %s", (_, issuedBefore, from, expected) => {
  expect(isRevoked([all(from, issuedBefore)], token, 2_000)).toBe(expected);
});

it("ends tokens that don't say when they were issued", () => {
  expect(isRevoked([all(1_500, 1_500)], { ...token, issuedAt: 0 }, 2_000)).toBe(true);
});

it("ends those of a session only, whatever its name", () => {
  for (const session of ["web", "a b", "*5", "\n"]) {
    const revocations = [all(1_500, 1_500, session)];
    expect(isRevoked(revocations, { ...token, session }, 2_000)).toBe(true);
    expect(isRevoked(revocations, { ...token, session: "other" }, 2_000)).toBe(false);
    expect(isRevoked(revocations, token, 2_000)).toBe(false);
  }
});

it("forgets what a new revocation covers, and nothing else", () => {
  const later = all(9_000, 1_100);
  const sooner = all(3_000, 1_200);
  const past = all(1_000, 1_000);
  const longPast = all(500, 500);
  const before = [later, sooner, past, longPast];
  expect(endAll(before, 5_000, null, 2_000)).toEqual({
    revocation: all(5_000, 2_001),
    outdated: [later, longPast],
  });
  expect(endAll(before, 2_000, null, 2_000)).toEqual({ revocation: all(2_000, 2_001), outdated: before });
  expect(endAll([], 2_000, "web", 2_000)).toEqual({ revocation: all(2_000, 2_001, "web"), outdated: [] });
});

it("never leaves more than a dozen behind, and lets no token live longer than it was told", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ pause: fc.nat(50), delay: fc.nat(500) }), { maxLength: 60 }),
      fc.constantFrom(null, "web"),
      (calls, session) => {
        let now = 1_000;
        let rows: Revocation[] = [];
        const told: { issuedAt: number; from: number }[] = [];
        for (const { pause, delay } of calls) {
          now += pause;
          told.push({ issuedAt: now, from: now + delay });
          const { revocation, outdated } = endAll(rows, now + delay, session, now);
          rows = [...rows.filter((row) => !outdated.includes(row)), revocation];
          expect(rows.length).toBeLessThanOrEqual(12);
          for (const { issuedAt, from } of told)
            if (from <= now) expect(isRevoked(rows, { id: "AAAA", issuedAt, session }, now)).toBe(true);
          const fresh = Math.max(...rows.map(({ issuedBefore }) => issuedBefore));
          expect(isRevoked(rows, { id: "AAAA", issuedAt: fresh, session }, now + 1_000)).toBe(false);
        }
      },
    ),
  );
});

import fc from "fast-check";
import { encodeTime, ulid } from "ulid";
import { expect, it } from "vitest";
import { floor, isId, type Kind, latestFirst, namePattern, prefixes, timeOf } from "../../src/core/ids.ts";

const kinds = fc.constantFrom(...(Object.keys(prefixes) as Kind[]));
const latest = 2 ** 48 - 1;
const times = fc.oneof(
  fc.integer({ min: 0, max: latest }),
  fc.integer({ min: 1_699_999_999_990, max: 1_700_000_000_010 }),
);

const newId = (kind: Kind, time: number, random = ulid().slice(10)) =>
  `${prefixes[kind]}_${encodeTime(time)}${random}`;

it("knows an id by its kind, and the moment it was made", () => {
  fc.assert(
    fc.property(kinds, times, (kind, time) => {
      const id = newId(kind, time);
      expect(isId(kind, id)).toBe(true);
      expect(timeOf(id)).toBe(time);
    }),
  );
});

it("takes an id for no other kind", () => {
  fc.assert(
    fc.property(kinds, kinds, times, (kind, other, time) => {
      expect(isId(other, newId(kind, time))).toBe(kind === other);
    }),
  );
});

it.each([
  "",
  "msg_",
  "msg",
  "01HF0000000000000000000000",
  "msg_01HF000000000000000000000",
  "msg_01HF00000000000000000000000",
  "msg_01hf0000000000000000000000",
  "msg_01HFI000000000000000000000",
  "msg_01HFL000000000000000000000",
  "msg_01HFO000000000000000000000",
  "msg_01HFU000000000000000000000",
  "msg_81HF0000000000000000000000",
  "MSG_01HF0000000000000000000000",
  "xmsg_01HF0000000000000000000000",
  "msg_01HF0000000000000000000000\n",
  " msg_01HF0000000000000000000000",
])("takes %j for no id", (text) => {
  expect(isId("message", text)).toBe(false);
});

it("has a floor below exactly the ids that were made then or later", () => {
  const random = fc.constantFrom("0".repeat(16), "Z".repeat(16), undefined);
  fc.assert(
    fc.property(kinds, times, times, random, (kind, time, made, random) => {
      expect(floor(kind, time) <= newId(kind, made, random)).toBe(made >= time);
    }),
    { numRuns: 1_000 },
  );
});

it("has a floor that is an id of its kind and moment", () => {
  fc.assert(
    fc.property(kinds, times, (kind, time) => {
      expect(isId(kind, floor(kind, time))).toBe(true);
      expect(timeOf(floor(kind, time))).toBe(time);
    }),
  );
});

it("has a floor for moments that no id can have: before 1970, and after the year 10889", () => {
  expect(floor("message", -1)).toBe(floor("message", 0));
  expect(floor("message", Number.POSITIVE_INFINITY)).toBe(floor("message", latest));
});

it("takes 1 to 256 letters, digits, '-', '_' and '.' for a name", () => {
  for (const name of ["a", "appointment.booking.created", "A-Z_0.9", "x".repeat(256)])
    expect(name).toMatch(namePattern);
  for (const name of ["", "x".repeat(257), "a b", "a/b", "ä", "a\n", "*", "a,b", "msg:1"])
    expect(name).not.toMatch(namePattern);
});

it("orders ids the other way round, the latest first", () => {
  const bytes = new Uint8Array(16).map((_, at) => at * 17);
  const times = [0, 1, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1];
  const ids = times.map((time) => latestFirst("deadLetter", time, bytes));
  expect([...ids].sort()).toEqual([...ids].reverse());
  for (const id of ids) expect(isId("deadLetter", id)).toBe(true);
  expect(new Set([bytes, bytes.map((byte) => byte + 1)].map((one) => latestFirst("job", 5, one))).size).toBe(
    2,
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { merge, only, type Prints, printsOf, type Settled } from "../../src/console/model/three-way.ts";

const names = ["name", "url", "filter", "headers.x"] as const;
const value = fc.constantFrom("a", "b", "c");
const prints = fc.record(Object.fromEntries(names.map((name) => [name, value])), {
  requiredKeys: [],
}) as fc.Arbitrary<Prints>;
const settled = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.constantFrom("mine", "theirs")])),
  { requiredKeys: [] },
) as fc.Arbitrary<Settled>;

/** What is saved in the end. */
const after = (saved: Prints, entered: Prints, changed: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const one = (changed.includes(name) ? entered : saved)[name];
      return one === undefined ? [] : [[name, one]];
    }),
  );

it("what nobody touched in the form is as it is saved, what only the form changed is as it was entered", () => {
  fc.assert(
    fc.property(prints, prints, prints, (shown, saved, entered) => {
      const { changed, conflicts } = merge(shown, saved, entered, {});
      const result = after(saved, entered, changed);
      for (const name of names) {
        if (entered[name] === shown[name]) expect(result[name]).toBe(saved[name]);
        else expect(result[name]).toBe(entered[name]);
        const both = entered[name] !== shown[name] && saved[name] !== shown[name];
        expect(conflicts.includes(name)).toBe(both && entered[name] !== saved[name]);
      }
    }),
  );
});

it("after the question, all is as it was settled, and nothing else has changed", () => {
  fc.assert(
    fc.property(prints, prints, prints, settled, (shown, saved, entered, choice) => {
      const { changed, conflicts } = merge(shown, saved, entered, {});
      const seen = { ...shown, ...Object.fromEntries(conflicts.map((name) => [name, saved[name] ?? ""])) };
      const settledNow = merge(seen, saved, entered, choice);
      expect(settledNow.conflicts).toEqual([]);
      for (const name of names)
        expect(settledNow.changed.includes(name)).toBe(changed.includes(name) && choice[name] !== "theirs");
    }),
  );
});

it("tells values apart, and the same ones not", async () => {
  const one = await printsOf({ a: [1, 2], b: null, c: "x" });
  expect(await printsOf({ c: "x", b: null, a: [1, 2] })).toEqual(one);
  expect((await printsOf({ a: [2, 1] })).a).not.toBe(one.a);
  expect((await printsOf({ b: "" })).b).not.toBe(one.b);
  expect(only({ a: 1, b: 2 }, ["b", "c"])).toEqual({ b: 2 });
});

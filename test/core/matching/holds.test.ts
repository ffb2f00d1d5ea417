import fc from "fast-check";
import { expect, it } from "vitest";
import { holds } from "../../../src/core/matching/holds.ts";

it.each([
  ["a text", '{"contact":{"email":"a@b.example"}}', "contact.email", "a@b.example", true],
  ["another text", '{"contact":{"email":"a@b.example"}}', "contact.email", "A@b.example", false],
  ["a part of it", '{"contact":{"email":"a@b.example"}}', "contact.email", "b.example", false],
  ["another place", '{"person":{"email":"a@b.example"}}', "contact.email", "a@b.example", false],
  ["a number as text", '{"id":17}', "id", "17", true],
  ["a number as it is written", '{"id":9007199254740993}', "id", "9007199254740993", true],
  ["a number that a double takes for it", '{"id":9007199254740993}', "id", "9007199254740992", false],
  ["any element of a list on the way", '{"people":[{"id":"x"},{"id":"y"}]}', "people.id", "y", true],
  ["any element of a list at the end", '{"ids":["x","y"]}', "ids", "y", true],
  ["lists in lists", '{"ids":[[["x"]]]}', "ids", "x", true],
  ["one element by its index", '{"people":[{"id":"x"},{"id":"y"}]}', "people.1.id", "y", true],
  ["another element than the index says", '{"people":[{"id":"x"},{"id":"y"}]}', "people.0.id", "y", false],
  ["true", '{"ok":true}', "ok", "true", true],
  ["null", '{"ok":null}', "ok", "null", false],
  ["an object", '{"a":{"b":1}}', "a", '{"b":1}', false],
  ["what an object inherits", "{}", "constructor.name", "Object", false],
  ["no JSON", "a@b.example", "contact.email", "a@b.example", false],
])("%s", (_, payload, path, value, expected) => {
  expect(holds(payload, path, value)).toBe(expected);
});

it("comes to an end with whatever is nested however deeply", () => {
  const deep = 20_000;
  expect(holds(`{"a":${"[".repeat(deep)}"x"${"]".repeat(deep)}}`, "a", "y")).toBe(false);
  expect(holds(`{"a":${"[0,".repeat(100)}"x"${"]".repeat(100)}}`, `a${".0".repeat(100)}`, "y")).toBe(false);
});

it("finds every leaf of every payload by the path that leads there", () => {
  const name = fc.stringMatching(/^[a-z]{1,5}$/);
  const leaf = fc.oneof(fc.string(), fc.integer().map(String));
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 6 }),
      leaf,
      fc.boolean(),
      (names, value, inList) => {
        const payload = names.reduceRight<unknown>(
          (inner, one) => ({ [one]: inList ? [null, inner] : inner }),
          value,
        );
        expect(holds(JSON.stringify(payload), names.join("."), value)).toBe(true);
        expect(holds(JSON.stringify(payload), names.join("."), `${value}x`)).toBe(false);
      },
    ),
  );
});

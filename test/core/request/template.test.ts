import fc from "fast-check";
import { expect, it } from "vitest";
import {
  certainPlaceholders,
  fill,
  hasPlaceholderInHost,
  parameterName,
  placeholders,
  sample,
  withQuery,
} from "../../../src/core/request/template.ts";

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,8}(_[A-Za-z0-9.-]{1,4})?$/);
const value = fc.string({ unit: "binary", maxLength: 20 });

it("puts every value in so that it can be read back, and changes nothing around it", () => {
  fc.assert(
    fc.property(name, value, (name, value) => {
      const url = new URL(fill(`https://x.example/a?q=__${name}__&z=1#f`, () => value));
      expect(url.searchParams.get("q")).toBe(value.toWellFormed());
      expect([url.host, url.pathname, url.searchParams.get("z"), url.hash]).toEqual([
        "x.example",
        "/a",
        "1",
        "#f",
      ]);
    }),
  );
});

it.each([
  ["https://x.example/AbC__dEf-gH__ijK", "https://x.example/AbC__dEf-gH__ijK"],
  ["https://x.example/AbC__email__ijK", "https://x.example/AbCa%40b.chijK"],
  ["https://x.example/AbC__dEf__ijK/__email__", "https://x.example/AbC__dEf__ijK/a%40b.ch"],
  ["https://x.example/?a=__unknown__&b=x__unknown__", "https://x.example/?a=&b=x"],
  ["https://x.example/%5F_email__/_%5Femail_%5F", "https://x.example/%5F_email__/_%5Femail_%5F"],
])(
  "takes what is in the middle of a word for a placeholder only where it names a parameter: %s",
  (from, to) => {
    expect(fill(from, (name) => (name === "email" ? "a@b.ch" : undefined))).toBe(to);
  },
);

it("knows which placeholders can't be parts of a word", () => {
  const template = "https://x.example/AbC__dEf__ijK/u__id__/__a____b__?t=__c___";
  expect(placeholders(template)).toEqual(["dEf", "id", "a", "b", "c"]);
  expect(certainPlaceholders(template)).toEqual(["id", "a", "b", "c"]);
});

it("never leaves its place in the path, whatever the value", () => {
  fc.assert(
    fc.property(
      fc.oneof(value, fc.constantFrom(".", "..", "../..", "/", "//evil.example", "?", "#", "%2e%2e")),
      (value) => {
        const { host, pathname, search, hash } = new URL(fill("https://x.example/a/__n__/z", () => value));
        expect([host, search, hash]).toEqual(["x.example", "", ""]);
        expect(pathname).toMatch(/^\/a\/[^/]*\/z$/);
      },
    ),
  );
});

it.each([
  "https://x.example/a/__n____n__/z",
  "https://x.example/a/.__n__/z",
  "https://x.example/a/__n__%2e/z",
  "https://x.example/a/%2E__n__",
  "https://x.example/a/__n____n__?q=1",
  "https://x.example/a/__n____n__#f",
  "https://x.example/a\\__n__\\z",
  "https://x.example/a/\t__n__/z",
  "https://x.example/a/_\n_n__/__n__\r/z",
  "https://x.example/a/__n__ ",
])("keeps the segments of %j, whatever the values", (template) => {
  const segments = (url: string) => new URL(url).pathname.split("/").length;
  const dots = fc.constantFrom("", ".", "..", "%2e", "x");
  fc.assert(
    fc.property(fc.array(dots, { minLength: 2, maxLength: 2 }), (values) => {
      const left = [...values];
      const filled = fill(template, () => left.shift() ?? "");
      expect(segments(filled), filled).toBe(segments(sample(template)));
      expect(new URL(filled).pathname).toMatch(/^\/a\//);
    }),
  );
});

it("leaves the way up that the address takes by itself", () => {
  expect(fill("https://x.example/a/../__n__", () => "b")).toBe("https://x.example/a/../b");
});

it("fills in one pass: a value that looks like a placeholder stays what it is", () => {
  const values: Record<string, string> = { a: "__b__", b: "secret" };
  expect(fill("https://x.example/?q=__a__", (name) => values[name]!)).toBe("https://x.example/?q=__b__");
});

it("writes everything but RFC 3986's unreserved characters as percent-encoded UTF-8", () => {
  expect(fill("https://x.example/?q=__a__", () => "aZ09-._~ !'()*&=+/ü😀")).toBe(
    "https://x.example/?q=aZ09-._~%20%21%27%28%29%2A%26%3D%2B%2F%C3%BC%F0%9F%98%80",
  );
});

it.each([
  ["https://x.example/u?email=__email__", ["email"]],
  ["https://x.example/__ a.b __/__%20c_d%20__", ["a.b", "c_d"]],
  ["https://x.example/_a_/__/____", []],
])("finds the placeholders of %s", (template, names) => {
  expect(placeholders(template)).toEqual(names);
  for (const name of names) expect(name).toMatch(parameterName);
});

it.each([
  ["https://__host__.example/", true],
  ["https://x.example:__port__/", true],
  ["https://x.example/__a__", false],
  ["https://x.example?host=__a__", false],
])("sees whether the host of %s hangs on a value: %s", (template, does) => {
  expect(hasPlaceholderInHost(template)).toBe(does);
});

it("adds parameters behind those that are there and before the fragment", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (parameters) => {
      const { searchParams, hash } = new URL(withQuery("https://x.example/a?one=1#f", parameters));
      const expected = parameters.map(([name, value]) => [name, value.toWellFormed()]);
      expect([...searchParams]).toEqual([["one", "1"], ...expected]);
      expect(hash).toBe("#f");
    }),
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { placeholders } from "../../../src/core/request/template.ts";
import { invisibleIn, writtenUrl } from "../../../src/core/request/written-url.ts";

it.each([
  ["http://Bad.URL2", "http://bad.url2/"],
  ["https://example.com/a b", "https://example.com/a%20b"],
  ["https://example.com/{id}?x={y}", "https://example.com/%7Bid%7D?x=%7By%7D"],
  ["https://example.com/a|b?c|d", "https://example.com/a%7Cb?c%7Cd"],
  ["https://example.com/^?^`", "https://example.com/%5E?%5E%60"],
  ["https://example.com/%zz?%&100%", "https://example.com/%25zz?%25&100%25"],
  ["https://example.com/%7c?%C3%BC", "https://example.com/%7c?%C3%BC"],
  ["https://example.com/ü?ü", "https://example.com/%C3%BC?%C3%BC"],
  ["https://müller.example/", "https://xn--mller-kva.example/"],
  ["https://example.com/?ids[]=1&ids[]=2", "https://example.com/?ids[]=1&ids[]=2"],
  ["https://example.com/a[0]", "https://example.com/a%5B0%5D"],
  ["https://example.com/?a=\\", "https://example.com/?a=%5C"],
  ["https://example.com/#a|b#c", "https://example.com/#a%7Cb%23c"],
  ["https://example.com:443/", "https://example.com/"],
  ["\u200b\ufeff https://example.com/\u00a0\n", "https://example.com/"],
  [
    "https://example.com/?e=__email__&n=__contact.name__",
    "https://example.com/?e=__email__&n=__contact.name__",
  ],
  ["https://example.com/?e= __ email__", "https://example.com/?e=__email__"],
  ["https://example.com/?e=__%20email __", "https://example.com/?e=__email__"],
  ["example.com/hook", "example.com/hook"],
])("keeps %s as %s", (text, written) => {
  expect(writtenUrl(text)).toBe(written);
});

it.each([
  ["https://example.com/a\u200bb", "U+200B"],
  ["https://exam\u00adple.com/", "U+00AD"],
  ["https://example.com/a\tb", "U+0009"],
  ["https://example.com/a\u00a0b", "U+00A0"],
  ["https://example.com/\u202egnp", "U+202E"],
])("names what nobody sees in %j", (text, character) => {
  expect(invisibleIn(text)).toMatchObject({ params: { character } });
});

it.each(["https://example.com/a b", " https://example.com/\u200b", "https://example.com/?e=__ email__"])(
  "sees nothing hidden in %j",
  (text) => {
    expect(invisibleIn(text)).toBeNull();
  },
);

const rfc3986 =
  /^https?:\/\/[^\s/?#]+(\/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)(\?(?:[\w.~!$&'()*+,;=:@/?[\]-]|%[0-9A-Fa-f]{2})*)?(#(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$/;

it("writes what RFC 3986 can read, once and for all, with the placeholders that were there", () => {
  const tail = fc.string({ unit: "grapheme", maxLength: 30 });
  fc.assert(
    fc.property(tail, (tail) => {
      const text = `https://example.com/${tail}`;
      fc.pre(invisibleIn(text) === null && URL.canParse(text));
      const written = writtenUrl(text);
      expect(written).toMatch(rfc3986);
      expect(writtenUrl(written)).toBe(written);
      expect(new URL(written).href).toBe(written);
      expect(placeholders(written)).toEqual(placeholders(text));
    }),
    { numRuns: 500 },
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elements, members, type Span, withRaw } from "../../../src/core/json/spans.ts";

const blank = fc.string({ unit: fc.constantFrom(" ", "\n", "\r", "\t"), maxLength: 3 });

/** The text of a JSON string, with everything that could be taken for structure in it. */
const string = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\\\", '\\"', "\\/", "\\n", "\\u0022", "\\u005c", "\\ud83d\\ude00", "\\ud800"),
      fc.constantFrom("{", "}", "[", "]", ",", ":", " ", "'", "true"),
      fc.string({ unit: "binary", maxLength: 3 }).map((text) => JSON.stringify(text).slice(1, -1)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => `"${parts.join("")}"`);

const scalar = fc.oneof(
  string,
  fc.constantFrom("null", "true", "false", "0", "-0", "12345678901234567890.10", "-1.5e-7", "1E400"),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

/** Node 26.10 (V8 14.6) at times reads a name of one character, escaped, as a backslash. workerd doesn't. */
const misread = (name: string) => name.includes("\\") && JSON.parse(name).length === 1;

/** Few names, so that many are repeated; some are the same name in another spelling. */
const name = fc.oneof(
  fc.constantFrom('"ab"', '"\\u0061b"', '"a\\u0062"', '""', '"__proto__"', '"7"'),
  string.filter((name) => !misread(name)),
);

type Spaced = [before: string, text: string, after: string];
const spaced = (text: fc.Arbitrary<string>) => fc.tuple(blank, text, blank);
const join = (values: readonly Spaced[]) => values.map((parts) => parts.join("")).join(",");

type Member = [name: Spaced, value: Spaced];
const objectText = (members: readonly Member[]) =>
  `{${members.map(([name, value]) => `${name.join("")}:${value.join("")}`).join(",")}}`;

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(spaced(tie("value")), { maxLength: 4 }).map((values) => `[${join(values)}]`),
    fc.array(fc.tuple(spaced(name), spaced(tie("value"))), { maxLength: 4 }).map(objectText),
    fc.constantFrom("[ ]", "{\n}"),
  ),
}));

const read = (text: string, span: Span) => text.slice(span.start, span.end);
const readMembers = (text: string, from = 0) =>
  new Map([...members(text, from)].map(([name, span]) => [name, read(text, span)]));
const readElements = (text: string, from = 0) => elements(text, from).map((span) => read(text, span));

describe("the members of an object", () => {
  const objectMembers = fc.array(fc.tuple(spaced(name), spaced(value)), { maxLength: 8 });

  it("are exactly the values as they were written; of a repeated name the last", () => {
    fc.assert(
      fc.property(objectMembers, blank, blank, (given, before, after) => {
        const written = new Map(given.map(([[, name], [, value]]) => [JSON.parse(name), value]));
        expect(readMembers(before + objectText(given) + after)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  it("are what JSON.parse sees", () => {
    fc.assert(
      fc.property(objectMembers, (given) => {
        const text = objectText(given);
        const parsed = Object.entries(JSON.parse(text)).map(([name, value]) => [name, JSON.stringify(value)]);
        const found = [...readMembers(text)].map(([name, text]) => [name, JSON.stringify(JSON.parse(text))]);
        expect(found.sort()).toEqual(parsed.sort());
      }),
    );
  });

  it("are found in an object inside of another", () => {
    const text = '{"a": {"b": "}"}, "c": { "d" : [1, {"e": 2}] }}';
    expect(readMembers(text, members(text).get("c")!.start)).toEqual(new Map([["d", '[1, {"e": 2}]']]));
  });

  it.each([
    ['{"payload":"\\\\"}', '"\\\\"'],
    ['{"payload":"\\\\\\""}', '"\\\\\\""'],
    ['{"x":"\\"payload\\":1","payload":2}', "2"],
    ['{"payload":1,"payload":{ }}', "{ }"],
    ['{"p\\u0061yload":3}', "3"],
    ['{"payload":12345678901234567890}', "12345678901234567890"],
    ['{"payload":\t{ "b" : 1,\n"a":1.0 }\n}', '{ "b" : 1,\n"a":1.0 }'],
  ])("of %s include the payload %s", (text, payload) => {
    expect(readMembers(text).get("payload")).toBe(payload);
  });
});

describe("the elements of an array", () => {
  it("are exactly the values as they were written", () => {
    fc.assert(
      fc.property(fc.array(spaced(value), { maxLength: 8 }), blank, blank, (given, before, after) => {
        const text = `${before}[${join(given)}]${after}`;
        expect(readElements(text)).toEqual(given.map(([, value]) => value));
        expect(JSON.parse(`[${readElements(text)}]`)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it("are found in an array inside of an object", () => {
    const text = '{"a": ["]", [1, 2] , {"b": []}]}';
    expect(readElements(text, members(text).get("a")!.start)).toEqual(['"]"', "[1, 2]", '{"b": []}']);
    expect(readElements('{"a": [ \n ]}', 6)).toEqual([]);
  });
});

describe("an object with raw members", () => {
  it("has the members of both, the raw ones to the byte", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), value),
        (object, raw) => {
          const found = readMembers(withRaw(object, raw));
          expect(found).toEqual(
            new Map([
              ...Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)] as const),
              ...Object.entries(raw),
            ]),
          );
        },
      ),
    );
  });

  it("leaves out what JSON.stringify leaves out", () => {
    expect(withRaw({ gone: undefined }, { n: "1e0" })).toBe('{"n":1e0}');
    expect(withRaw({ a: 1, gone: undefined }, {})).toBe('{"a":1}');
    expect(withRaw({}, {})).toBe("{}");
  });
});

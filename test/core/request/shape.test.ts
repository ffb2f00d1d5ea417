import fc from "fast-check";
import { expect, it } from "vitest";
import { flatten, isObject, nest, parseLossless } from "../../../src/core/json/lossless.ts";
import { nestingConflict, plain, type RequestShape, shapeRequest } from "../../../src/core/request/shape.ts";

const url = "https://x.example/hook";
const event = (payload: string) => ({
  id: "msg_1",
  type: "a.b",
  timestamp: "2026-01-01T00:00:00.000Z",
  payload,
});
const shaped = (shape: Partial<RequestShape>, payload: string, address = url) =>
  shapeRequest({ ...plain, ...shape }, address, event(payload));

// Names of one escaped character are left out: some V8 misreads them (see json.test.ts).
const name = fc.stringMatching(/^[a-z]{2,6}$/);
const leaf = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.maxSafeInteger());
const payload = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { minKeys: 1 })));

it("sends a payload byte for byte unless it is told otherwise", () => {
  const space = fc.stringMatching(/^[ \n\t]{0,3}$/);
  fc.assert(
    fc.property(payload, space, (value, space) => {
      const text = `${space}${JSON.stringify(value, null, 1)}${space}`;
      expect(shaped({}, text).body).toBe(text);
      expect(shaped({ envelope: "standard" }, text).body).toContain(`"data":${text}`);
    }),
  );
});

it("flattens and nests without loss", () => {
  fc.assert(
    fc.property(payload, (value) => {
      const exact = parseLossless(JSON.stringify(value));
      if (!isObject(exact)) throw new Error("not an object");
      expect(JSON.parse(JSON.stringify(nest(flatten(exact))))).toEqual(value);
      const { body } = shaped({ hierarchy: "flat" }, JSON.stringify(value));
      for (const part of Object.values(JSON.parse(body!)))
        expect(typeof part === "object" && part !== null && Object.keys(part).length > 0).toBe(false);
    }),
  );
});

it.each(["9007199254740993", "1e400", "-0", "1.10", "0.1e-7"])(
  "keeps the number %s as it was written",
  (number) => {
    const fields = [{ name: "n", source: "deep.n" }];
    const text = `{"deep": {"n": ${number}}}`;
    expect(shaped({ mode: "fields", fields }, text).body).toBe(`{"n":${number}}`);
    expect(shaped({ hierarchy: "flat" }, text).body).toBe(`{"deep.n":${number}}`);
    expect(shaped({ method: "GET", mode: "fields", fields }, text).url).toBe(`${url}?n=${number}`);
  },
);

it("takes a preset for what is missing, null or empty, and always where it is fixed", () => {
  const field = (valueMode: "fallback" | "fixed") => ({
    name: "n",
    source: "a",
    default: "preset",
    valueMode,
  });
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), (value) => {
      const text = JSON.stringify({ a: value });
      const sent = (mode: "fallback" | "fixed") =>
        JSON.parse(shaped({ mode: "fields", fields: [field(mode)] }, text).body!).n;
      expect(sent("fallback")).toBe(value || "preset");
      expect(sent("fixed")).toBe("preset");
    }),
  );
});

it("places a value in the address or in the query of a GET, never in both", () => {
  const fields = [
    { name: "a", source: "a" },
    { name: "b", source: "b" },
  ];
  const request = shaped({ method: "GET", mode: "fields", fields }, '{"a":"1","b":"2"}', `${url}/__a__`);
  expect(request).toEqual({ method: "GET", url: `${url}/1?b=2`, body: null, contentType: null });
});

it("writes forms flat or with brackets, and any body that is no object as one without fields", () => {
  const text = '{"a": {"b": "ü &"}, "c": [1]}';
  expect(shaped({ contentType: "form", hierarchy: "flat" }, text).body).toBe("a.b=%C3%BC+%26&c=%5B1%5D");
  expect([...new URLSearchParams(shaped({ contentType: "form" }, text).body!)]).toEqual([
    ["a[b]", "ü &"],
    ["c[0]", "1"],
  ]);
  expect(shaped({ contentType: "form" }, "plain text").body).toBe("");
});

it("writes lists in forms part by part, with their places in brackets", () => {
  const text = '{"items":[{"sku":"A","tags":[]},{"sku":"B","tags":["x","y"]}],"none":{},"a.b":1,"a":{"b":2}}';
  const form = (shape: object) => [
    ...new URLSearchParams(shaped({ contentType: "form", ...shape }, text).body!),
  ];
  const parts = [
    ["items[0][sku]", "A"],
    ["items[0][tags]", "[]"],
    ["items[1][sku]", "B"],
    ["items[1][tags][0]", "x"],
    ["items[1][tags][1]", "y"],
    ["none", "{}"],
    ["a.b", "1"],
    ["a[b]", "2"],
  ];
  expect(form({})).toEqual(parts);
  const enveloped = parts.map(([name, value]) => [name!.replace(/^[^[]*/, "data[$&]"), value]);
  expect(form({ envelope: "standard" }).slice(3)).toEqual(enveloped);
  const fields = [{ name: "order.lines", source: "items" }];
  expect(form({ mode: "fields", fields }).slice(0, 2)).toEqual([
    ["order[lines][0][sku]", "A"],
    ["order[lines][0][tags]", "[]"],
  ]);
});

it("keeps both of two leaves whose names would be the same path", () => {
  const text = '{"a":{"b":1},"a.b":2,"c":{"d.e":3}}';
  expect(JSON.parse(shaped({ hierarchy: "flat" }, text).body!)).toEqual({
    "a.b": 1,
    "a\\.b": 2,
    "c.d\\.e": 3,
  });
  expect(shaped({ method: "GET" }, text).url).toBe(`${url}?a.b=1&a%5C.b=2&c.d%5C.e=3`);
  expect(JSON.parse(shaped({ hierarchy: "flat" }, '{"a.b":2,"c":3}').body!)).toEqual({ "a.b": 2, c: 3 });
});

it("flattens names with dots without loss", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "."), maxLength: 3 });
  const plain = { noNullPrototype: true };
  const nested = fc.dictionary(name, fc.dictionary(name, fc.integer(), plain), plain);
  const leaves = (value: object) =>
    Object.values(value).reduce((sum, part) => sum + Math.max(1, Object.keys(part).length), 0);
  fc.assert(
    fc.property(nested, (value) => {
      const flat = JSON.parse(shaped({ hierarchy: "flat" }, JSON.stringify(value)).body!);
      expect(Object.keys(flat)).toHaveLength(leaves(value));
    }),
  );
});

it.each([
  [
    ["a", "a.b"],
    ["a", "a.b"],
  ],
  [
    ["a.b.c", "x", "a.b"],
    ["a.b", "a.b.c"],
  ],
  [["a", "ab", "a-b.c"], null],
])("finds what can't be nested in %j", (names, conflict) => {
  expect(nestingConflict(names)).toEqual(conflict);
});

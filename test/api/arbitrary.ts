import fc from "fast-check";

/** What a client may throw at the API: requests mostly of the form that the OpenAPI document describes, and worse. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
}
export type Schemas = Record<string, Schema>;

const now = Date.now();
const hmacSecret = `whsec_${btoa("s".repeat(32))}`;
const times = [new Date(now).toISOString(), "2020-01-01T00:00:00+14:00"];
const oddTimes = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999-14:00", "2026-02-30T00:00:00Z", "noon"];

/** What a parameter or a field of this name usually is, where its type doesn't say. */
const usual: Record<string, unknown[]> = {
  url: ["https://receiver.example/hook"],
  secret: [hmacSecret, `whsk_${btoa("s".repeat(64))}`],
  key: [hmacSecret],
  eventTypes: [null],
  filterTypes: [null],
  channels: [["red"], null],
  payload: [{}, { a: { b: [1] } }],
  payloadRetentionHours: [null],
  deliverAt: [new Date(now + 3_600_000).toISOString(), null],
  headers: [{ "x-a": "1" }, { "X-A": "1", "x-a": "2", authorization: "secret" }],
  transformationsParams: [
    { rawPayload: "{raw" },
    { rawPayload: "a", headers: { "content-type": "text/plain" } },
  ],
  application: [null],
  expiry: [3600, null],
  limit: ["1", "250"],
  iterator: ["app_01HZZZZZZZZZZZZZZZZZZZZZZZ", "-msg_01HZZZZZZZZZZZZZZZZZZZZZZZ"],
  status: ["0", "1"],
  status_code_class: ["0", "200"],
  order: ["ascending", "descending"],
  event_types: ["a.b,c", ",,"],
  since: times,
  until: times,
  before: times,
  after: times,
};
const odd: Record<string, unknown[]> = {
  url: [
    "http://10.0.0.1",
    "http://[::1]/",
    "https://xn--/",
    "https://a.example:99999/",
    "https://a@b.example",
  ],
  secret: ["whsec_=", "whsk_"],
  eventTypes: [["a.b"]],
  limit: ["1e2", "0x10", "-0", "Infinity", "251"],
  iterator: ["-", "--"],
  ...Object.fromEntries(["deliverAt", "since", "until", "before", "after"].map((name) => [name, oddTimes])),
};

const awkward = ["\0", "\ud800", "\udfff", "\u2028", "\ufeff", "é", "𝒳", "%", "'", '"', "\\", ";", "\n"];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...awkward) }),
  fc.string({ minLength: 5_000, maxLength: 6_000 }),
  fc.constantFrom("", "a", "a.b", "__proto__", "constructor", "null", "true", "1e999", "' OR 1=1 --"),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -1, 1, 250, 2 ** 53, -(2 ** 63), 1e308, Number.MIN_VALUE),
);
const junk = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 4 }));

const weighted = <T>(...pairs: [number, fc.Arbitrary<T>][]) =>
  fc.oneof(...pairs.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** A schema without references, an `allOf` of objects as one object. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref !== undefined) return resolve(schemas[schema.$ref.split("/").at(-1)!]!, schemas);
  const parts = (schema.allOf ?? []).map((part) => resolve(part, schemas));
  if (parts.length === 0) return schema;
  return {
    type: "object",
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** Values that fit a schema, as far as it says what fits. */
function fitting(raw: Schema, schemas: Schemas, name = ""): fc.Arbitrary<unknown> {
  const schema = resolve(raw, schemas);
  const types = [schema.type ?? []].flat();
  if (usual[name]) return fc.constantFrom(...usual[name]);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((part) => fitting(part, schemas, name)));
  if (schema.properties) {
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [key, field] of Object.entries(schema.properties)) fields[key] = fitting(field, schemas, key);
    return fc.record(fields, { requiredKeys: schema.required ?? [] });
  }
  if (types.includes("array"))
    return fc.array(fitting(schema.items ?? {}, schemas), { minLength: 1, maxLength: 5 });
  if (types.includes("string")) return fc.stringMatching(/^[a-z][a-zA-Z0-9\-_.]{1,20}$/);
  if (types.includes("integer") || types.includes("number")) return fc.integer({ min: 5, max: 90 });
  if (types.includes("boolean")) return fc.boolean();
  return fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
}

/** Values of a schema with up to two fields that probably don't fit. */
function values(raw: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const properties = Object.entries(resolve(raw, schemas).properties ?? { a: {} });
  const wrong = properties.map(([name, schema]) => {
    const { properties, items } = resolve(schema, schemas);
    const forms: fc.Arbitrary<unknown>[] = [junk, fc.dictionary(text, junk, { maxKeys: 4 })];
    if (properties) forms.push(values(schema, schemas));
    if (items) forms.push(fc.array(fc.oneof(values(items, schemas), junk), { maxLength: 12 }));
    if (odd[name]) forms.push(fc.constantFrom(...odd[name]));
    return fc.tuple(fc.constant(name), fc.oneof(fc.constant(undefined), ...forms));
  });
  return fc
    .tuple(fitting(raw, schemas), fc.array(fc.oneof(...wrong), { maxLength: 2 }))
    .map(([base, mistakes]) => ({ ...(base as object), ...Object.fromEntries(mistakes) }));
}

/** JSON nested so deep that recursion fails, whole or cut off. */
const nested = fc
  .tuple(
    fc.constantFrom<[string, string][]>(["[", "]"], ['{"a":', "}"]),
    fc.constantFrom(1_000, 50_000),
    fc.boolean(),
  )
  .map(([[open, close], depth, whole]) => `${open!.repeat(depth)}1${close!.repeat(whole ? depth : 1)}`);

/** Bodies of a route, none for `undefined`. */
export function bodiesOf(schema: Schema, schemas: Schemas): fc.Arbitrary<string | Uint8Array | undefined> {
  const { properties = { a: {} }, required = [] } = resolve(schema, schemas);
  const json = values(schema, schemas).map((value) => JSON.stringify(value) ?? "null");
  const field = fc.constantFrom(...Object.keys(properties));
  const around = required.map((name) => `"${name}":${JSON.stringify(usual[name]?.[0] ?? "a")},`).join("");
  return weighted<string | Uint8Array | undefined>(
    [12, json],
    [1, fc.json()],
    [1, fc.tuple(json, fc.nat(60)).map(([whole, end]) => whole.slice(0, end))],
    [1, field.map((name) => `{${around}"${name}":1e999,"${name}":${"9".repeat(400)}}`)],
    [1, nested],
    [3, fc.tuple(field, nested).map(([name, value]) => `{${around}"${name}":${value}}`)],
    [1, fc.uint8Array({ maxLength: 40 })],
    [1, json.map((value) => new TextEncoder().encode(`\ufeff${value}`))],
    [1, fc.constantFrom(" ", "null", "[]", '"a"', "NaN", "{,}", "\0", "/**/{}")],
    [1, fc.constantFrom("", undefined)],
  );
}

/** A segment of a path as it stands in the address; not one of dots, which leads to another path. */
export const segment = fc.oneof(
  fc
    .string({ unit: "binary", minLength: 1 })
    .filter((name) => !/^\.{1,2}$/.test(name))
    .map(encodeURIComponent),
  fc.constantFrom("%00", "%ff", "%E0%A4%A", "%", "%2F", "%5C", "...", "a%0d%0ab", "%F0%9F%98%80", "~"),
  fc.constantFrom(
    "app_",
    "app_01HZZZZZZZZZZZZZZZZZZZZZZZ",
    "msg_zzzzzzzzzzzzzzzzzzzzzzzzzz",
    "ep_1",
    "batch",
  ),
  fc.string({ unit: fc.constantFrom("a", "-", "."), minLength: 1_000, maxLength: 4_000 }),
);

/** A query string for a route that knows parameters of these names. */
export const queriesOf = (names: string[]) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom("limit=%", "%00=%00", "a[]=1", "&&", "=", "?", "limit=1&limit=2", "__proto__=1"),
        ...names.map((name) =>
          fc
            .oneof(
              fc.constantFrom(...(usual[name] ?? ["true", "1"])),
              fc.constantFrom(...(odd[name] ?? ["2"])),
              text,
              number,
            )
            .map((value) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`),
        ),
      ),
      { maxLength: 4 },
    )
    .map((pairs) => pairs.join("&"));

const headerText = fc.string({
  unit: fc.constantFrom(..." !#$&()*,-./09:;<=>?@AZ[]^_az{|}~\t"),
  maxLength: 60,
});

export const authorization = fc.oneof(
  headerText,
  headerText.map((value) => `Bearer ${value}`),
  fc.constantFrom("Bearer", "Bearer ..", "Bearer e30.e30.e30", `Bearer ${"a".repeat(9_000)}`),
);

const contentTypes = [
  "text/plain",
  "multipart/form-data",
  "application/json; charset=utf-16",
  "application/x-www-form-urlencoded",
  "application/problem+json",
];
export const otherHeaders = fc.record(
  {
    "idempotency-key": fc.oneof(headerText, fc.constantFrom("", " ", "k".repeat(256), "k".repeat(5_000))),
    "content-type": fc.oneof(headerText, fc.constantFrom(...contentTypes)),
    "content-encoding": fc.constantFrom("gzip", "identity"),
    accept: headerText,
    origin: headerText,
  },
  { requiredKeys: [] },
);

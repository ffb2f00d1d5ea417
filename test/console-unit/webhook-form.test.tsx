import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { format } from "../../src/console/app/format.ts";
import type { AppView } from "../../src/console/app/view.ts";
import { texts } from "../../src/console/text/text.ts";
import { bodyOf, tidy } from "../../src/console/webhook-form/body.ts";
import { askedOf, groupsOf, kinds, pathsOf, picksOf } from "../../src/console/webhook-form/catalogue.ts";
import { conditionsOf, filterOf } from "../../src/console/webhook-form/conditions.ts";
import { type Form, formOf, nothing } from "../../src/console/webhook-form/form.ts";
import { labelOf } from "../../src/console/webhook-form/labels.ts";
import { complete, type Loaded, requestOf } from "../../src/console/webhook-form/loaded.ts";
import { inOwnWords } from "../../src/console/webhook-form/own-words.ts";
import { FormPage } from "../../src/console/webhook-form/page.tsx";
import { problemsOf } from "../../src/console/webhook-form/problems.ts";
import { readForm } from "../../src/console/webhook-form/read.ts";
import type { Endpoint } from "../../src/contract/endpoint.ts";
import type { Headers } from "../../src/contract/endpoint-secret.ts";
import type { EventType } from "../../src/contract/event-type.ts";
import { throttleRate } from "../../src/contract/fields.ts";
import { failureKinds } from "../../src/core/delivery/failure-kind.ts";
import { endpointExtensions } from "../../src/core/extensions/endpoint.ts";
import { type Promotable, promotable } from "../../src/core/extensions/form.ts";
import { type Filter, filterProblem, passes } from "../../src/core/matching/filter.ts";
import { problemOf } from "../../src/core/problems/zod.ts";
import { submit } from "./submit.ts";

const type = (name: string, more: Partial<EventType> = {}): EventType => ({
  name,
  description: `When ${name}`,
  archived: false,
  deprecated: false,
  schemas: null,
  featureFlag: null,
  featureFlags: null,
  groupName: null,
  descriptions: null,
  availableSince: null,
  status: "active",
  example: { id: "4711", amount: 10, contact: { email: "ann@shop.example", vip: true } },
  fields: null,
  excludeOrigins: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...more,
});

const types = [
  type("contact.tagged", {
    groupName: "Contacts",
    fields: [{ name: "email", labels: { en: "Email" }, path: "contact.email", alwaysSent: true }],
  }),
  type("invoice.paid", { groupName: "Invoices" }),
  type("lead.created", { featureFlags: ["enterprise"] }),
  type("later", { status: "planned" }),
];
const kindAt = kinds(types);
const usage = {
  plan: "pro",
  endpoints: 1,
  maxEndpoints: 5,
  featureFlags: [],
  maxThrottleRate: null,
  retentionDays: null,
};

const view = {
  face: "portal",
  base: "/portal/app_1",
  path: "/portal/app_1/webhooks/ep_1/edit",
  text: texts.de,
  language: "de",
  format: format("de", "Europe/Berlin"),
  settings: { brand: {}, language: null, portalOrigins: [], endpointDefaults: {} },
  session: { csrf: "secret" },
  readOnly: false,
  framed: false,
  flash: null,
  asset: (name: string) => name,
  app: { name: "Flower shop" },
} as unknown as AppView;

/** As the usual form stands, and as one in which all that can stands in front. */
const fronts = {
  usual: { asked: [], promoted: new Set<Promotable>() },
  own: {
    asked: ["id", "contact.email", "amount"].map((path) => ({ path, label: path, example: null })),
    promoted: new Set(promotable),
  },
};

function loadedOf(
  saved: Endpoint,
  headers: Headers,
  { asked, promoted }: Pick<Loaded, "asked" | "promoted"> = fronts.usual,
): Loaded {
  const groups = groupsOf(types, usage, "de");
  const paths = asked.map(({ path }) => path);
  return {
    id: saved.id,
    language: "de",
    saved,
    types,
    usage,
    kindAt,
    groups,
    asked,
    promoted,
    before: formOf(saved, headers, kindAt, "de", paths),
  };
}

/** The page that shows a form, sent back as it is. */
function sentBack({ saved, groups, asked, promoted, before: form }: Loaded): Form {
  const s = {
    view,
    form,
    problems: [],
    saved,
    types,
    groups,
    usage,
    chosen: types,
    picks: picksOf(types, "de"),
    paths: pathsOf(types),
    kindAt,
    action: view.path,
    acted: "",
    focus: null,
    shown: null,
    urlNote: null,
    asked,
    promoted,
    before: form,
  };
  const preview = {
    eventType: "invoice.paid",
    request: null,
    problems: [],
    standIn: false,
    passes: null,
    tested: null,
  };
  const html = String(<FormPage s={s} preview={preview} refused={null} unsaved={false} path={null} />);
  return tidy(readForm(submit(html, "webhook-form")));
}

const anyText = (max: number) => fc.string({ unit: "binary", maxLength: max });
const plainText = (max: number) => fc.string({ unit: "grapheme-ascii", maxLength: max });
const word = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/);
const parameter = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,6}[a-zA-Z0-9])?$/);
const paths = /^[^.\s"]{1,4}(\.[^.\s"]{1,4}){0,2}$/;
// The generator knows fewer kinds of white space than the pattern.
const path = fc.stringMatching(paths).filter((text) => paths.test(text));
const scalar = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    text,
    fc.constantFrom("10", "true", "null", "1e3", "a, b", '"x"', " x", ""),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );

const filterOver = (text: fc.Arbitrary<string>) => {
  const value = fc.oneof(
    scalar(text),
    fc.record({ $gte: fc.integer(), $lt: fc.integer() }),
    fc.record({ $in: fc.array(scalar(text), { maxLength: 3 }) }),
    fc.record({ $nin: fc.array(scalar(text), { maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $ne: scalar(text) }),
    fc.record({ $not: fc.record({ $gt: fc.integer() }) }),
  );
  const key = fc.oneof(path, fc.constantFrom("id", "amount", "contact.email", "contact.vip"));
  const flat = fc.dictionary(key, value, { maxKeys: 3 });
  return fc
    .oneof(
      flat,
      fc.record({ $or: fc.array(flat, { minLength: 1, maxLength: 3 }) }),
      fc.record({ $and: fc.array(flat, { minLength: 1, maxLength: 3 }) }),
    )
    .map((filter) => JSON.parse(JSON.stringify(filter)) as Record<string, unknown>)
    .filter((filter) => filterProblem(filter) === null);
};

/** Endpoints that the API would take, over this kind of text. */
const endpointOver = (text: (max: number) => fc.Arbitrary<string>) => {
  const orNull = <T,>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
  const origins = fc.uniqueArray(fc.oneof(word, fc.constantFrom("import", "tag")), {
    minLength: 1,
    maxLength: 3,
  });
  const field = fc
    .record(
      {
        name: parameter,
        source: path,
        default: text(12),
        valueMode: fc.constantFrom("fallback" as const, "fixed" as const),
        locked: fc.boolean(),
      },
      { requiredKeys: ["name", "source", "default", "valueMode"] },
    )
    .map(({ default: preset, ...rest }) =>
      rest.valueMode === "fallback" && preset.length % 2 ? rest : { ...rest, default: preset },
    );
  const json = fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
    .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
  const hierarchy = fc.constantFrom("nested" as const, "flat" as const);
  const payload = fc.oneof(
    fc.record(
      {
        mode: fc.constant("full" as const),
        fields: fc.constant([]),
        hierarchy,
        envelope: fc.constantFrom("none" as const, "standard" as const),
      },
      { requiredKeys: ["mode", "fields", "envelope"] },
    ),
    fc.record({
      mode: fc.constant("fields" as const),
      fields: fc.uniqueArray(field, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
      hierarchy: fc.constant("flat" as const),
      envelope: fc.constantFrom("none" as const, "standard" as const),
    }),
  );
  return fc
    .record({
      name: orNull(text(20).filter((name) => name !== "")),
      url: fc.constantFrom(
        "https://erp.example/u?email=__email__",
        "https://a.example/",
        "mailto:a@b.example",
      ),
      description: text(40),
      disabled: fc.boolean(),
      throttleRate: orNull(fc.integer({ min: 1, max: 100_000 })),
      eventTypes: orNull(
        fc.uniqueArray(
          fc.constantFrom("contact.tagged", "invoice.paid", "lead.created", "later", "gone.type"),
          { minLength: 1 },
        ),
      ),
      channels: orNull(
        fc.uniqueArray(fc.stringMatching(/^[a-zA-Z0-9._-]{1,6}$/), { minLength: 1, maxLength: 3 }),
      ),
      request: orNull(
        fc.record({
          method: fc.constantFrom("POST" as const, "GET" as const, "PUT" as const, "PATCH" as const),
          contentType: fc.constantFrom("json" as const, "form" as const),
        }),
      ),
      payload: orNull(payload),
      filter: orNull(filterOver(text(8))),
      excludeOrigins: orNull(origins),
      cooldown: orNull(
        fc.record(
          {
            key: path,
            seconds: fc.oneof(fc.integer({ min: 1, max: 2_592_000 }), fc.constantFrom(60, 21_600, 86_400)),
            origins,
          },
          { requiredKeys: ["key", "seconds"] },
        ),
      ),
      batching: orNull(
        fc.record({
          enabled: fc.boolean(),
          maxEvents: fc.integer({ min: 2, max: 100 }),
          maxWaitSeconds: fc.integer({ min: 1, max: 300 }),
        }),
      ),
      destination: orNull(
        fc.oneof(
          fc.constant({ type: "http" as const }),
          fc.record({
            type: fc.constant("email" as const),
            to: fc.constant("a@b.example"),
            confirmed: fc.boolean(),
          }),
        ),
      ),
      accept: orNull(
        fc.record(
          {
            statusCodes: fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 3 }),
            body: json,
          },
          { requiredKeys: [] },
        ),
      ),
      retry: orNull(
        fc.record(
          {
            waits: fc.array(
              fc.oneof(
                fc.double({ min: 0, max: 86_400, noNaN: true }),
                fc.integer({ min: 0, max: 86_400 }),
                fc.constantFrom(300, 7_200),
              ),
              { maxLength: 20 },
            ),
            on: fc.uniqueArray(fc.constantFrom(...failureKinds)),
          },
          { requiredKeys: [] },
        ),
      ),
      auth: orNull(
        fc.oneof(
          fc.record({
            type: fc.constant("header" as const),
            key: fc.constantFrom("Ocp-Apim-Subscription-Key", "x-key"),
          }),
          fc.record({ type: fc.constant("basic" as const), username: text(8) }),
          fc.record({ type: fc.constant("bearer" as const) }),
        ),
      ),
    })
    .map((fields) => JSON.parse(JSON.stringify({ ...nothing, id: "ep_1", ...fields })) as Endpoint);
};

const headersAny: fc.Arbitrary<Headers> = fc.record({
  headers: fc.dictionary(fc.constantFrom("x-a", "X-B"), fc.stringMatching(/^[\t\x20-\x7e]{0,8}$/)),
  sensitive: fc.uniqueArray(fc.constantFrom("authorization", "x-token")),
});

describe("the form of a webhook", () => {
  it.each(Object.entries(fronts))(
    "changes nothing when it is sent back as it is, whatever the webhook: %s",
    (_, front) => {
      fc.assert(
        fc.property(endpointOver(anyText), headersAny, (saved, headers) => {
          const loaded = loadedOf(saved, headers, front);
          expect(requestOf(loaded, complete(loaded, sentBack(loaded))).body).toEqual({});
        }),
        { numRuns: 80 },
      );
    },
  );

  it("says all that a webhook is: what it would save is what the webhook has", () => {
    const sorted = (names: string[] | null | undefined) => (names ? [...names].sort() : names);
    fc.assert(
      fc.property(endpointOver(plainText), (saved) => {
        const loaded = loadedOf(saved, { headers: {}, sensitive: [] });
        const { body } = bodyOf(sentBack(loaded), kindAt, "de");
        for (const name of ["filter", "accept", "payload", "cooldown", "retry"] as const) {
          const given = body[name] ?? null;
          const schema = endpointExtensions[name];
          if (given !== null) expect(schema.safeParse(given).error).toBeUndefined();
        }
        const filter = saved.filter === null || Object.keys(saved.filter).length === 0 ? null : saved.filter;
        expect(
          body.filter === null || Object.keys(body.filter as object).length === 0 ? null : body.filter,
        ).toEqual(filter);
        expect(body.throttleRate).toBe(saved.throttleRate);
        expect(body.eventTypes).toEqual(sorted(saved.eventTypes));
        expect(body.channels).toEqual(sorted(saved.channels));
        expect(body.excludeOrigins).toEqual(sorted(saved.excludeOrigins));
        if (saved.cooldown) {
          const { origins, ...rest } = saved.cooldown;
          expect(body.cooldown).toEqual({ ...rest, ...(origins ? { origins: sorted(origins) } : {}) });
        } else expect(body.cooldown).toBeNull();
        if (saved.payload?.mode === "fields")
          expect(body.payload).toEqual({
            ...saved.payload,
            fields: saved.payload.fields.map(({ locked, ...field }) => ({
              ...field,
              ...(locked ? { locked } : {}),
            })),
          });
        if (saved.retry?.waits)
          expect((body.retry as { waits: number[] }).waits).toEqual(saved.retry.waits.map(Number));
        if (saved.retry?.on) expect((body.retry as { on: string[] }).on).toEqual(sorted(saved.retry.on));
        if (saved.batching?.enabled) expect(body.batching).toEqual(saved.batching);
        expect(body.auth).toEqual(saved.auth);
      }),
      { numRuns: 80 },
    );
  });

  it("replaces a saved header only when something is typed over it, and takes removed ones away", () => {
    const saved = { ...nothing, id: "ep_1", url: "https://a.example/" };
    const loaded = loadedOf(saved, { headers: { "X-A": "1", "X-B": "2" }, sensitive: ["X-Token", "X-Key"] });
    const form = sentBack(loaded);
    const headers = form.headers
      .filter(({ name }) => name !== "X-B")
      .map((row) => (row.name === "X-Key" ? { ...row, value: "new" } : row));
    expect(requestOf(loaded, { ...form, headers }).body).toEqual({
      headers: { "X-Key": "new", "X-B": null },
    });
  });

  it("adds what the chosen events always send once fields are chosen", () => {
    const saved = { ...nothing, id: "ep_1", url: "https://a.example/", eventTypes: ["contact.tagged"] };
    const loaded = loadedOf(saved, { headers: {}, sensitive: [] });
    const own = {
      name: "n",
      source: "id",
      preset: "",
      valueMode: "fallback" as const,
      locked: false,
      blank: false,
    };
    const form = complete(loaded, { ...sentBack(loaded), mode: "fields", fields: [own] });
    expect(form.fields.map(({ source, locked }) => [source, locked])).toEqual([
      ["contact.email", true],
      ["id", false],
    ]);
  });
});

describe("what stands in front", () => {
  const saved = { ...nothing, id: "ep_1", url: "https://a.example/" };
  const headers = { headers: {}, sensitive: [] };
  const asked = [{ path: "tag.name", label: "Aktivierungs-Tag", example: "Produkt A" }];
  const loaded = (filter: Filter | null) =>
    loadedOf({ ...saved, filter }, headers, { asked, promoted: new Set<Promotable>() });

  it("is asked for where all events have it, in the page's language", () => {
    const tag = { name: "tag", path: "tag.name", alwaysSent: false, asked: true };
    const asking = (name: string, more = {}) =>
      type(name, {
        fields: [{ ...tag, labels: { en: "Activation tag", de: "Aktivierungs-Tag" } }],
        example: { tag: { name: "Produkt A" } },
        ...more,
      });
    expect(askedOf([asking("a"), asking("b")], "de")).toEqual(asked);
    expect(askedOf([asking("a"), type("b", { status: "planned" })], "en")).toEqual([
      { ...asked[0], label: "Activation tag" },
    ]);
    expect(askedOf([asking("a"), type("b")], "de")).toEqual([]);
    expect(askedOf([], "de")).toEqual([]);
  });

  it.each<[string, Filter | null, string, number]>([
    ["nothing", null, "", 0],
    ["a value alone", { "tag.name": "Produkt A" }, "Produkt A", 0],
    ["a value beside others", { amount: { $gt: 5 }, "tag.name": "Produkt A" }, "Produkt A", 1],
    [
      "a value beside others of which one holds",
      { "tag.name": "A", $or: [{ amount: 1 }, { amount: 2 }] },
      "A",
      2,
    ],
    ["something else of it", { "tag.name": { $ne: "A" } }, "", 1],
    ["a value among those of which one holds", { $or: [{ "tag.name": "A" }, { amount: 2 }] }, "", 2],
  ])("shows of a filter with %s what it asks for, and leaves the rest below", (_, filter, value, rows) => {
    const { before } = loaded(filter);
    expect(before.asked).toEqual([{ path: "tag.name", value }]);
    expect(before.conditions).toHaveLength(rows);
    expect(bodyOf(before, kindAt, "de").body.filter).toEqual(filter);
  });

  it("is added to whatever else the filter says", () => {
    const filterWith = (over: Partial<Form>, filter: Filter | null = null) =>
      bodyOf({ ...loaded(filter).before, asked: [{ path: "tag.name", value: "A" }], ...over }, kindAt, "de")
        .body.filter;
    const condition = { path: "tag.name", operator: "ne" as const, value: "B" };
    expect(filterWith({})).toEqual({ "tag.name": "A" });
    expect(filterWith({}, { amount: { $gt: 5 } })).toEqual({ "tag.name": "A", amount: { $gt: 5 } });
    expect(filterWith({ conditions: [condition] })).toEqual({
      $and: [{ "tag.name": "A" }, { "tag.name": { $ne: "B" } }],
    });
    expect(filterWith({ filterAs: "json", filterJson: '{"$or":[{"id":1}]}' })).toEqual({
      "tag.name": "A",
      $or: [{ id: 1 }],
    });
  });

  it("may be left empty, a header too", () => {
    const { before } = loaded(null);
    const header: Form = { ...before, authType: "header", authOptional: true };
    const authOf = (form: Form) => bodyOf(form, kindAt, "de").body.auth;
    expect(authOf(header)).toBeNull();
    expect(authOf({ ...header, authKey: "X-Key" })).toEqual({ type: "header", key: "X-Key" });
    expect(authOf({ ...header, authOptional: false })).toEqual({ type: "header", key: "" });
  });

  it("is called as the operator calls it, else as usual", () => {
    const labels = {
      url: { de: "Aktivierungs-URL", en: "Activation URL" },
      authValue: { de: "Authorization Header Value" },
    };
    const { form } = inOwnWords(texts.de, labels, "de");
    expect([form.url, form.authSecrets.header, form.method]).toEqual([
      "Aktivierungs-URL",
      "Authorization Header Value",
      texts.de.form.method,
    ]);
    expect(labelOf("url", { form })).toBe("Aktivierungs-URL");
    const { form: english } = inOwnWords(texts.en, labels, "en");
    expect([english.url, english.authSecrets.header]).toEqual([
      "Activation URL",
      texts.en.form.authSecrets.header,
    ]);
  });
});

describe("what is typed", () => {
  const saved = { ...nothing, id: "ep_1", url: "https://a.example/" };
  const loaded = loadedOf(saved, { headers: {}, sensitive: [] });
  const typed: Form = {
    ...loaded.before,
    cooldown: true,
    cooldownKey: "contact.id",
    cooldownAmount: "1,5",
    cooldownUnit: "h",
    batching: true,
    maxEvents: "",
    maxWaitSeconds: "2 min",
    throttleRate: "1.000",
    acceptCodes: "200; 201",
    waits: "own",
    waitList: "5 s; 1h 30m",
  };

  it("is read as it is written in German, and what is empty is left to the API", () => {
    expect(requestOf(loaded, typed).body).toMatchObject({
      cooldown: { key: "contact.id", seconds: 5_400 },
      batching: { enabled: true, maxWaitSeconds: 120 },
      throttleRate: 1_000,
      accept: { statusCodes: [200, 201] },
      retry: { waits: [5, 5_400] },
    });
    expect(requestOf(loaded, typed).body.batching).not.toHaveProperty("maxEvents");
  });

  it.each([
    [{ cooldownAmount: "1.000" }, "cooldown", ["cooldown", "seconds"], "Höchstens 720 h."],
    [{ cooldownAmount: "60 Tage" }, "cooldown", ["cooldown", "seconds"], "Höchstens 30 Tage."],
    [{ cooldownAmount: "bald" }, "cooldown", ["cooldown", "seconds"], /90 s, 5 min oder 1,5 h/],
    [{ cooldownAmount: "0,5 s" }, "cooldown", ["cooldown", "seconds"], /ganze Sekunden/],
    [{ maxWaitSeconds: "10 min" }, "batching", ["batching", "maxWaitSeconds"], "Höchstens 5 min."],
    [{ waitList: "5 s; 2 Tage" }, "retry", ["retry", "waits", "1"], "Höchstens 1 Tag."],
    [{ throttleRate: "zehn" }, "throttleRate", ["throttleRate"], /Zahl in Ziffern ein, etwa 10/],
    [{ throttleRate: "10,5" }, "throttleRate", ["throttleRate"], /ganze Zahl ein, etwa 10/],
    [{ throttleRate: "1.000.000" }, "throttleRate", ["throttleRate"], "Höchstens 100.000."],
  ] as const)("%j is refused in its unit", (over, field, place, words) => {
    const form = { ...typed, ...over };
    const schema = z.object({ ...endpointExtensions, throttleRate }).partial();
    const { error } = schema.safeParse({ [field]: requestOf(loaded, form).body[field] });
    const issue = error!.issues[0]!;
    expect(issue.path.map(String)).toEqual(place);
    const issues = [{ loc: ["body", ...place], ...problemOf(issue) }];
    expect(problemsOf(view, issues, form)[0]!.message).toMatch(words);
  });
});

describe("a filter", () => {
  const saved = { ...nothing, id: "ep_1", url: "https://a.example/" };
  const loaded = loadedOf(saved, { headers: {}, sensitive: [] });

  it("that is typed as JSON keeps all digits of its numbers", () => {
    const filterJson = '{"id":{"$mod":[9007199254740993,0]}}';
    const form: Form = { ...loaded.before, filterAs: "json", filterJson };
    expect(JSON.stringify(requestOf(loaded, form).body)).toBe(`{"filter":${filterJson}}`);
  });

  it("is marked at the value that can't be compared", () => {
    const form: Form = {
      ...loaded.before,
      conditions: [
        { path: "amount", operator: "gt", value: "10" },
        { path: "amount", operator: "lt", value: "zehn" },
      ],
    };
    const { filter } = requestOf(loaded, form).body;
    const found = filterProblem(filter as Filter)!;
    const [told] = problemsOf(view, [{ loc: ["body", "filter"], ...found }], form);
    expect(told).toEqual({ at: "condition-1-value", message: expect.stringMatching(/Zahl wie 10,5/) });
  });
});

describe("conditions", () => {
  it("say exactly what the filter says, or leave it as JSON", () => {
    fc.assert(
      fc.property(filterOver(anyText(8)), (filter) => {
        const found = conditionsOf(filter, kindAt, "de");
        if (found !== null) expect(filterOf(found, kindAt, "de")).toEqual(filter);
      }),
    );
  });

  const rows = (match: "all" | "any", ...typed: string[]) => ({
    match,
    rows: typed.map((one) => {
      const [path, operator, ...value] = one.split(" ");
      return { path: path!, operator: operator as "eq", value: value.join(" ") };
    }),
  });

  it.each([
    [rows("all", "id eq 4711"), { id: "4711" }],
    [rows("all", "amount eq 10", "other eq 10"), { amount: 10, other: 10 }],
    [rows("all", 'other eq "10"'), { other: "10" }],
    [rows("all", "amount gte 10", "amount lt 20"), { amount: { $gte: 10, $lt: 20 } }],
    [
      rows("all", "amount gte 10", "amount gte 20"),
      { $and: [{ amount: { $gte: 10 } }, { amount: { $gte: 20 } }] },
    ],
    [rows("any", "tag.id eq a", "tag.id eq b"), { $or: [{ "tag.id": "a" }, { "tag.id": "b" }] }],
    [rows("all", 'tag.id in a, "b, c", 3'), { "tag.id": { $in: ["a", "b, c", 3] } }],
    [rows("all", "amount eq 10,50", "other eq 1.000"), { amount: 10.5, other: 1000 }],
    [rows("all", "id gt 10,50", "amount lte 1.234,5"), { id: { $gt: 10.5 }, amount: { $lte: 1234.5 } }],
    [rows("all", "amount in 10,5; 20, 30"), { amount: { $in: [10.5, 20, 30] } }],
    [rows("all", "day gte 01.03.2026"), { day: { $gte: "01.03.2026" } }],
    [rows("all", "other eq 0151"), { other: "0151" }],
    [rows("all", "other eq 9007199254740993"), { other: JSON.rawJSON("9007199254740993") }],
    [rows("all", "amount gte 10,50", "amount lt -2,5 "), { amount: { $gte: 10.5, $lt: -2.5 } }],
    [rows("all", "contact.vip eq true", "gone missing"), { "contact.vip": true, gone: { $exists: false } }],
  ])("%j is %j", (conditions, filter) => {
    expect(filterOf(conditions, kindAt, "de")).toEqual(filter);
    expect(filterOf(conditionsOf(filter, kindAt, "de")!, kindAt, "de")).toEqual(filter);
  });

  it("filter as they read", () => {
    const filter = filterOf(rows("any", "amount gt 9", "contact.vip eq false"), kindAt, "de")!;
    expect(passes(filter, { amount: 10, contact: { vip: true } })).toBe(true);
    expect(passes(filter, { amount: 9, contact: { vip: true } })).toBe(false);
  });
});

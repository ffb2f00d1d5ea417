import { describe, expect, it } from "vitest";
import { grouped, labelOf, matching, versionOf } from "../../src/console/model/event-types.ts";
import { rowsOf } from "../../src/console/model/schema.ts";

const names = (schema: unknown) => rowsOf(schema).rows.map(({ path }) => path);
const row = (schema: unknown, path: string) => rowsOf(schema).rows.find((one) => one.path === path)!;

describe("a schema as rows", () => {
  it("goes into objects and lists", () => {
    const schema = {
      type: "object",
      required: ["lines"],
      properties: {
        id: { type: "string", format: "uuid", description: "Number of the order" },
        lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } } } },
        tags: { type: "array", items: { type: ["string", "null"] } },
        buyer: { properties: { email: { type: "string" } } },
      },
    };
    expect(names(schema)).toEqual(["id", "lines", "lines[].sku", "tags", "buyer", "buyer.email"]);
    expect(row(schema, "id")).toMatchObject({ format: "uuid", description: "Number of the order" });
    expect(row(schema, "id").required).toBe(false);
    expect(row(schema, "lines")).toMatchObject({ types: ["array"], items: ["object"], required: true });
    expect(row(schema, "tags").items).toEqual(["string", "null"]);
    expect(row(schema, "buyer").types).toEqual(["object"]);
  });

  it("puts together what is referred to and combined", () => {
    const schema = {
      allOf: [{ $ref: "#/definitions/Base" }, { properties: { paid: { type: "boolean" } } }],
      definitions: {
        Base: { type: "object", required: ["id"], properties: { id: { $ref: "#/definitions/a~1b" } } },
        "a/b": { oneOf: [{ type: "integer" }, { type: "string" }] },
      },
    };
    expect(names(schema)).toEqual(["id", "paid"]);
    expect(row(schema, "id")).toMatchObject({ types: ["integer", "string"], required: true });
  });

  it("requires nothing that only one alternative requires", () => {
    const alternative = { required: ["a"], properties: { a: { const: 1 } } };
    expect(row({ anyOf: [alternative, { properties: { b: {} } }] }, "a")).toMatchObject({
      required: false,
      values: ["1"],
    });
  });

  it("ends with schemas that hold themselves, and with very large ones", () => {
    const person = { type: "object", properties: { boss: { $ref: "#" }, name: { type: "string" } } };
    expect(names(person)).toContain("boss.boss.name");
    expect(names({ allOf: [{ $ref: "#" }, { $ref: "#" }], properties: { a: {} } })).toEqual(["a"]);
    expect(names({ $ref: "#" })).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`p${n}`, { type: "string" }]));
    const { rows, left } = rowsOf({ properties: many });
    expect([rows.length, left]).toEqual([120, 80]);
  });

  it.each([null, true, "text", [], { properties: [] }, { $ref: "https://else.example" }, { type: 5 }])(
    "shows nothing of what is no schema of an object: %j",
    (given) => expect(rowsOf(given)).toEqual({ rows: [], left: 0 }),
  );
});

describe("event types for people", () => {
  const type = (name: string, more = {}) =>
    ({ name, description: "", descriptions: null, groupName: null, status: null, ...more }) as never;

  it("are called by their description, without its full stop", () => {
    expect(labelOf(type("a", { descriptions: { de: "Bezahlt.", en: "Paid" } }), "de")).toBe("Bezahlt");
    expect(labelOf(type("a", { description: "Paid", descriptions: { de: "Bezahlt" } }), "en")).toBe("Paid");
    expect(labelOf(type("a", { descriptions: { de: "Bezahlt" } }), "en")).toBe("Bezahlt");
    expect(labelOf(type("a", { description: "And so on..." }), "en")).toBe("And so on...");
    expect(labelOf(type("invoice.paid"), "en")).toBe("invoice.paid");
  });

  it("stand in groups, what is planned and what is in no group last", () => {
    const given = [
      type("z"),
      type("b.planned", { groupName: "Übriges", status: "planned" }),
      type("b.real", { groupName: "Übriges" }),
      type("a", { groupName: "Verträge" }),
    ];
    expect(grouped(given, "de-DE").map(({ name, types }) => [name, types.map((one) => one.name)])).toEqual([
      ["Übriges", ["b.real", "b.planned"]],
      ["Verträge", ["a"]],
      [null, ["z"]],
    ]);
  });

  it("are found by all words of a query, wherever they stand", () => {
    const given = [
      type("invoice.paid", { groupName: "Rechnungen", descriptions: { de: "Rechnung bezahlt" } }),
      type("invoice.overdue", { groupName: "Rechnungen", descriptions: { de: "Rechnung überfällig" } }),
    ];
    const found = (query: string) => matching(given, query, "de").map(({ name }) => name);
    expect(found("RECHNUNGEN  fällig")).toEqual(["invoice.overdue"]);
    expect(found("")).toHaveLength(2);
    expect(found("invoice kontakt")).toEqual([]);
  });

  it("say since which version", () => {
    expect(versionOf("4.9.0")).toBe("v4.9.0");
    expect(versionOf("v4")).toBe("v4");
    expect(versionOf("Herbst 2026")).toBe("Herbst 2026");
  });
});

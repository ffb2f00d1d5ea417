import { describe, expect, it } from "vitest";
import { grouped, labelOf, matching, versionOf } from "../../src/console/model/event-types.ts";

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

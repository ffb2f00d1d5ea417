import { describe, expect, it } from "vitest";
import { grouped, labelOf, matching, versionOf } from "../../src/console/model/event-types.ts";
import { draftFor, inputOf } from "../../src/console/screens/event-types/draft.ts";
import type { EventType } from "../../src/contract/event-type.ts";

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
    expect(grouped(given, "de").map(({ name, types }) => [name, types.map((one) => one.name)])).toEqual([
      ["Übriges", ["b.real", "b.planned"]],
      ["Verträge", ["a"]],
      [null, ["z"]],
    ]);
  });

  it("keep the order that they were given, and so do their groups, which are called by the page's language", () => {
    const placed = (name: string, groupName: string, position: number, more = {}) =>
      type(name, { groupName, descriptions: { group: { en: `${groupName}, English` }, position }, ...more });
    const given = [
      type("a.by.name", { groupName: "Anderes" }),
      placed("b", "Zuerst", 2),
      placed("c", "Danach", 4),
      placed("d", "Zuerst", 0),
      placed("e", "Zuerst", 1, { status: "planned" }),
    ];
    const shown = (language: "de" | "en") =>
      grouped(given, language).map(({ name, types }) => [name, types.map((one) => one.name)]);
    expect(shown("de")).toEqual([
      ["Zuerst", ["d", "e", "b"]],
      ["Danach", ["c"]],
      ["Anderes", ["a.by.name"]],
    ]);
    expect(shown("en").map(([name]) => name)).toEqual(["Zuerst, English", "Danach, English", "Anderes"]);
    expect(matching(given, "english", "en")).toHaveLength(4);
  });

  it("keep what the console's form doesn't show, a group's names as long as it is in that group", () => {
    const descriptions = { en: "Paid", de: "Bezahlt", group: { en: "Invoices" }, position: 3 };
    const given = type("invoice.paid", { groupName: "Rechnungen", descriptions, schemas: null }) as EventType;
    const draft = draftFor(given);
    expect(inputOf(draft, given).input.descriptions).toEqual(descriptions);
    expect(inputOf({ ...draft, de: "Gezahlt", groupName: "Anderes" }, given).input.descriptions).toEqual({
      en: "Paid",
      de: "Gezahlt",
      position: 3,
    });
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

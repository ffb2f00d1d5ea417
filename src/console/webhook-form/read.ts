import { isUnit } from "../model/durations.ts";
import { isOperator } from "./conditions.ts";
import { type FieldRow, type Form, type HeaderRow, multiLine, oneLine } from "./form.ts";

/** The form as a browser sent it. Whatever is missing or was never there to choose is what stands first. */
export function readForm(data: FormData): Form {
  const all = (name: string) =>
    data.getAll(name).map((value) => (typeof value === "string" ? oneLine(value) : ""));
  const text = (name: string) => all(name)[0] ?? "";
  const lines = (name: string) => {
    const value = data.get(name);
    return typeof value === "string" ? multiLine(value) : "";
  };
  const is = (name: string) => text(name) !== "";
  const one = <T extends string>(name: string, first: T, ...others: T[]): T =>
    others.find((other) => other === text(name)) ?? first;
  const slugs = (name: string) =>
    [...all(name), ...words(text(`${name}Other`))].filter((word) => word !== "");
  const unit = text("cooldownUnit");
  return {
    name: text("name"),
    url: text("url"),
    active: is("active"),
    destination: one("destination", "http", "email"),
    to: text("to"),
    events: one("events", "some", "all"),
    eventTypes: all("eventTypes"),
    method: one("method", "POST", "GET", "PUT", "PATCH"),
    contentType: one("contentType", "json", "form"),
    mode: one("mode", "full", "fields"),
    fields: fieldRows(all),
    hierarchy: one("hierarchy", "", "nested", "flat"),
    envelope: one("envelope", "none", "standard"),
    asked: all("askedPath").map((path, at) => ({ path, value: all("askedValue")[at] ?? "" })),
    filterAs: one("filterAs", "rows", "json"),
    match: one("match", "all", "any"),
    conditions: all("conditionPath").map((path, at) => {
      const operator = all("conditionOperator")[at] ?? "";
      return {
        path,
        operator: isOperator(operator) ? operator : "eq",
        value: all("conditionValue")[at] ?? "",
      };
    }),
    filterJson: lines("filterJson"),
    excludeOrigins: slugs("excludeOrigins"),
    cooldown: is("cooldown"),
    cooldownKey: text("cooldownKey"),
    cooldownAmount: text("cooldownAmount"),
    cooldownUnit: isUnit(unit) ? unit : "s",
    cooldownOrigins: slugs("cooldownOrigins"),
    batching: is("batching"),
    maxEvents: text("maxEvents"),
    maxWaitSeconds: text("maxWaitSeconds"),
    throttleRate: text("throttleRate"),
    authOptional: is("authOptional"),
    authType: one("authType", "none", "header", "basic", "bearer"),
    authKey: text("authKey"),
    authUsername: text("authUsername"),
    authSecret: text("authSecret"),
    headers: headerRows(all),
    acceptCodes: text("acceptCodes"),
    acceptBody: lines("acceptBody"),
    waits: one("waits", "standard", "own", "none"),
    waitList: text("waitList"),
    retryOn: one("retryOn", "all", "some"),
    failures: all("failures"),
    channels: text("channels"),
    description: lines("description"),
  };
}

export const words = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== "");

type All = (name: string) => string[];

function fieldRows(all: All): FieldRow[] {
  const [sources, presets, modes, notes] = ["Source", "Preset", "Mode", "Note"].map((part) =>
    all(`field${part}`),
  );
  return all("fieldName").map((name, at) => ({
    name,
    source: sources![at] ?? "",
    preset: presets![at] ?? "",
    valueMode: modes![at] === "fixed" ? "fixed" : "fallback",
    locked: notes![at]?.includes("locked") ?? false,
    blank: notes![at]?.includes("blank") ?? false,
  }));
}

const headerRows = (all: All): HeaderRow[] =>
  all("headerName").map((name, at) => ({
    name,
    value: all("headerValue")[at] ?? "",
    saved: all("headerSaved")[at] ?? "",
  }));

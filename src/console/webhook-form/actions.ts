import { parseExact } from "../../core/json/exact.ts";
import type { Language } from "../../core/language.ts";
import type { Pick } from "./catalogue.ts";
import { conditionsOf, filterOf, type KindAt } from "./conditions.ts";
import type { FieldRow, Form } from "./form.ts";

/** What the form's buttons do to it beside saving: `add-field`, `pick:contact.email`, `remove-field:2` … */

export interface Acted {
  form: Form;
  /** Id of the control that is to have the focus. */
  focus: string | null;
}

export interface Offers {
  picks: readonly Pick[];
  kindAt: KindAt;
  language: Language;
  /** Names of the event types that can be selected, by group. */
  groups: readonly (readonly string[])[];
}

const rowOf = ({ name, path, alwaysSent }: Pick): FieldRow => ({
  name,
  source: path,
  preset: "",
  valueMode: "fallback",
  locked: alwaysSent,
  blank: false,
});

const empty: FieldRow = {
  name: "",
  source: "",
  preset: "",
  valueMode: "fallback",
  locked: false,
  blank: false,
};

const without = <T>(rows: readonly T[], at: string) => rows.filter((_, index) => index !== Number(at));

/** The fields that the chosen events always send are there, when fields are chosen at all. */
export function withAlwaysSent(form: Form, picks: readonly Pick[]): Form {
  if (form.mode === "full") return form;
  const there = new Set(form.fields.map(({ source }) => source.trim()));
  const missing = picks.filter(({ alwaysSent, path }) => alwaysSent && !there.has(path));
  return missing.length === 0 ? form : { ...form, fields: [...missing.map(rowOf), ...form.fields] };
}

/** Behind what the address has already, as one more query parameter. */
export function withPlaceholder(url: string, name: string): string {
  const [, before, fragment] = /^([^#]*)(#.*)?$/s.exec(url)!;
  const glue = !before!.includes("?") ? "?" : /[?&]$/.test(before!) ? "" : "&";
  return `${before}${glue}${name}=__${name}__${fragment ?? ""}`;
}

export function act(form: Form, action: string, { picks, kindAt, language, groups }: Offers): Acted {
  const at = action.indexOf(":");
  const [what, which] = at === -1 ? [action, ""] : [action.slice(0, at), action.slice(at + 1)];
  const fields = (rows: FieldRow[], focus: string | null): Acted => ({
    form: { ...form, mode: "fields", fields: rows },
    focus,
  });
  switch (what) {
    case "add-field":
      return fields([...form.fields, empty], `field-${form.fields.length}-name`);
    case "pick": {
      const pick = picks.find(({ path }) => path === which);
      return pick
        ? fields([...form.fields, rowOf(pick)], `field-${form.fields.length}-name`)
        : { form, focus: null };
    }
    case "pick-all": {
      const there = new Set(form.fields.map(({ source }) => source.trim()));
      const more = picks.filter(({ path }) => !there.has(path)).map(rowOf);
      return fields([...form.fields, ...more], "add-field");
    }
    case "remove-field":
      return fields(without(form.fields, which), "add-field");
    case "add-condition": {
      const conditions = [...form.conditions, { path: "", operator: "eq" as const, value: "" }];
      return { form: { ...form, conditions }, focus: `condition-${conditions.length - 1}-path` };
    }
    case "remove-condition":
      return { form: { ...form, conditions: without(form.conditions, which) }, focus: "add-condition" };
    case "filter-json": {
      const filter = filterOf({ match: form.match, rows: form.conditions }, kindAt, language);
      const filterJson = JSON.stringify(filter ?? {}, null, 2);
      return { form: { ...form, filterAs: "json", filterJson }, focus: "filterJson" };
    }
    case "filter-rows":
      return asRows(form, kindAt, language);
    case "add-header": {
      const headers = [...form.headers, { name: "", value: "", saved: "" }];
      return { form: { ...form, headers }, focus: `header-${headers.length - 1}-name` };
    }
    case "remove-header":
      return { form: { ...form, headers: without(form.headers, which) }, focus: "add-header" };
    case "insert":
      return { form: { ...form, url: withPlaceholder(form.url, which) }, focus: "url" };
    case "select-group": {
      const eventTypes = [...new Set([...form.eventTypes, ...(groups[Number(which)] ?? [])])];
      return { form: { ...form, events: "some", eventTypes }, focus: null };
    }
    default:
      return { form, focus: null };
  }
}

/** Stays text when rows can't say it. */
function asRows(form: Form, kindAt: KindAt, language: Language): Acted {
  try {
    const filter = parseExact(form.filterJson.trim() || "{}") as Record<string, unknown>;
    const found = Object.keys(filter).length === 0 ? null : conditionsOf(filter, kindAt, language);
    if (Object.keys(filter).length > 0 && found === null) return { form, focus: "filterJson" };
    return {
      form: { ...form, filterAs: "rows", match: found?.match ?? "all", conditions: found?.rows ?? [] },
      focus: "add-condition",
    };
  } catch {
    return { form, focus: "filterJson" };
  }
}

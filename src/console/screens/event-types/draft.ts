/** The form of an event type: what is typed into it, and what the API takes and gives. */

import type { EventType } from "../../../contract/event-type.ts";
import {
  type Draft,
  type JsonObject,
  listOf,
  listOrNull,
  objectIn,
  pretty,
  textOrNull,
} from "../../app/input.ts";
import type { View } from "../../app/view.ts";
import type { Issue } from "../../text/codes.ts";
import type { PlainIssue } from "../../text/plain-words.ts";

const emptyRows = 1;
const longestForm = 200;

/** Names of the inputs in a row of the table of fields. */
export const fieldInput = (row: number, column: string) => `field-${row}-${column}`;

/** How many rows the table of fields has. */
export const rowsOf = (draft: Draft) => Math.min(Number(draft.rows) || emptyRows, longestForm);

/** The version of a schema that the form shows: the last one. */
export const versionOf = (type: EventType | null) => Object.keys(type?.schemas ?? {}).at(-1) ?? "1";

export function draftFor(type: EventType): Draft {
  const fields = type.fields ?? [];
  return {
    name: type.name,
    de: type.descriptions?.de ?? "",
    en: type.descriptions?.en ?? type.description,
    groupName: type.groupName ?? "",
    availableSince: type.availableSince ?? "",
    status: type.status ?? "active",
    featureFlags: (type.featureFlags ?? []).join(", "),
    excludeOrigins: (type.excludeOrigins ?? []).join(", "),
    example: pretty(type.example),
    schema: pretty(type.schemas?.[versionOf(type)]),
    rows: String(fields.length + emptyRows),
    ...(type.deprecated ? { deprecated: "on" } : {}),
    ...Object.assign(
      {},
      ...fields.map((field, row) => ({
        [fieldInput(row, "name")]: field.name,
        [fieldInput(row, "path")]: field.path,
        [fieldInput(row, "en")]: field.labels.en ?? "",
        [fieldInput(row, "de")]: field.labels.de ?? "",
        ...(field.alwaysSent ? { [fieldInput(row, "always")]: "on" } : {}),
      })),
    ),
  };
}

/** Rows of the table in which something stands. */
function filledRows(draft: Draft): number[] {
  const rows = Array.from({ length: rowsOf(draft) }, (_, row) => row);
  return rows.filter((row) =>
    ["name", "path", "en", "de"].some((column) => draft[fieldInput(row, column)]?.trim()),
  );
}

const labels = (en: string | null, de: string | null) => ({
  ...(en === null ? {} : { en }),
  ...(de === null ? {} : { de }),
});

export interface EventTypeInput {
  input: JsonObject;
  issues: Issue[];
}

/** What is sent to the API; `issues` when a JSON in it can't be read. */
export function inputOf(draft: Draft, before: EventType | null): EventTypeInput {
  const example = objectIn("example", draft.example);
  const schema = objectIn("schema", draft.schema);
  const [en, de] = [textOrNull(draft.en), textOrNull(draft.de)];
  const { [versionOf(before)]: replaced, ...others } = before?.schemas ?? {};
  const schemas = schema.value === null ? others : { ...others, [versionOf(before)]: schema.value };
  const groupName = textOrNull(draft.groupName);
  const { group, position } = before?.descriptions ?? {};
  // What the form doesn't show stays, as long as what it belongs to does.
  const unseen = {
    ...(group !== undefined && groupName === before?.groupName ? { group } : {}),
    ...(position === undefined ? {} : { position }),
  };
  const descriptions = { ...labels(en, de), ...unseen };
  const fields = filledRows(draft).map((row) => {
    const column = (name: string) => textOrNull(draft[fieldInput(row, name)]);
    const path = column("path") ?? "";
    const asked = before?.fields?.some((field) => field.asked && field.path === path);
    return {
      name: column("name") ?? "",
      path,
      labels: labels(column("en"), column("de")),
      alwaysSent: draft[fieldInput(row, "always")] === "on",
      ...(asked ? { asked } : {}),
    };
  });
  return {
    input: {
      description: en ?? de ?? "",
      descriptions: Object.keys(descriptions).length === 0 ? null : descriptions,
      groupName,
      availableSince: textOrNull(draft.availableSince),
      status: draft.status === "planned" ? "planned" : null,
      featureFlags: listOrNull(draft.featureFlags),
      excludeOrigins: listOf(draft.excludeOrigins).length === 0 ? null : listOf(draft.excludeOrigins),
      deprecated: draft.deprecated === "on",
      example: example.value,
      schemas: Object.keys(schemas).length === 0 ? null : schemas,
      fields: fields.length === 0 ? null : fields,
    },
    issues: [...example.issues, ...schema.issues],
  };
}

/** Issues of `fields.2.path` at the row of the table that was the third filled one. */
export function issuesInRows(draft: Draft, issues: readonly PlainIssue[]): PlainIssue[] {
  const rows = filledRows(draft);
  return issues.map((issue) => {
    const [place, index, column] = issue.loc.filter((part) => part !== "body");
    const row = place === "fields" && index !== undefined ? rows[Number(index)] : undefined;
    return row === undefined || column === undefined
      ? issue
      : { ...issue, loc: ["body", fieldInput(row, column)] };
  });
}

/** What a field of the request is called. */
export const fieldLabel = ({ text: { eventTypes: text } }: View, field: string): string =>
  ({
    description: text.descriptionEn,
    descriptions: `${text.descriptionDe}, ${text.descriptionEn}`,
    groupName: text.group,
    availableSince: text.since_,
    status: text.status,
    featureFlags: text.flags,
    excludeOrigins: text.origins,
    deprecated: text.outdated,
    example: text.example,
    schemas: text.schema,
    fields: text.fields,
  })[field] ?? field;

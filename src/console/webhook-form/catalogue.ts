import type { Usage } from "../../contract/application.ts";
import type { EventType } from "../../contract/event-type.ts";
import { isBranch } from "../../core/json/lossless.ts";
import type { Language } from "../../core/language.ts";
import { grouped } from "../model/event-types.ts";
import type { KindAt } from "./conditions.ts";

/** The event types as the form offers them. */

/** What a person is told about a type: the first sentence stands as its label, the rest beneath. */
export function wordsOf(type: EventType, language: Language): { label: string; more: string } {
  const text = (type.descriptions?.[language] ?? type.description).trim();
  const [, first, rest] = /^(.+?[.!?])\s+(\S.*)$/s.exec(text) ?? [];
  const label = (first ?? text).replace(/\.$/, "");
  return { label: label === "" ? type.name : label, more: rest ?? "" };
}

export interface Choice {
  type: EventType;
  /** Of the feature flags that it needs, when the plan has none of them. */
  needs: string[] | null;
  planned: boolean;
}

export interface Group {
  name: string | null;
  choices: Choice[];
}

export function groupsOf(types: readonly EventType[], usage: Usage | null, language: Language): Group[] {
  const flags = usage && usage.plan !== null ? (usage.featureFlags ?? []) : null;
  const choiceOf = (type: EventType): Choice => {
    const wanted = type.featureFlags ?? [];
    const inPlan = flags === null || wanted.length === 0 || wanted.some((flag) => flags.includes(flag));
    const lacking = type.available === false || !inPlan;
    return { type, needs: lacking ? wanted : null, planned: type.status === "planned" };
  };
  return grouped(types, language).map(({ name, types }) => ({ name, choices: types.map(choiceOf) }));
}

export const selectable = ({ needs, planned }: Choice) => needs === null && !planned;

/** A field that the event types offer, under the name that they suggest. */
export interface Pick {
  name: string;
  path: string;
  label: string;
  alwaysSent: boolean;
}

export function picksOf(types: readonly EventType[], language: Language): Pick[] {
  const found = new Map<string, Pick>();
  for (const { name, path, labels, alwaysSent } of types.flatMap(({ fields }) => fields ?? [])) {
    const before = found.get(path);
    found.set(path, {
      name: before?.name ?? name,
      path,
      label: before?.label ?? labels[language] ?? labels.en ?? name,
      alwaysSent: alwaysSent || (before?.alwaysSent ?? false),
    });
  }
  return [...found.values()];
}

/** A field whose value the form asks for beside the events. */
export interface AskedField {
  path: string;
  label: string;
  /** What stands there in the example. */
  example: string | null;
}

/** Those that all event types ask for: what is entered holds for each of them. */
export function askedOf(types: readonly EventType[], language: Language): AskedField[] {
  const [first, ...others] = types.filter(({ status }) => status !== "planned");
  const asks = (type: EventType, path: string) =>
    type.fields?.some((field) => field.asked && field.path === path) ?? false;
  return (first?.fields ?? [])
    .filter(({ asked, path }) => asked && others.every((type) => asks(type, path)))
    .map(({ name, path, labels }) => {
      const [, value] = leaves(first?.example ?? {}).find(([at]) => at === path) ?? [];
      const example = typeof value === "string" || typeof value === "number" ? String(value) : null;
      return { path, label: labels[language] ?? labels.en ?? name, example };
    });
}

type Leaf = [path: string, value: unknown];

function leaves(value: Record<string, unknown>, prefix = "", depth = 0): Leaf[] {
  return Object.entries(value).flatMap(([name, part]): Leaf[] =>
    isBranch(part) && !Array.isArray(part) && depth < 8
      ? leaves(part, `${prefix}${name}.`, depth + 1)
      : [[`${prefix}${name}`, part]],
  );
}

/** Paths that the payloads of these types have, as far as examples and fields tell. */
export const pathsOf = (types: readonly EventType[]): string[] => [
  ...new Set(
    types.flatMap(({ fields, example }) => [
      ...(fields ?? []).map(({ path }) => path),
      ...leaves(example ?? {}).map(([path]) => path),
    ]),
  ),
];

/** Kinds on which all examples agree. */
export function kinds(types: readonly EventType[]): KindAt {
  const found = new Map<string, unknown>();
  for (const { example } of types)
    for (const [path, value] of leaves(example ?? {})) {
      const kind = JSON.isRawJSON(value) ? "number" : typeof value;
      found.set(path, found.has(path) && found.get(path) !== kind ? undefined : kind);
    }
  return (path) => {
    const kind = found.get(path);
    return kind === "string" || kind === "number" || kind === "boolean" ? kind : undefined;
  };
}

import { dequal } from "dequal/lite";
import { parseExact } from "../../core/json/exact.ts";
import { isBranch } from "../../core/json/lossless.ts";
import type { Language } from "../../core/language.ts";
import { readDuration, readDurations, type Unit } from "../model/durations.ts";
import { numberOrTyped } from "../model/numbers.ts";
import { type Fields, only } from "../model/three-way.ts";
import type { Issue } from "../text/codes.ts";
import { filterOf, type KindAt, withAsked } from "./conditions.ts";
import type { FieldRow, Form } from "./form.ts";
import { words } from "./read.ts";

/** What the form says in the words of the API; null where it sets nothing. */
export type Body = Record<string, unknown> & {
  eventTypes: string[] | null;
  payload: { mode: string } | null;
  /** By name; null takes a saved one away. */
  headers: Record<string, string | null>;
};

/** Rows in which nothing was entered are none. */
export const tidy = (form: Form): Form => ({
  ...form,
  fields: form.fields.filter(({ name, source, preset }) => `${name}${source}${preset}`.trim() !== ""),
  conditions: form.conditions.filter(({ path, value }) => `${path}${value}`.trim() !== ""),
  headers: form.headers.filter(({ name, value }) => `${name}${value}`.trim() !== ""),
});

/** The request that saves a form, and what can't even be understood. The form is to be a tidy one. */
export function bodyOf(form: Form, kindAt: KindAt, language: Language): { body: Body; issues: Issue[] } {
  const issues: Issue[] = [];
  const wrong: Wrong = (loc, code) => {
    issues.push({ loc: ["body", ...loc.split(".")], code, params: {} });
    return null;
  };
  const email = form.destination === "email";
  const url = form.url.trim();
  const body: Body = {
    name: form.name.trim() || null,
    ...(email && url === "" ? {} : { url }),
    disabled: !form.active,
    destination: email ? { type: "email", to: form.to.trim() } : null,
    eventTypes: form.events === "all" ? null : sorted(form.eventTypes),
    request:
      form.method === "POST" && form.contentType === "json"
        ? null
        : { method: form.method, contentType: form.contentType },
    payload: payloadOf(form),
    filter: withAsked(form.asked, filterFrom(form, kindAt, language, wrong), kindAt, language),
    excludeOrigins: form.excludeOrigins.length === 0 ? null : sorted(form.excludeOrigins),
    cooldown: cooldownOf(form, language),
    batching: batchingOf(form, language),
    throttleRate: numberOrTyped(form.throttleRate, language),
    auth: authOf(form),
    headers: headersOf(form, wrong),
    accept: acceptOf(form, language, wrong),
    retry: retryOf(form, language, wrong),
    channels: words(form.channels).length === 0 ? null : sorted(words(form.channels)),
    description: form.description,
  };
  if (!email && url === "") wrong("url", "required");
  if (email && form.to.trim() === "") wrong("destination.to", "required");
  if (form.events === "some" && form.eventTypes.length === 0) wrong("eventTypes", "required");
  return { body, issues };
}

/** Only what differs, so that what nobody touched stays as it is. */
export function changesOf(before: Body, after: Body): Partial<Body> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) =>
      name === "headers" ? Object.keys(after.headers).length > 0 : !dequal(value, before[name]),
    ),
  );
}

/** What the form stands for, each header by itself: under its name in small letters, as `headers.x-key`. */
export function fieldsOf(form: Form, kindAt: KindAt, language: Language): Fields {
  const { headers, ...rest } = bodyOf(form, kindAt, language).body;
  const rows = form.headers.map(({ name, value }): [string, unknown] => [
    `${headerPrefix}${name.trim().toLowerCase()}`,
    // One that is saved and not shown is the same as long as nothing is typed over it.
    headers[name.trim()] === undefined ? keptHeader : { name: name.trim(), value: value.trim() },
  ]);
  return { ...rest, ...Object.fromEntries(rows) };
}

export const headerPrefix = "headers.";
const keptHeader = { kept: true };

/** The request that saves these fields of a form. */
export function requestFor(fields: Fields, saved: Fields, changed: readonly string[]): Partial<Body> {
  const headers = changed.flatMap((field): [string, string | null][] => {
    if (!field.startsWith(headerPrefix)) return [];
    const header = (fields[field] ?? saved[field]) as Partial<{ name: string; value: string }>;
    const name = header.name ?? field.slice(headerPrefix.length);
    return [[name, fields[field] === undefined ? null : (header.value ?? null)]];
  });
  const own = changed.filter((field) => !field.startsWith(headerPrefix));
  return { ...only(fields, own), ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }) };
}

/** Header names are compared without case. */
const lower = (headers: Body["headers"]) =>
  new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** What becomes of the saved headers: those that changed, and null for those that are no longer there. */
export function headerChanges(before: Form, after: Form): Body["headers"] {
  const was = lower(headersOf(before, () => null));
  const is = headersOf(after, () => null);
  const kept = new Set(after.headers.map(({ name }) => name.trim().toLowerCase()));
  const gone = before.headers.map(({ name }) => name).filter((name) => !kept.has(name.toLowerCase()));
  const changed = Object.entries(is).filter(([name, value]) => was.get(name.toLowerCase()) !== value);
  return { ...Object.fromEntries(changed), ...Object.fromEntries(gone.map((name) => [name, null])) };
}

type Wrong = (loc: string, code: "required" | "not_an_object" | "times_invalid") => null;

const sorted = (names: readonly string[]) => [...new Set(names)].sort();

/** Seconds; what isn't a duration is sent as it is, for the API to say so. */
const secondsOf = (typed: string, language: Language, unit?: Unit): number | string =>
  readDuration(typed, language, unit)?.seconds ?? typed.trim();

function payloadOf({ mode, fields, hierarchy, envelope }: Form) {
  if (mode === "full" && hierarchy === "" && envelope === "none") return null;
  return {
    mode,
    fields: mode === "full" ? [] : fields.map(field),
    ...(hierarchy === "" ? {} : { hierarchy }),
    envelope,
  };
}

function field({ name, source, preset, valueMode, locked, blank }: FieldRow) {
  const hasPreset = preset !== "" || blank || valueMode === "fixed";
  return {
    name: name.trim(),
    ...(source.trim() === "" ? {} : { source: source.trim() }),
    ...(hasPreset ? { default: preset } : {}),
    valueMode,
    ...(locked ? { locked } : {}),
  };
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseExact(text);
    return isBranch(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function filterFrom(form: Form, kindAt: KindAt, language: Language, wrong: Wrong) {
  if (form.filterAs === "rows") {
    form.conditions.forEach(({ path }, at) => {
      if (path.trim() === "") wrong(`conditions.${at}.path`, "required");
    });
    return filterOf({ match: form.match, rows: form.conditions }, kindAt, language);
  }
  if (form.filterJson.trim() === "") return null;
  return object(form.filterJson) ?? wrong("filter", "not_an_object");
}

function cooldownOf(form: Form, language: Language) {
  const { cooldown, cooldownKey, cooldownAmount, cooldownUnit, cooldownOrigins } = form;
  if (!cooldown) return null;
  return {
    key: cooldownKey.trim(),
    seconds: secondsOf(cooldownAmount, language, cooldownUnit),
    ...(cooldownOrigins.length === 0 ? {} : { origins: sorted(cooldownOrigins) }),
  };
}

/** What is left empty is what the API takes then. */
function batchingOf({ batching, maxEvents, maxWaitSeconds }: Form, language: Language) {
  if (!batching) return null;
  return {
    enabled: true,
    ...(maxEvents.trim() === "" ? {} : { maxEvents: numberOrTyped(maxEvents, language) }),
    ...(maxWaitSeconds.trim() === "" ? {} : { maxWaitSeconds: secondsOf(maxWaitSeconds, language) }),
  };
}

function authOf({ authType, authOptional, authKey, authUsername, authSecret }: Form) {
  const isLeftOut = authOptional && authType === "header" && authKey.trim() === "" && authSecret === "";
  if (isLeftOut) return null;
  const given = (name: string) => (authSecret === "" ? {} : { [name]: authSecret });
  if (authType === "none") return null;
  if (authType === "header") return { type: authType, key: authKey.trim(), ...given("value") };
  return authType === "basic"
    ? { type: authType, username: authUsername, ...given("password") }
    : { type: authType, ...given("token") };
}

/** Values that are saved and not shown are left out, unless something was typed over them. */
function headersOf({ headers }: Form, wrong: Wrong): Record<string, string> {
  const found = headers.flatMap(({ name, value, saved }, at): [string, string][] => {
    const key = name.trim();
    if (key === "") wrong(`headerRows.${at}.name`, "required");
    const keeps = value === "" && saved !== "" && saved.toLowerCase() === key.toLowerCase();
    return key === "" || keeps ? [] : [[key, value.trim()]];
  });
  return Object.fromEntries(found);
}

function acceptOf({ acceptCodes, acceptBody }: Form, language: Language, wrong: Wrong) {
  const codes = words(acceptCodes).map((code) => numberOrTyped(code, language));
  const body = acceptBody.trim() === "" ? null : object(acceptBody);
  if (body === undefined) return wrong("accept.body", "not_an_object");
  if (codes.length === 0 && body === null) return null;
  return { ...(codes.length === 0 ? {} : { statusCodes: codes }), ...(body === null ? {} : { body }) };
}

function retryOf({ waits, waitList, retryOn, failures }: Form, language: Language, wrong: Wrong) {
  const own =
    waits === "own" ? (readDurations(waitList, language)?.map(({ seconds }) => seconds) ?? null) : [];
  if (own === null) return wrong("retry.waits", "times_invalid");
  if (waits === "own" && own.length === 0) return wrong("retry.waits", "required");
  if (waits === "standard" && retryOn === "all") return null;
  return {
    ...(waits === "standard" ? {} : { waits: own }),
    ...(retryOn === "all" ? {} : { on: sorted(failures) }),
  };
}

import { dequal } from "dequal/lite";
import type { Issue } from "../text/codes.ts";
import { filterOf, type KindAt } from "./conditions.ts";
import { readWaits, units } from "./durations.ts";
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
export function bodyOf(form: Form, kindAt: KindAt): { body: Body; issues: Issue[] } {
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
    filter: filterFrom(form, kindAt, wrong),
    excludeOrigins: form.excludeOrigins.length === 0 ? null : sorted(form.excludeOrigins),
    cooldown: cooldownOf(form),
    batching: form.batching
      ? { enabled: true, maxEvents: number(form.maxEvents), maxWaitSeconds: number(form.maxWaitSeconds) }
      : null,
    throttleRate: form.throttleRate.trim() === "" ? null : number(form.throttleRate),
    auth: authOf(form),
    headers: headersOf(form, wrong),
    accept: acceptOf(form, wrong),
    retry: retryOf(form, wrong),
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

/** What isn't a number is sent as it is, for the API to say so. */
const number = (text: string): number | string =>
  /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim();

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
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function filterFrom(form: Form, kindAt: KindAt, wrong: Wrong) {
  if (form.filterAs === "rows") {
    form.conditions.forEach(({ path }, at) => {
      if (path.trim() === "") wrong(`conditions.${at}.path`, "required");
    });
    return filterOf({ match: form.match, rows: form.conditions }, kindAt);
  }
  if (form.filterJson.trim() === "") return null;
  return object(form.filterJson) ?? wrong("filter", "not_an_object");
}

function cooldownOf({ cooldown, cooldownKey, cooldownAmount, cooldownUnit, cooldownOrigins }: Form) {
  if (!cooldown) return null;
  const amount = number(cooldownAmount);
  return {
    key: cooldownKey.trim(),
    seconds: typeof amount === "number" ? amount * units[cooldownUnit] : amount,
    ...(cooldownOrigins.length === 0 ? {} : { origins: sorted(cooldownOrigins) }),
  };
}

function authOf({ authType, authKey, authUsername, authSecret }: Form) {
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

function acceptOf({ acceptCodes, acceptBody }: Form, wrong: Wrong) {
  const codes = words(acceptCodes).map(number);
  const body = acceptBody.trim() === "" ? null : object(acceptBody);
  if (body === undefined) return wrong("accept.body", "not_an_object");
  if (codes.length === 0 && body === null) return null;
  return { ...(codes.length === 0 ? {} : { statusCodes: codes }), ...(body === null ? {} : { body }) };
}

function retryOf({ waits, waitList, retryOn, failures }: Form, wrong: Wrong) {
  const own = waits === "own" ? readWaits(waitList) : [];
  if (own === null) return wrong("retry.waits", "times_invalid");
  if (waits === "own" && own.length === 0) return wrong("retry.waits", "required");
  if (waits === "standard" && retryOn === "all") return null;
  return {
    ...(waits === "standard" ? {} : { waits: own }),
    ...(retryOn === "all" ? {} : { on: sorted(failures) }),
  };
}

import type { Endpoint, PayloadField } from "../../contract/endpoint.ts";
import type { Headers } from "../../contract/endpoint-secret.ts";
import type { Language } from "../../core/language.ts";
import { inUnit, showDurations, type Unit } from "../model/durations.ts";
import { showNumber } from "../model/numbers.ts";
import { type Asked, askedIn, type Condition, conditionsOf, type KindAt } from "./conditions.ts";

/** The content of the form: all that a person can set about a webhook, as it stands in the controls. */
export interface Form {
  name: string;
  url: string;
  active: boolean;
  destination: "http" | "email";
  to: string;
  events: "all" | "some";
  eventTypes: string[];
  method: "POST" | "GET" | "PUT" | "PATCH";
  contentType: "json" | "form";
  mode: "full" | "fields";
  fields: FieldRow[];
  hierarchy: "" | "nested" | "flat";
  envelope: "none" | "standard";
  /** Values that events must have, each with an input of its own beside the events. */
  asked: Asked[];
  filterAs: "rows" | "json";
  match: "all" | "any";
  conditions: Condition[];
  filterJson: string;
  excludeOrigins: string[];
  cooldown: boolean;
  cooldownKey: string;
  cooldownAmount: string;
  cooldownUnit: Unit;
  cooldownOrigins: string[];
  batching: boolean;
  maxEvents: string;
  maxWaitSeconds: string;
  throttleRate: string;
  /** A header that isn't filled in is none. */
  authOptional: boolean;
  authType: "none" | "header" | "basic" | "bearer";
  authKey: string;
  authUsername: string;
  authSecret: string;
  headers: HeaderRow[];
  acceptCodes: string;
  acceptBody: string;
  waits: "standard" | "own" | "none";
  waitList: string;
  retryOn: "all" | "some";
  failures: string[];
  channels: string;
  description: string;
}

export interface FieldRow {
  name: string;
  source: string;
  preset: string;
  valueMode: "fallback" | "fixed";
  /** Can't be taken out. */
  locked: boolean;
  /** The preset was saved as an empty text, which is something else than none. */
  blank: boolean;
}

export interface HeaderRow {
  name: string;
  value: string;
  /** The name under which a value is saved that is not shown; an empty value keeps it. */
  saved: string;
}

export const origins = ["manual", "tag", "campaign", "import", "api"] as const;

/** Text as it comes back from a control of one line: a browser takes line breaks out, HTML can't carry a NUL. */
export const oneLine = (text: string) => multiLine(text).replaceAll("\n", "");
export const multiLine = (text: string) =>
  text.replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd").toWellFormed();

/** Of a new webhook: what the operator's defaults are laid over. */
export const nothing: Endpoint = {
  id: "",
  uid: null,
  url: "",
  description: "",
  disabled: false,
  throttleRate: null,
  rateLimit: null,
  version: 1,
  metadata: {},
  eventTypes: [],
  filterTypes: [],
  channels: null,
  name: null,
  request: null,
  payload: null,
  filter: null,
  excludeOrigins: null,
  cooldown: null,
  batching: null,
  destination: null,
  accept: null,
  retry: null,
  auth: null,
  createdAt: "",
  updatedAt: "",
};

/**
 * A webhook as the form shows it.
 *
 * @param asked paths whose values have an input of their own
 */
export function formOf(
  endpoint: Endpoint,
  { headers, sensitive }: Headers,
  kindAt: KindAt,
  language: Language,
  asked: readonly string[] = [],
): Form {
  const { request, payload, destination, cooldown, batching, auth, accept, retry } = endpoint;
  const wait = cooldown ? inUnit(cooldown.seconds) : { amount: 6, unit: "h" as const };
  return {
    name: oneLine(endpoint.name ?? ""),
    url: endpoint.url.startsWith("mailto:") ? "" : oneLine(endpoint.url),
    active: !endpoint.disabled,
    destination: destination?.type ?? "http",
    to: destination?.type === "email" ? oneLine(destination.to) : "",
    events: endpoint.eventTypes === null ? "all" : "some",
    eventTypes: endpoint.eventTypes ?? [],
    method: request?.method ?? "POST",
    contentType: request?.contentType ?? "json",
    mode: payload?.mode ?? "full",
    fields: (payload?.fields ?? []).map(fieldRow),
    hierarchy: payload?.hierarchy ?? "",
    envelope: payload?.envelope ?? "none",
    ...filterPart(endpoint.filter, asked, kindAt, language),
    excludeOrigins: endpoint.excludeOrigins ?? [],
    cooldown: cooldown !== null,
    cooldownKey: oneLine(cooldown?.key ?? ""),
    cooldownAmount: showNumber(wait.amount, language),
    cooldownUnit: wait.unit,
    cooldownOrigins: cooldown?.origins ?? [],
    batching: batching?.enabled ?? false,
    maxEvents: String(batching?.maxEvents ?? 100),
    maxWaitSeconds: String(batching?.maxWaitSeconds ?? 10),
    throttleRate: endpoint.throttleRate === null ? "" : String(endpoint.throttleRate),
    authOptional: false,
    authType: auth?.type ?? "none",
    authKey: oneLine(auth?.key ?? ""),
    authUsername: oneLine(auth?.username ?? ""),
    authSecret: "",
    headers: [
      ...Object.entries(headers).map(([name, value]) => ({ name, value: oneLine(value), saved: "" })),
      ...sensitive.map((name) => ({ name, value: "", saved: name })),
    ],
    acceptCodes: (accept?.statusCodes ?? []).join(", "),
    acceptBody: accept?.body === undefined ? "" : multiLine(JSON.stringify(accept.body, null, 2)),
    waits: retry?.waits === undefined ? "standard" : retry.waits.length === 0 ? "none" : "own",
    waitList: showDurations(retry?.waits ?? [], language),
    retryOn: retry?.on === undefined ? "all" : "some",
    failures: retry?.on ?? [],
    channels: (endpoint.channels ?? []).join(", "),
    description: multiLine(endpoint.description),
  };
}

export const fieldRow = ({ name, source, default: preset, valueMode, locked }: PayloadField): FieldRow => ({
  name,
  source: oneLine(source ?? ""),
  preset: oneLine(preset ?? ""),
  valueMode: valueMode ?? "fallback",
  locked: locked ?? false,
  blank: preset === "",
});

function filterPart(
  filter: Endpoint["filter"],
  paths: readonly string[],
  kindAt: KindAt,
  language: Language,
) {
  const { asked, rest } = askedIn(filter, paths, kindAt, language);
  const conditions =
    rest === null ? { match: "all" as const, rows: [] } : conditionsOf(rest, kindAt, language);
  return conditions === null
    ? {
        asked,
        filterAs: "json" as const,
        match: "all" as const,
        conditions: [],
        filterJson: multiLine(JSON.stringify(rest, null, 2)),
      }
    : {
        asked,
        filterAs: "rows" as const,
        match: conditions.match,
        conditions: conditions.rows,
        filterJson: "",
      };
}

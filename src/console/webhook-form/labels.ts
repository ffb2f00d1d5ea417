import { isObject, type Lossless } from "../../core/json/lossless.ts";
import { isSensitive } from "../../core/request/headers.ts";
import type { Text } from "../text/text.ts";
import { headerPrefix } from "./body.ts";

/** What a control is called, by its id; nothing for those whose problems name it themselves. */
export function labelOf(id: string, { form: text }: Pick<Text, "form">): string | null {
  const [row, , part] = /^(field|condition|header)-(\d+)-(\w+)$/.exec(id)?.slice(1) ?? [];
  if (row === "field")
    return part === "source" ? text.source : part === "preset" ? text.preset : text.parameter;
  if (row === "condition") return text.conditionPath;
  if (row === "header") return text.headerName;
  const named: Record<string, string> = {
    name: text.name,
    to: text.to,
    authKey: text.authKey,
    authUsername: text.authUsername,
    authSecret: text.authSecret,
    cooldownKey: text.cooldownKey,
    cooldownAmount: text.cooldownAmount,
    cooldownOrigins: text.otherOrigins,
    excludeOrigins: text.otherOrigins,
    maxEvents: text.maxEvents,
    maxWaitSeconds: text.maxWaitSeconds,
    throttleRate: text.throttleRate,
    acceptCodes: text.acceptCodes,
    acceptBody: text.acceptBody,
    waitList: text.waitList,
    filterJson: text.filterJson,
    channels: text.channels,
    description: text.description,
    url: text.url,
  };
  return named[id] ?? null;
}

/** What a field of the request is called. */
export function fieldLabel({ form: text }: Pick<Text, "form">, field: string): string {
  if (field.startsWith(headerPrefix)) return `${text.headers}: ${field.slice(headerPrefix.length)}`;
  const named: Record<string, string> = {
    name: text.name,
    url: text.url,
    disabled: text.active,
    destination: text.how,
    eventTypes: text.events,
    request: text.request,
    payload: text.mode,
    filter: text.filter,
    excludeOrigins: text.excludeOrigins,
    cooldown: text.cooldown,
    batching: text.batching,
    throttleRate: text.throttleRate,
    auth: text.auth,
    accept: text.accept,
    retry: text.retry,
    channels: text.channels,
    description: text.description,
  };
  return named[field] ?? field;
}

const mask = "•••";
const secretNames = ["value", "password", "token"];

/** A value as it may be shown: what somebody keeps secret is masked. */
export function visibleValue(field: string, value: unknown): unknown {
  if (field.startsWith(headerPrefix) && isObject(value as Lossless)) {
    const { name = "", value: text = mask } = value as { name?: string; value?: string };
    return isSensitive(name) ? mask : text;
  }
  // The form says it the other way round.
  if (field === "disabled") return !value;
  if (field !== "auth" || !isObject(value as Lossless)) return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([name, one]) => [name, secretNames.includes(name) ? mask : one]),
  );
}

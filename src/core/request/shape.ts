import {
  bracketed,
  flatten,
  isObject,
  type Lossless,
  type LosslessObject,
  lookup,
  nest,
  parseLossless,
  textOf,
} from "../json/lossless.ts";
import { withRaw } from "../json/spans.ts";
import { lazy } from "../lazy.ts";
import { fill, placeholders, withQuery } from "./template.ts";

/** A value that a request carries: from the payload, or preset. */
export interface Field {
  name: string;
  /** Dotted path into the payload. */
  source?: string | undefined;
  default?: string | undefined;
  /** `fallback`: the preset stands in for a missing value; `fixed`: it is always sent. */
  valueMode?: "fallback" | "fixed" | undefined;
  locked?: boolean | undefined;
}

export interface RequestShape {
  method: "POST" | "GET" | "PUT" | "PATCH";
  contentType: "json" | "form";
  mode: "full" | "fields";
  fields: readonly Field[];
  hierarchy: "nested" | "flat" | null;
  envelope: "none" | "standard";
  /** The body is a list of events in the standard envelope, even for one. */
  batch: boolean;
}

/** What Posthorn sends unless an endpoint says otherwise: the payload as it is. */
export const plain: RequestShape = {
  method: "POST",
  contentType: "json",
  mode: "full",
  fields: [],
  hierarchy: null,
  envelope: "none",
  batch: false,
};

export interface Event {
  id: string;
  type: string;
  /** ISO 8601 */
  timestamp: string;
  /** JSON text of an object */
  payload: string;
}

export interface ShapedRequest {
  method: RequestShape["method"];
  url: string;
  /** Null for GET. */
  body: string | null;
  contentType: string | null;
}

export const mediaTypes = { json: "application/json", form: "application/x-www-form-urlencoded" } as const;

/** The request that an endpoint gets for an event. */
export function shapeRequest(shape: RequestShape, url: string, event: Event): ShapedRequest {
  if (shape.batch) return batchRequest(shape, url, [element(shape, event)]);
  const { payload, values } = reading(shape, event);
  const valueAt = (name: string): Lossless | undefined =>
    shape.mode === "fields" ? new Map(values()).get(name) : lookup(payload(), name);
  const address = fill(url, (name) => {
    const value = valueAt(name);
    return value === undefined ? undefined : textOf(value);
  });

  if (shape.method === "GET") {
    const placed = new Set(placeholders(url));
    const rest = values().filter(([name]) => !placed.has(name));
    return {
      method: "GET",
      url: withQuery(
        address,
        rest.map(([name, value]) => [name, textOf(value)]),
      ),
      body: null,
      contentType: null,
    };
  }
  return {
    method: shape.method,
    url: address,
    body:
      shape.contentType === "json"
        ? jsonBody(shape, event, values)
        : formBody(shape, event, formValues(shape, payload, values)),
    contentType: mediaTypes[shape.contentType],
  };
}

/** An event as an element of a batch. */
export const element = (shape: RequestShape, event: Event): string => envelope(event, jsonOf(shape, event));

/** One request for several events: a list of them, even of one. The address has no placeholders. */
export const batchRequest = (
  shape: RequestShape,
  url: string,
  elements: readonly string[],
): ShapedRequest => ({
  method: shape.method,
  url,
  body: `[${elements.join(",")}]`,
  contentType: mediaTypes.json,
});

/** The event in the standard envelope, `{id, type, timestamp, data}`, with its payload as it is. */
const envelope = (event: Event, data: string): string =>
  withRaw({ id: event.id, type: event.type, timestamp: event.timestamp }, { data: asJson(data) });

/** A body that is no JSON stands in JSON as a text. */
export function asJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** The JSON that stands for an event, without an envelope. */
export const jsonOf = (shape: RequestShape, event: Event): string =>
  dataText(shape, event, reading(shape, event).values);

type Values = () => [string, Lossless][];

/** A payload and what a request carries of it, read when it is asked for: most requests need neither. */
function reading(
  { mode, fields }: RequestShape,
  event: Event,
): { payload: () => LosslessObject; values: Values } {
  const payload = lazy(() => parsePayload(event.payload));
  return {
    payload,
    values: lazy(() => (mode === "fields" ? fieldValues(fields, payload()) : flatten(payload()))),
  };
}

function jsonBody(shape: RequestShape, event: Event, values: Values): string {
  const data = dataText(shape, event, values);
  return shape.envelope === "standard" ? envelope(event, data) : data;
}

/** Byte for byte what was submitted, unless fields were chosen or the form was. */
function dataText(shape: RequestShape, event: Event, values: Values): string {
  if (shape.mode === "full" && shape.hierarchy !== "flat") return event.payload;
  return JSON.stringify(shape.hierarchy === "flat" ? Object.fromEntries(values()) : nest(values()));
}

/** Flat, a list is one value, as JSON; else each part of it has its place in brackets. */
function formValues({ mode, hierarchy }: RequestShape, payload: () => LosslessObject, values: Values) {
  if (hierarchy === "flat") return values();
  const named: [string, Lossless][] =
    mode === "full"
      ? Object.entries(payload())
      : values().map(([name, value]) => [name.replace(/\.([^.]+)/g, "[$1]"), value]);
  return named.flatMap(([name, value]) => bracketed(name, value));
}

function formBody(shape: RequestShape, event: Event, values: [string, Lossless][]): string {
  const head: [string, string][] =
    shape.envelope === "standard"
      ? [
          ["id", event.id],
          ["type", event.type],
          ["timestamp", event.timestamp],
        ]
      : [];
  const inData = (name: string) =>
    shape.hierarchy === "flat" ? `data.${name}` : `data${name.replace(/^[^[]*/, "[$&]")}`;
  const name = shape.envelope === "standard" ? inData : (path: string) => path;
  return new URLSearchParams([
    ...head,
    ...values.map(([path, value]): [string, string] => [name(path), textOf(value).toWellFormed()]),
  ]).toString();
}

function fieldValues(fields: readonly Field[], payload: LosslessObject): [string, Lossless][] {
  return fields.map((field) => {
    const found =
      field.source === undefined || field.valueMode === "fixed" ? undefined : lookup(payload, field.source);
    const missing = found === undefined || found === null || found === "";
    return [field.name, missing ? (field.default ?? found ?? "") : found];
  });
}

/** A body that isn't a JSON object has no fields. */
function parsePayload(text: string): LosslessObject {
  try {
    const value = parseLossless(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Two names of which one is the way to the other can't both be nested; the first such pair, or null. */
export function nestingConflict(names: readonly string[]): [string, string] | null {
  const all = new Set(names);
  for (const name of names)
    for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1))
      if (all.has(name.slice(0, dot))) return [name.slice(0, dot), name];
  return null;
}

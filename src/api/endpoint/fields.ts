import type { EndpointPatch, Endpoint as EndpointShown } from "../../contract/endpoint.ts";
import type { Endpoint } from "../../store/schema.ts";
import { iso, throttled } from "../http/shapes.ts";
import { outExtensions } from "./extensions.ts";

/** Of an endpoint, what is shown. */
export type ShownEndpoint = Omit<Endpoint, "org" | "app" | "secrets" | "headers" | "revision">;

/** How an endpoint is shown. */
export const outEndpoint = (endpoint: ShownEndpoint): EndpointShown => ({
  id: endpoint.id,
  uid: endpoint.uid,
  url: endpoint.url,
  description: endpoint.description,
  disabled: endpoint.disabled,
  throttleRate: endpoint.throttleRate,
  rateLimit: endpoint.throttleRate,
  version: endpoint.version ?? 1,
  metadata: endpoint.metadata,
  eventTypes: endpoint.eventTypes,
  filterTypes: endpoint.eventTypes,
  channels: endpoint.channels,
  ...outExtensions(endpoint),
  createdAt: iso(endpoint.createdAt),
  updatedAt: iso(endpoint.updatedAt),
});

/** The fields of a change, those that weren't given left out. */
export const changesOf = (input: EndpointPatch): Partial<Endpoint> => {
  const { description, uid, disabled, version, metadata, channels } = input;
  const eventTypes = input.eventTypes === undefined ? input.filterTypes : input.eventTypes;
  const throttleRate = throttled(input);
  return { description, uid, disabled, version, metadata, channels, eventTypes, throttleRate };
};

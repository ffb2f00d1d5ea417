import type { Extensions } from "../core/extensions/endpoint.ts";

/** A ready-made catalogue: what a product of its kind offers its customers. Installing it again changes nothing. */
export interface Preset {
  name: string;
  /** What kind of product it is for. */
  title: Named;
  eventTypes: PresetEventType[];
  plans: PresetPlan[];
  /** What makes the product's rules hold, applied to endpoints when they are created; and what the form shows first. */
  endpointDefaults: Extensions;
}

/** In both languages. */
export interface Named {
  en: string;
  de: string;
}

export interface PresetEventType {
  name: string;
  groupName: string;
  descriptions: Named & { group: Named; position: number };
  availableSince?: string;
  status?: "active" | "planned";
  featureFlags?: string[];
  example: Record<string, unknown>;
  fields?: PickableField[];
  excludeOrigins?: string[];
}

/** A value of the payload that a person may pick for `payload.fields`. */
export interface PickableField {
  name: string;
  labels: Named;
  path: string;
  alwaysSent?: boolean;
  /** Beside the events, the form asks for the value that events must have. */
  asked?: boolean;
}

export interface PresetPlan {
  name: string;
  maxEndpoints: number | null;
  featureFlags?: string[];
}

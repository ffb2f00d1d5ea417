import type { Extensions } from "../core/extensions/endpoint.ts";

/** A ready-made catalogue: what a product of its kind offers its customers. Installing it again changes nothing. */
export interface Preset {
  name: string;
  /** What kind of product it is for. */
  title: { en: string; de: string };
  eventTypes: PresetEventType[];
  plans: PresetPlan[];
  /** What makes the product's rules hold; applied to endpoints when they are created. */
  endpointDefaults: Extensions;
}

export interface PresetEventType {
  name: string;
  groupName: string;
  descriptions: { en: string; de: string };
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
  labels: { en: string; de: string };
  path: string;
  alwaysSent?: boolean;
}

export interface PresetPlan {
  name: string;
  maxEndpoints: number | null;
  featureFlags?: string[];
}

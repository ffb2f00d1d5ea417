/** Answers of the API that only the operator's screens need. */

export interface Plan {
  name: string;
  maxEndpoints: number | null;
  featureFlags: string[] | null;
  retentionDays: number | null;
  maxThrottleRate: number | null;
}

export interface PresetSummary {
  name: string;
  title: { en: string; de: string };
  eventTypes: string[];
  plans: string[];
  endpointDefaults: string[];
}

export interface Preset {
  name: string;
  title: { en: string; de: string };
  eventTypes: { name: string; groupName?: string; descriptions?: { en?: string; de?: string } }[];
  plans: { name: string; maxEndpoints: number | null; featureFlags?: string[] }[];
  endpointDefaults: Record<string, unknown>;
}

export interface Installation {
  eventTypes: { created: string[]; updated: string[]; unchanged: string[] };
  plans: { created: string[]; kept: string[] };
  endpointDefaults: { set: string[]; replaced: string[]; unchanged: string[] };
}

export interface DeadLetter {
  id: string;
  queue: string;
  reason: string;
  tries: number;
  queuedAt: string;
  job: unknown;
}

export interface FeedRow {
  id: string;
  at: string;
  kind: "message" | "attempt";
  app: string;
  appName: string | null;
  endpoint: string | null;
  message: string;
  messages: number;
  eventType: string;
  status: number | null;
  code: number | null;
}

export interface Feed {
  data: FeedRow[];
  iterator: string;
}

export interface OperationalEndpoint {
  id: string;
  url: string;
  description: string;
  disabled: boolean;
  eventTypes: string[] | null;
  createdAt: string;
}

export interface Imported {
  data: {
    modified: string[];
    to_modify: { name: string; description: string; groupName: string | null }[] | null;
    archived: string[];
  };
}

export interface Health {
  status: "ok" | "unavailable";
  parts: Record<string, "ok" | "unavailable">;
}

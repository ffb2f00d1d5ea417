import type { EventTypeExtensions } from "../extensions/event-type.ts";

/** What OpenAPI has no word for, by ours; the example stands where OpenAPI has it. */
export const extensionWords = {
  descriptions: "x-posthorn-descriptions",
  availableSince: "x-posthorn-available-since",
  status: "x-posthorn-status",
  fields: "x-posthorn-fields",
  excludeOrigins: "x-posthorn-exclude-origins",
} as const satisfies Partial<Record<keyof EventTypeExtensions, string>>;
export const flagsWord = "x-posthorn-feature-flags";
export const schemasWord = "x-posthorn-schemas";

import type { EventTypeExtensions } from "../extensions/event-type.ts";
import { embed } from "./embed.ts";
import { extensionWords, flagsWord, schemasWord } from "./openapi-extensions.ts";
import { latestOf } from "./schema.ts";

export interface CatalogueType {
  name: string;
  description: string;
  deprecated: boolean;
  /** Version → JSON Schema (draft 7). */
  schemas: Record<string, unknown> | null;
  featureFlags: string[] | null;
  groupName: string | null;
  extensions: EventTypeExtensions;
}

const json = "application/json";
const bodyPath = ["requestBody", "content", json];

const header = (name: string, description: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
});
const headers = {
  "webhook-id": header("webhook-id", "The message's id, the same on every attempt."),
  "webhook-timestamp": header("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
  "webhook-signature": header(
    "webhook-signature",
    "Signatures as of Standard Webhooks, separated by spaces.",
  ),
};

/** @param title of the document, for people */
export function toOpenApi(types: readonly CatalogueType[], title: string) {
  const groups = [...new Set(types.flatMap(({ groupName }) => groupName ?? []))];
  return {
    openapi: "3.1.0",
    info: { title, version: "1" },
    jsonSchemaDialect: "http://json-schema.org/draft-07/schema#",
    tags: groups.map((name) => ({ name })),
    webhooks: Object.fromEntries(types.map((type) => [type.name, { post: operation(type) }])),
    components: { parameters: headers },
  };
}

function operation({
  name,
  description,
  deprecated,
  schemas,
  featureFlags,
  groupName,
  extensions,
}: CatalogueType) {
  const latest = latestOf(schemas);
  const place = ["webhooks", name, "post", ...bodyPath, "schema"];
  const only = latest !== null && Object.keys(schemas!).length === 1 && "1" in schemas!;
  return {
    operationId: name,
    description,
    ...(groupName === null ? {} : { tags: [groupName] }),
    ...(deprecated ? { deprecated } : {}),
    ...(featureFlags === null ? {} : { [flagsWord]: featureFlags }),
    ...Object.fromEntries(
      Object.entries(extensionWords).flatMap(([field, word]) => {
        const value = extensions[field as keyof EventTypeExtensions];
        return value === undefined ? [] : [[word, value]];
      }),
    ),
    ...(schemas === null || only ? {} : { [schemasWord]: schemas }),
    parameters: Object.keys(headers).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: {
        [json]: {
          ...(latest === null ? {} : { schema: embed(latest, place) }),
          ...(extensions.example === undefined ? {} : { example: extensions.example }),
        },
      },
    },
    responses: { "2XX": { description: "Accepted; anything else is tried again." } },
  };
}

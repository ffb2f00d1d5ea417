import { z } from "@hono/zod-openapi";
import { jsonSize } from "../core/json/size.ts";
import { document as limit } from "../core/limits.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";

/** Event types out of an OpenAPI document. */

export const importIn = z
  .object({
    spec: z
      .record(z.string(), z.unknown())
      .refine(
        (document) => jsonSize(document) <= limit.bytes,
        failing(problem("too_many_bytes", { max: limit.bytes })),
      )
      .nullish()
      .openapi({ type: "object", description: "The document as JSON." }),
    specRaw: z
      .string()
      .max(limit.bytes)
      .nullish()
      .openapi({ description: "The document as a text, YAML or JSON." }),
    dryRun: z.boolean().default(false).openapi({ description: "Only tell what would change." }),
    replaceAll: z
      .boolean()
      .default(false)
      .openapi({ description: "Archive the event types that the document doesn't have." }),
  })
  .openapi("EventTypeImportOpenApiIn");
export type ImportIn = z.output<typeof importIn>;

const fromDocument = z
  .object({
    name: z.string(),
    description: z.string(),
    schemas: z.record(z.string(), z.unknown()).nullable(),
    deprecated: z.boolean(),
    groupName: z.string().nullable(),
    featureFlag: z.string().nullable().openapi({ deprecated: true }),
    featureFlags: z.array(z.string()).nullable(),
  })
  .openapi("EventTypeFromOpenApi");
export type EventTypeFromDocument = z.output<typeof fromDocument>;

export const importOut = z
  .object({
    data: z.object({
      modified: z.array(z.string()).openapi({ description: "Names of those that are new or changed." }),
      to_modify: z.array(fromDocument).nullable().openapi({ description: "With dryRun." }),
      archived: z.array(z.string()).openapi({ description: "With replaceAll." }),
    }),
  })
  .openapi("EventTypeImportOpenApiOut");
export type Imported = z.output<typeof importOut>;

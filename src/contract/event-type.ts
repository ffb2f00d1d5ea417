import { z } from "@hono/zod-openapi";
import { eventTypeExtensions } from "../core/extensions/event-type.ts";
import { jsonSize } from "../core/json/size.ts";
import { expectedWords, type SchemaFault, schemaFault } from "../core/json-schema/meta.ts";
import { problem } from "../core/problems/problem.ts";
import { failing, raised } from "../core/problems/zod.ts";
import { name, nullable, nullish } from "./fields.ts";
import { flag } from "./filters.ts";
import { order, pageFields } from "./page.ts";

const schemaLimit = 256_000;
const notASchema = ({ expected }: SchemaFault) =>
  problem("schema_invalid", { expected: expectedWords[expected] });

const fields = {
  description: z.string().max(4096),
  archived: z.boolean().default(false),
  deprecated: z.boolean().default(false),
  schemas: z
    .record(z.string(), z.unknown())
    .refine(
      (value) => jsonSize(value) <= schemaLimit,
      failing(problem("too_many_bytes", { max: schemaLimit })),
    )
    .check((ctx) => {
      // One that is nested too deeply is told of already.
      if (ctx.issues.length > 0) return;
      for (const [version, schema] of Object.entries(ctx.value)) {
        const fault = schemaFault(schema);
        if (fault !== null) ctx.issues.push(raised(notASchema(fault), [version, ...fault.path], schema));
      }
    })
    .nullish()
    .openapi({ type: "object", description: "Version → JSON Schema (draft 7)." }),
  featureFlag: name.nullish().openapi({ description: "Older form of featureFlags.", deprecated: true }),
  featureFlags: z.array(name).max(32).nullish(),
  groupName: z.string().min(1).max(256).nullish(),
  ...nullish(eventTypeExtensions),
};
export const eventTypeUpdate = z.object(fields).openapi("EventTypeUpdate");
export type EventTypeUpdate = z.output<typeof eventTypeUpdate>;

export const eventTypeIn = eventTypeUpdate.extend({ name }).openapi("EventTypeIn");
export type EventTypeIn = z.output<typeof eventTypeIn>;

export const eventTypePatch = z
  .object({ ...fields, archived: z.boolean(), deprecated: z.boolean() })
  .partial()
  .openapi("EventTypePatch");
export type EventTypePatch = z.output<typeof eventTypePatch>;

export const eventTypeOut = z
  .object({
    name: z.string(),
    description: z.string(),
    archived: z.boolean(),
    deprecated: z.boolean(),
    schemas: z.record(z.string(), z.unknown()).nullable(),
    featureFlag: z.string().nullable(),
    featureFlags: z.array(z.string()).nullable(),
    groupName: z.string().nullable(),
    ...nullable(eventTypeExtensions),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("EventTypeOut");

/** `available`: whether the caller's plan includes it, when that was asked for. */
export const offeredEventTypeOut = eventTypeOut.extend({ available: z.boolean().optional() });
export type EventType = z.output<typeof offeredEventTypeOut>;

export const eventTypesQuery = z.object({
  ...pageFields("name"),
  order,
  include_archived: flag(false),
  include_unavailable: flag(false),
  with_content: flag(false),
});

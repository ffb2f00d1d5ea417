import { z } from "@hono/zod-openapi";
import { statuses } from "../core/delivery/attempt.ts";
import { namePattern, prefixes } from "../core/ids.ts";
import { jsonSize } from "../core/json/size.ts";
import { problem } from "../core/problems/problem.ts";
import { failing, saying } from "../core/problems/zod.ts";

/** Fields that several resources share. */

export const name = z.string().regex(namePattern, saying("name_invalid"));

/** A uid is the operator's own id of a thing; it must not look like one of ours. */
export const uid = (kind: "application" | "endpoint") =>
  name
    .refine(
      (value) => !value.startsWith(`${prefixes[kind]}_`),
      failing(problem("prefix_reserved", { prefix: `${prefixes[kind]}_` })),
    )
    .nullish();

const metadataLimit = 4096;
export const metadata = z
  .record(z.string(), z.string())
  .refine(
    (value) => jsonSize(value) <= metadataLimit,
    failing(problem("too_many_bytes", { max: metadataLimit })),
  );

export const throttleRate = z.int().min(1).max(100_000).nullish();

export const time = z.iso.datetime({ offset: true });

/** Where a message stands, or what became of an attempt. */
export const status = z
  .literal(Object.values(statuses))
  .openapi({ type: "integer", enum: Object.values(statuses) });

type Fields = Record<string, z.ZodType>;
const each = (fields: Fields, change: (field: z.ZodType) => z.ZodType) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, change(field)]));

/** Each of the fields may be left out, or null for none. */
export const nullish = <F extends Fields>(fields: F) =>
  each(fields, (field) => field.nullish()) as { [N in keyof F]: z.ZodOptional<z.ZodNullable<F[N]>> };

/** Each of the fields is there, null for none. */
export const nullable = <F extends Fields>(fields: F) =>
  each(fields, (field) => field.nullable()) as { [N in keyof F]: z.ZodNullable<F[N]> };

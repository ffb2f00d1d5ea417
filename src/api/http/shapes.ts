import { z } from "@hono/zod-openapi";
import { statuses } from "../../core/delivery/attempt.ts";
import { namePattern, prefixes } from "../../core/ids.ts";
import { jsonSize } from "../../core/json/spans.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import type { LogFilter } from "../../objects/shared/log-rows.ts";

/** Shapes that several resources share. */

export const name = z
  .string()
  .regex(namePattern, "must be 1 to 256 characters of a-z, A-Z, 0-9, '-', '_' and '.'");

/** A uid is the operator's own id of a thing; it must not look like one of ours. */
export const uid = (kind: "application" | "endpoint") =>
  name
    .refine((value) => !value.startsWith(`${prefixes[kind]}_`), {
      error: `must not begin with ${prefixes[kind]}_`,
    })
    .nullish();

const metadataLimit = 4096;
export const metadata = z.record(z.string(), z.string()).refine((value) => jsonSize(value) <= metadataLimit, {
  error: `must not be larger than ${metadataLimit} bytes`,
});

export const throttleRate = z.int().min(1).max(100_000).nullish();

export const time = z.iso.datetime({ offset: true });

/** `?flag=true`, `1`, or present without a value. */
export const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0", ""])
    .optional()
    .transform((value) => (value === undefined ? fallback : value !== "false" && value !== "0"))
    .openapi({ type: "boolean", default: fallback });

export const pageFields = {
  limit: z.coerce.number().int().min(1).max(250).default(50),
  iterator: z.string().min(1).max(300).optional(),
};
export const order = z.enum(["ascending", "descending"]).default("ascending");

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    iterator: z.string().nullable(),
    prevIterator: z.string().nullable(),
    done: z.boolean(),
  });

/** A comma list, repeated or not. */
const commaList = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => {
    const names = [value ?? []]
      .flat()
      .flatMap((part) => part.split(","))
      .filter((part) => part !== "");
    return names.length === 0 ? null : names;
  })
  .openapi({ type: "array", items: { type: "string" } });

const instant = time
  .optional()
  .transform((value) => (value === undefined ? null : Date.parse(value)))
  .openapi({ type: "string", format: "date-time" });

const statusCodes = Object.values(statuses).map(String);

export const logFilter = {
  channel: name.optional().transform((value) => value ?? null),
  tag: z
    .string()
    .max(256)
    .optional()
    .transform((value) => value ?? null),
  event_types: commaList,
  before: instant,
  after: instant,
};

export const logFilterOf = ({
  event_types,
  channel,
  tag,
  before,
  after,
}: z.output<z.ZodObject<typeof logFilter>>): LogFilter => ({
  eventTypes: event_types,
  channel,
  tag,
  before,
  after,
});

export const statusFilter = z
  .enum(statusCodes)
  .optional()
  .transform((value) =>
    value === undefined ? null : (Number(value) as (typeof statuses)[keyof typeof statuses]),
  )
  .openapi({ type: "integer", description: "Success 0, Pending 1, Fail 2, Sending 3, Canceled 4" });

export const toPage = (
  query: { limit: number; iterator?: string | undefined },
  order: PageQuery["order"] = "descending",
): PageQuery => ({ limit: query.limit, iterator: query.iterator ?? null, order });

export const iso = (ms: number) => new Date(ms).toISOString();

/** A page with its rows in the form of the API. */
export const mapPage = <T, U>(page: Page<T>, map: (row: T) => U): Page<U> => ({
  ...page,
  data: page.data.map(map),
});

export const throttled = <T extends { throttleRate?: number | null; rateLimit?: number | null }>(input: T) =>
  input.throttleRate === undefined ? input.rateLimit : input.throttleRate;

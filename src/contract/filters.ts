import { z } from "@hono/zod-openapi";
import { statuses } from "../core/delivery/attempt.ts";
import { name, time } from "./fields.ts";

/** What lists can be narrowed down by, as it stands in a query string. */

/** `?flag=true`, `1`, or present without a value. */
export const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0", ""])
    .optional()
    .transform((value) => (value === undefined ? fallback : value !== "false" && value !== "0"))
    .openapi({ type: "boolean", default: fallback });

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

/** Of messages and attempts. */
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

export const statusFilter = z
  .enum(Object.values(statuses).map(String))
  .optional()
  .transform((value) =>
    value === undefined ? null : (Number(value) as (typeof statuses)[keyof typeof statuses]),
  )
  .openapi({ type: "integer", description: "Success 0, Pending 1, Fail 2, Sending 3, Canceled 4" });

const statusCodeClasses = [0, 100, 200, 300, 400, 500] as const;

export const statusCodeClass = z
  .literal(statusCodeClasses)
  .openapi({ type: "integer", enum: [...statusCodeClasses] });

export const statusCodeClassFilter = z.coerce
  .number()
  .pipe(statusCodeClass)
  .optional()
  .transform((value) => value ?? null)
  .openapi({ type: "integer", enum: [...statusCodeClasses] });

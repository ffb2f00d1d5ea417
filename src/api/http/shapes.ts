import type { z } from "@hono/zod-openapi";
import type { logFilter } from "../../contract/filters.ts";
import type { Page, PageQuery } from "../../core/page.ts";
import type { LogFilter } from "../../objects/shared/log-rows.ts";

/** What several resources make of their input, and of rows. */

export const toPage = (
  query: { limit: number; iterator?: string | undefined },
  order: PageQuery["order"] = "descending",
): PageQuery => ({ limit: query.limit, iterator: query.iterator ?? null, order });

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

/** A page with its rows in the form of the API. */
export const mapPage = <T, U>(page: Page<T>, map: (row: T) => U): Page<U> => ({
  ...page,
  data: page.data.map(map),
});

export const iso = (ms: number) => new Date(ms).toISOString();

export const throttled = <T extends { throttleRate?: number | null; rateLimit?: number | null }>(input: T) =>
  input.throttleRate === undefined ? input.rateLimit : input.throttleRate;

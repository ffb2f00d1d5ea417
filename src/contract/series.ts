import { z } from "@hono/zod-openapi";
import { intervals } from "../core/delivery/series.ts";
import { time } from "./fields.ts";

/** How an endpoint is doing, over time. */

const window = { since: time.optional(), until: time.optional() };
export const statsQuery = z.object(window);
export const seriesQuery = z.object({ ...window, interval: z.enum(intervals).default("hour") });

export const statsOut = z
  .object({
    success: z.number(),
    pending: z.number(),
    sending: z.number(),
    fail: z.number(),
    canceled: z.number(),
  })
  .openapi("EndpointStats");
export type Stats = z.output<typeof statsOut>;

export const attemptStatsOut = z
  .object({ success: z.number(), fail: z.number(), canceled: z.number() })
  .openapi("EndpointAttemptStats");
export type AttemptStats = z.output<typeof attemptStatsOut>;

const count = z.number().int();
const counts = z.object({ accepted: count, failed: count, suppressed: count });
export type Counts = z.output<typeof counts>;

export const seriesOut = z
  .object({
    interval: z.enum(intervals),
    waiting: count,
    sending: count,
    hold: z.enum(["paused", "failing", "rate_limit", "concurrency"]).nullable(),
    holdUntil: z.string().nullable(),
    failures: count.openapi({ description: "In a row, up to now." }),
    lastAttempt: z.string().nullable(),
    counts: z.object({ "24h": counts, "7d": counts, "28d": counts }),
    data: z.array(counts.extend({ time: z.string(), averageMs: z.number().nullable() })),
  })
  .openapi("EndpointSeries");
/** What happened at an endpoint, by hour or day, the oldest first. */
export type Series = z.output<typeof seriesOut>;

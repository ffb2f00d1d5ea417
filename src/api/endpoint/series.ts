import {
  type AttemptStats,
  attemptStatsOut,
  type Series,
  type Stats,
  seriesOut,
  seriesQuery,
  statsOut,
  statsQuery,
} from "../../contract/series.ts";
import {
  bucketsIn,
  type Interval,
  overviews,
  series as seriesOf,
  startOf,
} from "../../core/delivery/series.ts";
import { invalid } from "../../core/errors.ts";
import { problem } from "../../core/problems/problem.ts";
import { config } from "../../store/config.ts";
import { type ApiContext, route, router } from "../http/router.ts";
import { iso } from "../http/shapes.ts";
import { endpointParams, pathEndpoint } from "./path.ts";

const day = 24 * 3_600_000;
/** Buckets of a window that doesn't say where it begins. */
const usualBuckets: Record<Interval, number> = { hour: overviews["24h"], day: overviews["28d"] / 24 };
const mostHours = 31 * 24;

/** Attempts in the hours that touch a window, the last 28 days by default. */
async function countIn(c: ApiContext, { since, until }: { since?: string; until?: string }) {
  const { endpoint } = await pathEndpoint(c);
  const to = until === undefined ? Date.now() : Date.parse(until);
  const from = since === undefined ? to - 28 * day : Date.parse(since);
  return c.env.OUTBOX.getByName(endpoint.id).stats(from, to);
}

const tag = "Endpoint";

export const series = router()
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/stats",
      tag,
      summary: "Count attempts by outcome",
      description: "Whole hours that touch the window, the last 28 days by default.",
      params: endpointParams,
      query: statsQuery,
      answers: { 200: statsOut },
    }),
    async (c) => {
      const stats = await countIn(c, c.req.valid("query"));
      return c.json({ ...stats, canceled: 0 } satisfies Stats, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/attempt-stats",
      tag,
      summary: "Count attempts that are over",
      description: "Whole hours that touch the window, the last 28 days by default.",
      params: endpointParams,
      query: statsQuery,
      answers: { 200: attemptStatsOut },
    }),
    async (c) => {
      const { success, fail } = await countIn(c, c.req.valid("query"));
      return c.json({ success, fail, canceled: 0 } satisfies AttemptStats, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/app/{app_id}/endpoint/{endpoint_id}/series",
      tag,
      summary: "How an endpoint is doing, over time",
      description:
        "Attempts that were accepted or failed and messages that a cooldown suppressed: over the last 24 hours, 7 and 28 days (whole hours, the current one included), and in every hour or day (UTC) that touches the window, the oldest first. By default the last 24 hours, or 28 days. `hold` says why what waits does: paused (disabled), failing, rate_limit, concurrency.",
      params: endpointParams,
      query: seriesQuery,
      answers: { 200: seriesOut },
    }),
    async (c) => {
      const { since, until, interval } = c.req.valid("query");
      const { endpoint } = await pathEndpoint(c);
      const to = until === undefined ? Date.now() : Date.parse(until);
      const from = since === undefined ? startOf(to, interval, usualBuckets[interval]) : Date.parse(since);
      checkWindow(from, to, interval, config(c.env).logRetentionMs);
      const { hours, holdUntil, lastAttempt, counts, ...status } = await c.env.OUTBOX.getByName(
        endpoint.id,
      ).series(from, to);
      return c.json(
        {
          interval,
          ...status,
          holdUntil: holdUntil === null ? null : iso(holdUntil),
          lastAttempt: lastAttempt === null ? null : iso(lastAttempt),
          counts,
          data: seriesOf(hours, from, to, interval).map((bucket) => ({ ...bucket, time: iso(bucket.time) })),
        } satisfies Series,
        200,
      );
    },
  );

function checkWindow(since: number, until: number, interval: Interval, retentionMs: number): void {
  if (since >= until) throw invalid(["query", "since"], problem("window_empty"));
  const most = interval === "hour" ? mostHours : Math.ceil(retentionMs / day);
  if (bucketsIn(since, until, interval) <= most + 1) return;
  throw invalid(
    ["query", "since"],
    interval === "hour"
      ? problem("hours_too_many", { days: mostHours / 24 })
      : problem("days_too_many", { days: most }),
  );
}

import type { Hold } from "../../core/delivery/admission.ts";
import { type HourCounts, hourMs, type Overview, overview, overviews } from "../../core/delivery/series.ts";
import * as attempts from "./attempts.ts";
import * as backlog from "./backlog.ts";
import type { OutboxContext } from "./context.ts";
import * as counters from "./counters.ts";
import * as deliveries from "./deliveries.ts";

export interface EndpointStatus {
  waiting: number;
  sending: number;
  /** Why what is due waits, null when nothing holds it. */
  hold: Hold | null;
  /** When the hold ends by itself (ms). */
  holdUntil: number | null;
  failures: number;
}

export interface EndpointSeries extends EndpointStatus {
  /** ms */
  lastAttempt: number | null;
  counts: Overview;
  /** Without those in which nothing happened. */
  hours: HourCounts[];
}

const longestOverview = overviews["28d"] * hourMs;

export function status(context: OutboxContext, now: number): EndpointStatus {
  const { dispatch } = context;
  const due = dispatch.nextDue();
  const held = dispatch.hold(now);
  // What is due later is held back by nothing yet, but for a pause, which won't end by itself.
  const holds = due !== null && (due <= now || held.hold === "paused");
  const { hold, at } = holds ? held : { hold: null, at: null };
  return {
    waiting: waiting(context),
    sending: dispatch.leases.size,
    hold,
    holdUntil: at,
    failures: dispatch.failures,
  };
}

/** Of a deleted endpoint all is canceled, also what isn't marked so yet. */
const waiting = ({ sql, collecting, dispatch }: OutboxContext): number =>
  dispatch.stopped ? 0 : deliveries.waiting(sql) + backlog.size(sql) + collecting.size;

export const stats = (context: OutboxContext, since: number, until: number) => ({
  ...counters.countBetween(context.sql, since, until),
  pending: waiting(context),
  sending: context.dispatch.leases.size,
});

/** How it is doing now, what the latest windows brought, and the hours that touch [since, until] (ms). */
export function series(context: OutboxContext, since: number, until: number, now: number): EndpointSeries {
  const recent = counters.hoursBetween(context.sql, now - longestOverview, now);
  return {
    ...status(context, now),
    lastAttempt: attempts.latest(context.sql),
    counts: overview(recent, now),
    hours: counters.hoursBetween(context.sql, since, until),
  };
}

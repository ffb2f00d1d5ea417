import type { Hold } from "../../core/delivery/admission.ts";
import { statuses } from "../../core/delivery/attempt.ts";
import { type HourCounts, hourMs, type Overview, overview, overviews } from "../../core/delivery/series.ts";
import * as attempts from "./attempts.ts";
import * as backlog from "./backlog.ts";
import * as counters from "./counters.ts";
import * as deliveries from "./deliveries.ts";
import type { Destination } from "./destinations.ts";
import * as destinations from "./destinations.ts";
import type { Parts } from "./parts.ts";

export interface OutboxStatus {
  waiting: number;
  sending: number;
  /** Why what is due waits, null when nothing holds it. */
  hold: Hold | null;
  /** When the hold ends by itself (ms). */
  holdUntil: number | null;
  failures: number;
}

export interface OutboxSeries extends OutboxStatus {
  /** ms */
  lastAttempt: number | null;
  counts: Overview;
  /** Without those in which nothing happened. */
  hours: HourCounts[];
}

const longestOverview = overviews["28d"] * hourMs;

export function status(parts: Parts, now: number): OutboxStatus {
  const { dispatch } = parts;
  const due = dispatch.nextDue();
  const { hold, at } = due !== null && due <= now ? dispatch.hold(now) : { hold: null, at: null };
  return {
    waiting: waiting(parts),
    sending: dispatch.leases.size,
    hold,
    holdUntil: at,
    failures: dispatch.failures,
  };
}

const waiting = ({ sql, collecting }: Parts): number =>
  deliveries.waiting(sql) + backlog.size(sql) + collecting.size;

export const stats = (parts: Parts, since: number, until: number) => ({
  ...counters.countBetween(parts.sql, since, until),
  pending: waiting(parts),
  sending: parts.dispatch.leases.size,
});

/** How it is doing now, what the latest windows brought, and the hours that touch [since, until] (ms). */
export function series(parts: Parts, since: number, until: number, now: number): OutboxSeries {
  const recent = counters.hoursBetween(parts.sql, now - longestOverview, now);
  return {
    ...status(parts, now),
    lastAttempt: attempts.latest(parts.sql),
    counts: overview(recent, now),
    hours: counters.hoursBetween(parts.sql, since, until),
  };
}

/** Where messages stand here; null for one that never came. */
export function states({ sql, dispatch }: Parts, messages: string[], now: number): (Destination | null)[] {
  const { hold, at } = dispatch.hold(now);
  return messages.map((message) => {
    const known = destinations.find(sql, message);
    if (dispatch.leases.has(known?.batch ?? message)) {
      const unknown = { message, batch: null, eventType: "", nextAttempt: null, attempts: [] };
      return { ...(known ?? unknown), status: statuses.sending };
    }
    if (known === null && dispatch.stopped) return canceled(message);
    if (known === null || known.nextAttempt === null || hold === null) return known;
    return { ...known, nextAttempt: Math.max(known.nextAttempt, at ?? 0) };
  });
}

const canceled = (message: string): Destination => ({
  message,
  batch: null,
  eventType: "",
  status: statuses.canceled,
  nextAttempt: null,
  attempts: [],
});

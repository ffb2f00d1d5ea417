import { type Status, statuses } from "./attempt.ts";
import { nextAttemptAt } from "./retry.ts";

/** What became of a delivery that was handed out. */
export type Report =
  | {
      kind: "attempted";
      success: boolean;
      /** Seconds, see `Outcome`. */
      retryAfter: number | null;
      /** The endpoint wants no retry after a failure of this kind. */
      final: boolean;
    }
  /** Not begun in time, or the endpoint is disabled meanwhile. */
  | { kind: "returned" }
  /** Through a fault of ours no request could be made. */
  | { kind: "postponed" }
  /** There is nothing to send any more: payload or endpoint gone. */
  | { kind: "canceled" };

export interface Circumstances {
  /** Which attempt it was, or would have been, from 1. */
  attempt: number;
  /** How often it was handed out without an attempt. */
  handOuts: number;
  /** Its place in the queue (ms): a delivery that comes back goes before what came after it. */
  since: number;
  /** The endpoint is deleted. */
  closed: boolean;
  throttled: boolean;
  /** Seconds after each attempt. */
  waits: readonly number[];
  /** Uniform in [0, 1). */
  random: number;
}

export interface NextState {
  status: Status;
  /** When it goes again (ms), null for never. */
  dueAt: number | null;
  attempt: number;
  handOuts: number;
}

const minute = 60_000;

/** When what a fault of ours has kept back goes again (ms): in 4 to 6 minutes, so that not all comes at once. */
export const postponedUntil = (random: number, now: number): number =>
  now + Math.round((4 + 2 * random) * minute);

/** Where a scheduled delivery stands after a report. */
export function stateAfter(report: Report, circumstances: Circumstances, now: number): NextState {
  const { attempt, handOuts, closed, since, throttled } = circumstances;
  const ended = (status: Status): NextState => ({ status, dueAt: null, attempt, handOuts: 0 });

  if (report.kind === "attempted" && report.success) return ended(statuses.success);
  if (report.kind === "canceled" || closed) return ended(statuses.canceled);
  if (report.kind === "returned")
    // A throttled one is late often and by little; another was in a long queue, and gets a longer lease.
    return {
      status: statuses.pending,
      dueAt: Math.min(since, now),
      attempt,
      handOuts: throttled ? 0 : handOuts + 1,
    };
  if (report.kind === "postponed")
    return {
      status: statuses.pending,
      dueAt: postponedUntil(circumstances.random, now),
      attempt,
      handOuts: 0,
    };
  if (report.final) return ended(statuses.fail);
  const retryAt = nextAttemptAt({ ...circumstances, retryAfter: report.retryAfter }, now);
  if (retryAt === null) return ended(statuses.fail);
  return { status: statuses.pending, dueAt: retryAt, attempt: attempt + 1, handOuts: 0 };
}

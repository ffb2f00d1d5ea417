import type { ReplayJob } from "../../core/jobs.ts";
import type { SentFilter } from "./destinations.ts";

/**
 * Replays under way in an Outbox: each goes through the messages of a window in steps, which are repeated until it has
 * got beyond them.
 */

/** All that was sent in a window is sent once more. */
interface ReplayOfSent {
  kind: "sent";
  id: string;
  /** Messages accepted in [since, until) (ms). */
  since: number;
  until: number;
  filter: SentFilter;
}

/** What was given up of a window is planned anew, with all its retries. */
export interface ReplayOfFailed {
  kind: "failed";
  id: string;
  since: number;
  until: number;
}

/** All of a window that never came here is offered, if it matches. */
interface ReplayOfMissing {
  kind: "missing";
  id: string;
  since: number;
  until: number;
}

export type Replay = ReplayOfSent | ReplayOfFailed | ReplayOfMissing;
/** A replay and how far it has come: up to this message. */
export type ReplayProgress<R extends Replay = Replay> = R & { after: string | null };

interface Row extends Record<string, SqlStorageValue> {
  replay: string;
  after: string | null;
}

const progress = ({ replay, after }: Row): ReplayProgress => ({ ...(JSON.parse(replay) as Replay), after });

/** @param stepAt when its next step is to be (ms) */
export const begin = (sql: SqlStorage, replay: Replay, stepAt: number) => {
  sql.exec(
    "INSERT INTO replays (id, replay, after, step_at) VALUES (?, ?, NULL, ?)",
    replay.id,
    JSON.stringify(replay),
    stepAt,
  );
};

export function find(sql: SqlStorage, id: string): ReplayProgress | null {
  const row = sql.exec<Row>("SELECT * FROM replays WHERE id = ?", id).toArray()[0];
  return row ? progress(row) : null;
}

/** It has come up to `after`, or, with null, to its end. */
export const advance = (sql: SqlStorage, id: string, after: string | null, stepAt: number) => {
  if (after === null) sql.exec("DELETE FROM replays WHERE id = ?", id);
  else sql.exec("UPDATE replays SET after = ?, step_at = ? WHERE id = ?", after, stepAt, id);
};

/** Takes up to `count` of those whose next step is due; `stepAt` is when it is due again. */
export function takeDue(sql: SqlStorage, now: number, count: number, stepAt: number): ReplayProgress[] {
  const rows = sql
    .exec<Row>("SELECT * FROM replays WHERE step_at <= ? ORDER BY step_at, id LIMIT ?", now, count)
    .toArray()
    .map(progress);
  for (const { id } of rows) sql.exec("UPDATE replays SET step_at = ? WHERE id = ?", stepAt, id);
  return rows;
}

/** When the next step is due (ms), null when nothing is replayed. */
export const nextStep = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(step_at) AS at FROM replays").one().at;

export const clear = (sql: SqlStorage) => {
  sql.exec("DELETE FROM replays");
};

export const jobOf = (
  { org, app, endpoint }: Pick<ReplayJob, "org" | "app" | "endpoint">,
  { id, since, until, after }: ReplayProgress<ReplayOfMissing>,
): ReplayJob => ({ v: 1, kind: "replay", org, app, endpoint, replay: id, since, until, after });

import type { ReplayJob } from "../../core/jobs.ts";
import type { Task, TaskType } from "../../core/tasks.ts";
import type { SentFilter } from "./destinations.ts";

/**
 * Replays in an Outbox: each goes through the messages of a window in steps, which are repeated until it has got beyond
 * them. How far it has come is told to the organisation, for which each is a background task; one that has ended is
 * kept until this is told.
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
  status: Task["status"];
  /** Messages that are sent once more, up to here. */
  sent: number;
  /** ms; `told_at` is that of the state that was told last. */
  updated_at: number;
  told_at: number;
}

const progress = ({ replay, after }: Row): ReplayProgress => ({ ...(JSON.parse(replay) as Replay), after });

/** @param stepAt when its next step is to be (ms) */
export const begin = (sql: SqlStorage, replay: Replay, stepAt: number, now: number) => {
  sql.exec(
    "INSERT INTO replays (id, replay, after, step_at, updated_at) VALUES (?, ?, NULL, ?, ?)",
    replay.id,
    JSON.stringify(replay),
    stepAt,
    now,
  );
};

/** One that is under way. */
export function find(sql: SqlStorage, id: string): ReplayProgress | null {
  const row = sql.exec<Row>("SELECT * FROM replays WHERE id = ? AND status = 'running'", id).toArray()[0];
  return row ? progress(row) : null;
}

/** What a step did. */
export interface Step {
  /** The last message that it looked at; null for the end. */
  last: string | null;
  /** Messages that are sent once more. */
  sent: number;
}

/** @param stepAt when the next step is due, or, after the last, when its end is told at the latest (ms) */
export const advance = (sql: SqlStorage, id: string, { last, sent }: Step, stepAt: number, now: number) => {
  sql.exec(
    `UPDATE replays SET after = coalesce(?2, after), status = iif(?2 IS NULL, 'finished', status), sent = sent + ?3,
      step_at = ?4, updated_at = max(?5, updated_at + 1) WHERE id = ?1`,
    id,
    last,
    sent,
    stepAt,
    now,
  );
};

/** Takes up to `count` of those whose next step is due; `stepAt` is when it is due again. */
export function takeDue(sql: SqlStorage, now: number, count: number, stepAt: number): ReplayProgress[] {
  const rows = sql
    .exec<Row>("SELECT * FROM replays WHERE step_at <= ? ORDER BY step_at, id LIMIT ?", now, count)
    .toArray();
  for (const row of rows) sql.exec("UPDATE replays SET step_at = ? WHERE id = ?", stepAt, progress(row).id);
  return rows.filter(({ status }) => status === "running").map(progress);
}

/** When the next step is due, or is to be told of (ms), null when nothing is replayed. */
export const nextStep = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(step_at) AS at FROM replays").one().at;

/** The endpoint is deleted. */
export const breakOff = (sql: SqlStorage, now: number) => {
  sql.exec(
    "UPDATE replays SET status = 'failed', updated_at = max(?, updated_at + 1) WHERE status = 'running'",
    now,
  );
};

const tasks: Record<Replay["kind"], TaskType> = {
  sent: "endpoint.bulk-replay",
  failed: "endpoint.recover",
  missing: "endpoint.replay",
};

/** How those stand of which the latest is not told yet. */
export const untold = (sql: SqlStorage, { app, endpoint }: Pick<ReplayJob, "app" | "endpoint">): Task[] =>
  sql
    .exec<Row>("SELECT * FROM replays WHERE updated_at > told_at ORDER BY updated_at")
    .toArray()
    .map((row) => {
      const { id, kind } = progress(row);
      const data = { appId: app, endpointId: endpoint, messagesSent: row.sent };
      return { id, app, task: tasks[kind], status: row.status, updatedAt: row.updated_at, data };
    });

export const told = (sql: SqlStorage, { id, updatedAt }: Task) => {
  sql.exec("UPDATE replays SET told_at = max(told_at, ?) WHERE id = ?", updatedAt, id);
  sql.exec("DELETE FROM replays WHERE id = ? AND status <> 'running' AND told_at >= updated_at", id);
};

export const jobOf = (
  { org, app, endpoint }: Pick<ReplayJob, "org" | "app" | "endpoint">,
  { id, since, until, after }: ReplayProgress<ReplayOfMissing>,
): ReplayJob => ({ v: 1, kind: "replay", org, app, endpoint, replay: id, since, until, after });

import { floor } from "../../core/ids.ts";
import type { ChangeJob } from "../../core/jobs.ts";

/** What is to follow from changes: noted before each is made, and kept until whoever saw to it says so. */

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  job: string;
  tries: number;
}

const mostDoublings = 7;
const mostDue = 100;

export const note = (sql: SqlStorage, job: ChangeJob, dueAt: number) => {
  sql.exec(
    "INSERT INTO changes (id, app, job, tries, due_at) VALUES (?, ?, ?, 0, ?)",
    job.change,
    job.app,
    JSON.stringify(job),
    dueAt,
  );
};

/** What nobody has seen to in its time, to be seen to now, and after ever longer waits again. */
export function takeDue(sql: SqlStorage, resendMs: number, now: number): ChangeJob[] {
  const rows = sql
    .exec<Row>("SELECT id, job, tries FROM changes WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, mostDue)
    .toArray();
  for (const { id, tries } of rows)
    sql.exec(
      "UPDATE changes SET tries = tries + 1, due_at = ? WHERE id = ?",
      now + resendMs * 2 ** Math.min(tries, mostDoublings),
      id,
    );
  return rows.map(({ job }) => JSON.parse(job));
}

/** When the next one is due (ms), null when all is done. */
export const nextDue = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM changes").one().at;

export const done = (sql: SqlStorage, id: string) => {
  sql.exec("DELETE FROM changes WHERE id = ?", id);
};

/** Of an application's endpoints, those up to `after` are done; the rest is due now. */
export const reached = (sql: SqlStorage, id: string, after: string, now: number) => {
  sql.exec(
    "UPDATE changes SET job = json_set(job, '$.content.after', ?), tries = 0, due_at = ? WHERE id = ?",
    after,
    now,
    id,
  );
};

/** Gives up what was noted before `limit` (ms). */
export const forget = (sql: SqlStorage, limit: number) => {
  sql.exec("DELETE FROM changes WHERE id < ?", floor("job", limit));
};

/** An application is deleted. */
export const forgetOf = (sql: SqlStorage, app: string) => {
  sql.exec("DELETE FROM changes WHERE app = ?", app);
};

import type { NoticeJob } from "../../core/jobs.ts";
import type { AttemptNotice } from "../../core/operational.ts";
import { newId } from "../../store/ids.ts";
import type { OutboxContext } from "./context.ts";

/**
 * What is to follow from outcomes beyond the Outbox: that the operator is told, that an endpoint is disabled. It is
 * stored with them, and kept until whoever saw to it says so.
 */

type Content = NoticeJob["content"];

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  content: string;
  tries: number;
}

/** So many messages are told of at once. */
const mostAtOnce = 100;
const mostDoublings = 7;
const mostDue = 20;

/** Notes what messages have come to; answers the jobs that tell of it. */
export function noteAttempts(context: OutboxContext, notices: AttemptNotice[], now: number): NoticeJob[] {
  const parts = Array.from({ length: Math.ceil(notices.length / mostAtOnce) }, (_, part) =>
    notices.slice(part * mostAtOnce, (part + 1) * mostAtOnce),
  );
  return parts.flatMap((part) => note(context, newId("job"), { kind: "attempts", notices: part }, now));
}

/** Notes, once for each version of its settings, that the endpoint is to be disabled. */
export function noteDelinquent(
  context: OutboxContext,
  version: number,
  failingSince: number | null,
  now: number,
): NoticeJob[] {
  return note(context, `delinquent ${version}`, { kind: "delinquent", version, failingSince }, now);
}

function note({ sql, alarm, config, dispatch }: OutboxContext, id: string, content: Content, now: number) {
  const added = sql
    .exec(
      `INSERT INTO notices (id, content, noted_at, tries, due_at) VALUES (?, ?, ?, 0, ?)
        ON CONFLICT DO NOTHING RETURNING id`,
      id,
      JSON.stringify(content),
      now,
      now + config.resendMs,
    )
    .toArray();
  alarm.wakeAt(now + config.resendMs);
  const { settings } = dispatch;
  return added.length === 0 || settings === null ? [] : [jobOf(settings, id, content)];
}

/** What nobody has seen to in its time, to be seen to now, and after ever longer waits again. */
export function takeDue({ sql, config, dispatch }: OutboxContext, now: number): NoticeJob[] {
  const { settings } = dispatch;
  if (settings === null) return [];
  const rows = sql
    .exec<Row>("SELECT * FROM notices WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, mostDue)
    .toArray();
  for (const { id, tries } of rows)
    sql.exec(
      "UPDATE notices SET tries = tries + 1, due_at = ? WHERE id = ?",
      now + config.resendMs * 2 ** Math.min(tries, mostDoublings),
      id,
    );
  return rows.map(({ id, content }) => jobOf(settings, id, JSON.parse(content)));
}

/** When the next one is due (ms), null when all is done. */
export const nextDue = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM notices").one().at;

export const done = (sql: SqlStorage, id: string) => {
  sql.exec("DELETE FROM notices WHERE id = ?", id);
};

/** Gives up what was noted before `limit` (ms). */
export const forget = (sql: SqlStorage, limit: number) => {
  sql.exec("DELETE FROM notices WHERE noted_at < ?", limit);
};

const jobOf = (
  { org, app, endpoint }: Pick<NoticeJob, "org" | "app" | "endpoint">,
  notice: string,
  content: Content,
): NoticeJob => ({ v: 1, kind: "notice", org, app, endpoint, notice, content });

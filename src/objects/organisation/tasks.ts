import { floor, timeOf } from "../../core/ids.ts";
import { type Page, type PageQuery, paginate, walk } from "../../core/page.ts";
import type { Task, TaskStatus, TaskType } from "../../core/tasks.ts";

/** The background tasks of an organisation, as those that run them report it. */

/** So long (ms) a task is known after it was begun, and so many are. */
const keptMs = 90 * 24 * 3_600_000;
const mostKept = 10_000;

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  app: string;
  task: string;
  status: string;
  updated_at: number;
  data: string;
}

const task = ({ id, app, task, status, updated_at, data }: Row): Task => ({
  id,
  app,
  task: task as TaskType,
  status: status as TaskStatus,
  updatedAt: updated_at,
  data: JSON.parse(data),
});

/** How a task stands now. A report that comes late changes nothing. */
export function report(sql: SqlStorage, { id, app, task, status, updatedAt, data }: Task): void {
  sql.exec(
    `INSERT INTO tasks (id, app, task, status, updated_at, data) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at, data = excluded.data
      WHERE excluded.updated_at >= updated_at AND status = 'running'`,
    id,
    app,
    task,
    status,
    updatedAt,
    JSON.stringify(data),
  );
  sql.exec(
    "DELETE FROM tasks WHERE id <= (SELECT id FROM tasks ORDER BY id DESC LIMIT 1 OFFSET ?)",
    mostKept,
  );
}

export function find(sql: SqlStorage, id: string): Task | null {
  const row = sql.exec<Row>("SELECT * FROM tasks WHERE id = ?", id).toArray()[0];
  return row ? task(row) : null;
}

export interface TaskFilter {
  status: TaskStatus | null;
  task: TaskType | null;
}

export function list(sql: SqlStorage, filter: TaskFilter, query: PageQuery): Page<Task> {
  const { beyond, ascending, limit } = walk(query);
  const rows = sql
    .exec<Row>(
      `SELECT * FROM tasks WHERE (?1 IS NULL OR id ${ascending ? ">" : "<"} ?1)
          AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR task = ?3)
        ORDER BY id ${ascending ? "ASC" : "DESC"} LIMIT ?4`,
      beyond,
      filter.status,
      filter.task,
      limit,
    )
    .toArray();
  return paginate(rows.map(task), query, ({ id }) => id);
}

/** Those of no application in whose data one stands. */
export const naming = (sql: SqlStorage, app: string): Task[] =>
  sql.exec<Row>("SELECT * FROM tasks WHERE app = '' AND instr(data, ?) > 0", app).toArray().map(task);

export const rewrite = (sql: SqlStorage, id: string, data: Task["data"]) => {
  sql.exec("UPDATE tasks SET data = ? WHERE id = ?", JSON.stringify(data), id);
};

/** An application is deleted. */
export const forgetOf = (sql: SqlStorage, app: string) => {
  sql.exec("DELETE FROM tasks WHERE app = ?", app);
};

/** Deletes the old ones; when the next one is old (ms), null when there is none. */
export function forget(sql: SqlStorage, now: number): number | null {
  sql.exec("DELETE FROM tasks WHERE id < ?", floor("task", now - keptMs));
  const oldest = sql.exec<{ id: string }>("SELECT id FROM tasks ORDER BY id LIMIT 1").toArray()[0];
  return oldest === undefined ? null : timeOf(oldest.id) + keptMs + 1;
}

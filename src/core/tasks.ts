/** Work that goes on after the call that began it was answered. */
export const taskTypes = [
  "application.purge_content",
  "application.stats",
  "event-type.aggregate",
  "endpoint.recover",
  "endpoint.replay",
  "endpoint.bulk-replay",
] as const;
export type TaskType = (typeof taskTypes)[number];

export const taskStatuses = ["running", "finished", "failed"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export interface Task {
  id: string;
  /** Empty for one that is about no application, or many. */
  app: string;
  task: TaskType;
  status: TaskStatus;
  /** ms */
  updatedAt: number;
  /** What it is about, and how far it has come. */
  data: Record<string, unknown>;
}

import { z } from "@hono/zod-openapi";
import { dottedPath } from "../core/extensions/fields.ts";
import { taskStatuses, taskTypes } from "../core/tasks.ts";
import { latestFirst, pageFields } from "./page.ts";

/** Work that goes on after the call that began it was answered. */

const status = z.enum(taskStatuses);
const task = z.enum(taskTypes);

export const backgroundTaskOut = z
  .object({
    id: z.string(),
    status,
    task,
    updatedAt: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .openapi({ description: "What it is about, and how far it has come." }),
  })
  .openapi("BackgroundTaskOut");
export type BackgroundTask = z.output<typeof backgroundTaskOut>;

export const backgroundTasksQuery = z.object({
  ...pageFields("task"),
  status: status.optional(),
  task: task.optional(),
  order: latestFirst,
});

/** Contents are deleted in which a value stands. */
export const expungeIn = z
  .object({
    path: dottedPath.openapi({ description: "Dotted path in the payload; of lists, any element counts." }),
    value: z
      .union([z.string().min(1).max(4096), z.number()])
      .openapi({ description: 'Compared as text: 17 and "17" are the same.' }),
  })
  .openapi("MessageExpungeIn");

import { z } from "@hono/zod-openapi";
import { dottedPath } from "../core/extensions/fields.ts";
import { bulkExpunge } from "../core/limits.ts";
import { taskStatuses, taskTypes } from "../core/tasks.ts";
import { time } from "./fields.ts";
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

export const bulkExpungeIn = z
  .object({
    ids: z
      .array(z.string().min(1).max(256))
      .max(bulkExpunge.most)
      .nullish()
      .openapi({ description: "Ids or `eventId`s of messages." }),
  })
  .openapi("BulkExpungeContentsIn");

export const bulkExpungeOut = z
  .object({ results: z.record(z.string(), z.enum(["expunged", "not-found"])) })
  .openapi("BulkExpungeContentsOut");
export type BulkExpunged = z.output<typeof bulkExpungeOut>;

export const usageStatsIn = z
  .object({
    since: time,
    until: time,
    appIds: z.array(z.string().min(1).max(256)).min(1).max(1_000).nullish().openapi({
      description: "Ids or uids of applications; all without it.",
    }),
  })
  .openapi("AppUsageStatsIn");

export const usageStatsOut = backgroundTaskOut
  .extend({
    unresolvedAppIds: z.array(z.string()).openapi({ description: "Those that name no application." }),
  })
  .openapi("AppUsageStatsOut");
export type UsageStats = z.output<typeof usageStatsOut>;

/** Contents are deleted in which a value stands. */
export const expungeIn = z
  .object({
    path: dottedPath.openapi({ description: "Dotted path in the payload; of lists, any element counts." }),
    value: z
      .union([z.string().min(1).max(4096), z.number()])
      .openapi({ description: 'Compared as text: 17 and "17" are the same.' }),
  })
  .openapi("MessageExpungeIn");

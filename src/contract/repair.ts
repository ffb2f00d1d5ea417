import { z } from "@hono/zod-openapi";
import { name, status, time } from "./fields.ts";
import { statusCodeClass } from "./filters.ts";

/** Sending again what failed, what was never sent, or anything. */

const window = { since: time, until: time.nullish() };
export const recoverIn = z.object(window).openapi("RecoverIn");
export const replayIn = z.object(window).openapi("ReplayIn");
export type Window = z.output<typeof replayIn>;

export const bulkReplayIn = z
  .object({
    ...window,
    eventTypes: z.array(name).min(1).max(1000).nullish(),
    channel: name.nullish(),
    tag: z.string().max(256).nullish(),
    status: status.nullish(),
    statusCodeClass: statusCodeClass.nullish(),
  })
  .openapi("BulkReplayIn");

export const exampleIn = z
  .object({ eventType: name, exampleIndex: z.int().min(0).nullish() })
  .openapi("EventExampleIn");

export const taskOut = z
  .object({
    id: z.string().openapi({ description: "Of a background task, which says how far it has come." }),
    status: z.enum(["running", "finished"]),
    task: z.enum(["endpoint.recover", "endpoint.replay", "endpoint.bulk-replay"]),
    updatedAt: z.string(),
  })
  .openapi("RecoverOut");
export type Task = z.output<typeof taskOut>;

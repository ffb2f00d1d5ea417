import { z } from "@hono/zod-openapi";

/** A job that Posthorn or the platform gave up. */
export const deadLetterOut = z
  .object({
    id: z.string(),
    queue: z.string(),
    reason: z.string(),
    tries: z.number(),
    queuedAt: z.string(),
    job: z.unknown(),
  })
  .openapi("DeadLetterOut");
export type DeadLetter = z.output<typeof deadLetterOut>;

import { z } from "@hono/zod-openapi";

const row = z
  .object({
    id: z.string(),
    at: z.string(),
    kind: z.enum(["message", "attempt"]),
    app: z.string(),
    appName: z.string().nullable(),
    endpoint: z.string().nullable().openapi({ description: "Null for a message." }),
    message: z.string().openapi({ description: "Of a batch, the first one." }),
    messages: z.int().openapi({ description: "How many went in one request." }),
    eventType: z.string(),
    status: z
      .int()
      .nullable()
      .openapi({ description: "Of an attempt: Success 0, Fail 2. Null for a message." }),
    code: z
      .int()
      .nullable()
      .openapi({ description: "HTTP status, 0 when there was no answer. Null for a message." }),
  })
  .openapi("FeedRow");
export type FeedRow = z.output<typeof row>;

export const feedOut = z.object({ data: z.array(row), iterator: z.string() }).openapi("Feed");
export type Feed = z.output<typeof feedOut>;

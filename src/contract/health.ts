import { z } from "@hono/zod-openapi";

const part = z.enum(["ok", "unavailable"]);
export type PartState = z.output<typeof part>;

export const healthOut = z
  .object({
    status: part,
    parts: z.object({
      secrets: part,
      database: part,
      payloads: part,
      journal: part,
      events: part,
      deliveries: part,
    }),
    problems: z
      .array(z.string())
      .openapi({ description: "What is wrong with the secrets, and the command that mends it." }),
  })
  .openapi("Health");
export type Health = z.output<typeof healthOut>;

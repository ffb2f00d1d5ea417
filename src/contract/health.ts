import { z } from "@hono/zod-openapi";

const part = z.enum(["ok", "unavailable"]);
export type PartState = z.output<typeof part>;

export const healthOut = z
  .object({
    status: part,
    parts: z.object({ database: part, payloads: part, journal: part, events: part, deliveries: part }),
  })
  .openapi("Health");
export type Health = z.output<typeof healthOut>;

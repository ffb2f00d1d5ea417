import { z } from "@hono/zod-openapi";

const received = z.object({
  id: z.string(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  truncated: z.boolean(),
});
/** A request that came to a test receiver; `path` is below the receiver's address. */
export type Received = z.output<typeof received>;

export const receiverOut = z
  .object({
    url: z.string().openapi({ description: "Takes requests of every method, also on paths below it." }),
    data: z.array(received),
  })
  .openapi("ReceiverOut");
/** The newest request comes first. */
export type Receiver = z.output<typeof receiverOut>;

import { z } from "@hono/zod-openapi";

export const renewalIn = z
  .object({
    iterator: z.string().nullish().openapi({ description: "Of the step before, null for the first one." }),
  })
  .openapi("EncryptionRenewalIn");

export const renewalOut = z
  .object({
    renewed: z.int().openapi({ description: "Endpoints of which something was encrypted anew." }),
    unreadable: z.int().openapi({
      description: "Endpoints of which something fits no key; the log names them (`secret_unreadable`).",
    }),
    iterator: z.string().nullable(),
    done: z.boolean(),
  })
  .openapi("EncryptionRenewalOut");
export type Renewal = z.output<typeof renewalOut>;

import { z } from "@hono/zod-openapi";
import { type Failure, failureCodes, failures } from "../core/delivery/failure.ts";

const [first, ...others] = failureCodes.map((code) =>
  z
    .object({ code: z.literal(code), params: failures[code].params })
    .openapi({ description: failures[code].means }),
);

export const failureOut = z
  .discriminatedUnion("code", [first!, ...others])
  .nullable()
  .openapi("Failure", {
    description: "Why an attempt failed; null for a success.",
  }) as z.ZodType<unknown> as z.ZodType<Failure | null>;

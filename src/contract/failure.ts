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

/** Of a success, too: the status has decided by then. */
export const bodyFailureOut = failureOut.openapi({
  description: "Why the answer's body could not be read, beside what its status decided; null when it could.",
});

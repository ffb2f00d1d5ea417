import { z } from "@hono/zod-openapi";
import { jsonSize } from "../core/json/size.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";
import { bodyFailureOut, failureOut } from "./failure.ts";
import { name } from "./fields.ts";

/** Trying an endpoint out, saved or only thought of. */

export const testIn = z
  .object({
    eventType: name,
    payload: z
      .record(z.string(), z.unknown())
      .refine((payload) => Number.isFinite(jsonSize(payload)), failing(problem("too_deep")))
      .optional()
      .openapi({ type: "object", description: "In place of the event type's example." }),
    endpoint: z.record(z.string(), z.unknown()).optional().openapi({
      type: "object",
      description:
        "An endpoint as it would be created; with endpointId, what would be changed of that endpoint.",
    }),
    endpointId: z.string().optional().openapi({ description: "Id or uid of a saved endpoint." }),
  })
  .openapi("EndpointTestIn");
export type TestIn = z.output<typeof testIn>;

const request = z.object({
  method: z.string().openapi({ description: "EMAIL for an email." }),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  text: z.string().optional().openapi({ description: "Of an email, what a person reads." }),
});
/** A request that an endpoint gets, or would get. */
export type PreviewedRequest = z.output<typeof request>;

const response = z.object({
  status: z.number().openapi({ description: "0 when there was no answer." }),
  body: z.string(),
  durationMs: z.number(),
  success: z.boolean(),
  failure: failureOut,
  bodyFailure: bodyFailureOut,
  reason: z.string().nullable().openapi({ description: "The failure in words." }),
});
/** What came back. */
export type Answer = z.output<typeof response>;

export const previewOut = z.object({ request });
export type RequestPreview = z.output<typeof previewOut>;

export const testOut = z.object({ request, response });
export type EndpointTest = z.output<typeof testOut>;

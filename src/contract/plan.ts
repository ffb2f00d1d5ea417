import { z } from "@hono/zod-openapi";
import { name } from "./fields.ts";

export const planName = z.string().trim().min(1).max(128);

export const planUpdate = z
  .object({
    maxEndpoints: z.int().min(0).max(100_000).nullish().openapi({ description: "Null for 1,000." }),
    featureFlags: z.array(name).max(32).nullish(),
    retentionDays: z.int().min(1).max(365).nullish(),
    maxThrottleRate: z.int().min(1).max(100_000).nullish(),
  })
  .openapi("PlanUpdate");
export type PlanUpdate = z.output<typeof planUpdate>;

export const planPatch = planUpdate.openapi("PlanPatch");

export const planIn = planUpdate.extend({ name: planName }).openapi("PlanIn");

export const planOut = z
  .object({
    name: z.string(),
    maxEndpoints: z.number().nullable(),
    featureFlags: z.array(z.string()).nullable(),
    retentionDays: z.number().nullable(),
    maxThrottleRate: z.number().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("PlanOut");
export type Plan = z.output<typeof planOut>;

import { z } from "@hono/zod-openapi";
import { jsonSize } from "../core/json/size.ts";
import { environment as limit } from "../core/limits.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";
import { eventTypeIn, eventTypeOut } from "./event-type.ts";
import { settingsOut, settingsPatch } from "./settings.ts";

/** What an organisation is configured with beside its applications: to bring it from one installation to another. */

export const environmentOut = z
  .object({
    version: z.literal(1),
    createdAt: z.string().openapi({ description: "When it was exported." }),
    eventTypes: z.array(eventTypeOut),
    settings: settingsOut,
    connectors: z.array(z.unknown()).openapi({ description: "There are none here." }),
  })
  .openapi("EnvironmentOut");
export type Environment = z.output<typeof environmentOut>;

/** Settings of Posthorn; those that only others have are left out. */
const settings = z.object(settingsPatch.shape).partial();

export const environmentIn = z
  .object({
    version: z.int().nullish(),
    createdAt: z.string().nullish(),
    eventTypes: z.array(eventTypeIn).max(limit.eventTypes).nullish(),
    settings: settings.nullish(),
    connectors: z.array(z.unknown()).nullish().openapi({ description: "Left out." }),
  })
  .refine((value) => jsonSize(value) <= limit.bytes, failing(problem("too_many_bytes", { max: limit.bytes })))
  .openapi("EnvironmentIn");

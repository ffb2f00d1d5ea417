import { z } from "zod";
import { namePattern } from "../ids.ts";
import { origin } from "../message.ts";
import { saying } from "../problems/zod.ts";

/** Fields that the extensions of endpoints and of event types share. */

export const dottedPath = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, saying("path_invalid"));

export const origins = z.array(origin).min(1).max(32);

export const featureFlags = z.array(z.string().regex(namePattern, saying("name_invalid"))).max(32);

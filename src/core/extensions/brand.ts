import { z } from "zod";
import { saying } from "../problems/zod.ts";

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, saying("colour_invalid"));
/** An operator's look, for the portal. */
export const brand = z.strictObject({
  name: z.string().min(1).max(128).optional(),
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .optional(),
  color: colour.optional(),
});
export type Brand = z.infer<typeof brand>;

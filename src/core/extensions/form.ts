import { z } from "zod";

/** What customers of an operator find in the form of a webhook: among an organisation's defaults, of no endpoint. */

/** Parts of the form that may stand in front instead of among the advanced ones. */
export const promotable = ["method", "auth", "fields", "hierarchy", "batching"] as const;
export type Promotable = (typeof promotable)[number];

const label = z.strictObject({
  en: z.string().min(1).max(128).optional(),
  de: z.string().min(1).max(128).optional(),
});

export const form = z.strictObject({
  promoted: z.array(z.enum(promotable)).max(promotable.length).default([]),
  /** What controls are called, where the operator has words of its own. */
  labels: z
    .strictObject({
      name: label,
      url: label,
      method: label,
      authKey: label,
      authValue: label,
      hierarchy: label,
      batching: label,
    })
    .partial()
    .default({}),
});
export type FormSettings = z.infer<typeof form>;

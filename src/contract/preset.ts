import { z } from "@hono/zod-openapi";
import { endpointExtensions } from "../core/extensions/endpoint.ts";
import { eventTypeExtensions } from "../core/extensions/event-type.ts";
import { form } from "../core/extensions/form.ts";

/** Ready-made catalogues. */

const title = z.object({ en: z.string(), de: z.string() });
const names = z.array(z.string());

const presetSummary = z
  .object({ name: z.string(), title, eventTypes: names, plans: names, endpointDefaults: names })
  .openapi("PresetSummaryOut");
export type PresetSummary = z.output<typeof presetSummary>;

export const presetsOut = z.object({ data: z.array(presetSummary) });

export const presetOut = z
  .object({
    name: z.string(),
    title,
    eventTypes: z.array(
      z
        .object({
          ...eventTypeExtensions,
          name: z.string(),
          groupName: z.string(),
          featureFlags: names,
        })
        .partial()
        .required({ name: true }),
    ),
    plans: z.array(
      z.object({ name: z.string(), maxEndpoints: z.number().nullable(), featureFlags: names.optional() }),
    ),
    endpointDefaults: z.object({ ...endpointExtensions, form }).partial(),
  })
  .openapi("PresetOut");
/** As it is written: what is filled in at the installation is left out. */
export type Preset = z.input<typeof presetOut>;

export const installationOut = z
  .object({
    name: z.string(),
    eventTypes: z.object({ created: names, updated: names, unchanged: names }),
    plans: z.object({ created: names, kept: names }),
    endpointDefaults: z
      .object({ set: names, replaced: names, unchanged: names })
      .openapi({ description: "`replaced`: had another value, of another preset or of your own." }),
  })
  .openapi("PresetInstallationOut");
export type Installation = z.output<typeof installationOut>;

import { z } from "@hono/zod-openapi";
import {
  type Installation,
  installationOut,
  type Preset as PresetShown,
  type PresetSummary,
  presetOut,
  presetsOut,
} from "../../contract/preset.ts";
import { PosthornError } from "../../core/errors.ts";
import { installPreset } from "../../pipeline/install-preset.ts";
import type { Preset } from "../../presets/preset.ts";
import { presets } from "../../presets/presets.ts";
import { route, router } from "../http/router.ts";

const summary = ({ name, title, eventTypes, plans, endpointDefaults }: Preset): PresetSummary => ({
  name,
  title,
  eventTypes: eventTypes.map((type) => type.name),
  plans: plans.map((plan) => plan.name),
  endpointDefaults: Object.keys(endpointDefaults),
});

const params = z.object({ preset_name: z.string() });

function named(name: string): Preset {
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  throw new PosthornError("no_such_preset", { names: presets.map((preset) => preset.name) });
}

const tag = "Preset";

export const preset = router()
  .openapi(
    route({
      method: "get",
      path: "/preset",
      tag,
      summary: "List presets",
      description: "Ready-made catalogues: event types, plans, and defaults of endpoints.",
      answers: { 200: presetsOut },
      orgOnly: true,
    }),
    (c) => c.json({ data: presets.map(summary) }, 200),
  )
  .openapi(
    route({
      method: "get",
      path: "/preset/{preset_name}",
      tag,
      summary: "Get a preset with all that it would install",
      params,
      answers: { 200: presetOut },
      orgOnly: true,
    }),
    (c) => c.json(named(c.req.valid("param").preset_name) satisfies PresetShown, 200),
  )
  .openapi(
    route({
      method: "post",
      path: "/preset/{preset_name}",
      tag,
      summary: "Install a preset",
      description:
        "Event types get back what the preset says of them and stay archived where they are; plans that are there stay as they are; the preset's endpointDefaults take the place of those of the same name.",
      params,
      answers: { 200: installationOut },
      orgOnly: true,
    }),
    async (c) => {
      const found = named(c.req.valid("param").preset_name);
      const installed = await installPreset(c.env, c.var.caller.org, found);
      return c.json({ name: found.name, ...installed } satisfies Installation, 200);
    },
  );

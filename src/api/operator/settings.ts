import {
  type SettingsPatch,
  type Settings as SettingsShown,
  settingsOut,
  settingsPatch,
} from "../../contract/settings.ts";
import { InvalidInput } from "../../core/errors.ts";
import { conflicts } from "../../core/extensions/conflicts.ts";
import type { Extensions } from "../../core/extensions/endpoint.ts";
import type { Settings } from "../../store/schema.ts";
import * as settings from "../../store/settings.ts";
import { route, router } from "../http/router.ts";

export const outSettings = ({
  brand,
  language,
  portalOrigins,
  endpointDefaults,
  svixHeaders,
}: Settings): SettingsShown => ({ brand, language, portalOrigins, endpointDefaults, svixHeaders });

const withoutNull = (given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));

/**
 * What is given takes the place of what is there.
 *
 * @param place where it stands in the request
 */
export async function changeSettings(env: Env, org: string, given: SettingsPatch, place: string[]) {
  const { brand, language, portalOrigins, endpointDefaults, svixHeaders } = given;
  const defaults = endpointDefaults && (withoutNull(endpointDefaults) as Extensions);
  if (defaults) checkDefaults(defaults, place);
  return settings.update(env, org, {
    brand: brand && withoutNull(brand),
    language,
    portalOrigins: portalOrigins && [...new Set(portalOrigins)],
    endpointDefaults: defaults,
    svixHeaders,
  });
}

/** What could stand in no endpoint at all; an address that any endpoint could have. */
function checkDefaults(defaults: Extensions, place: string[]): void {
  const problems = conflicts("https://example.com/", defaults);
  if (problems.length > 0)
    throw new InvalidInput(
      ...problems.map((one) => ({ ...one, loc: [...place, "endpointDefaults", ...one.loc] })),
    );
}

const tag = "Settings";

export const settingsRoutes = router()
  .openapi(
    route({
      method: "get",
      path: "/settings",
      tag,
      summary: "Get the organisation's settings",
      answers: { 200: settingsOut },
    }),
    async (c) => c.json(outSettings(await settings.find(c.env, c.var.caller.org)), 200),
  )
  .openapi(
    route({
      method: "patch",
      path: "/settings",
      tag,
      summary: "Change the organisation's settings",
      description: "What isn't given stays as it is; what is given takes the place of what was there.",
      body: settingsPatch,
      answers: { 200: settingsOut },
      orgOnly: true,
    }),
    async (c) => {
      const changed = await changeSettings(c.env, c.var.caller.org, c.req.valid("json"), ["body"]);
      return c.json(outSettings(changed), 200);
    },
  );

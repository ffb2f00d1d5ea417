import { z } from "@hono/zod-openapi";
import { InvalidInput } from "../../core/errors.ts";
import { brand, conflicts, type Extensions, endpointExtensions } from "../../core/extensions.ts";
import { languages } from "../../core/language.ts";
import type { Settings } from "../../store/schema.ts";
import * as settings from "../../store/settings.ts";
import { route, router } from "../http/router.ts";

const local = /^(localhost|127\.0\.0\.1|\[::1\])$/;

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return (
    origin === text &&
    !hostname.includes("*") &&
    (protocol === "https:" || (protocol === "http:" && local.test(hostname)))
  );
}

const portalOrigin = z.string().max(300).refine(isOrigin, {
  error: "must be an origin without a path, such as https://app.example.com; http:// is for localhost only",
});

/** Each may be null for none, as where endpoints are shown. */
const orNull = <T extends Record<string, z.ZodType>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.nullish()])) as {
    [N in keyof T]: z.ZodOptional<z.ZodNullable<T[N]>>;
  };

/** A name and an address are each endpoint's own. */
const { name, destination, ...shared } = endpointExtensions;

const fields = {
  brand: brand.openapi({ description: "How the portal looks." }),
  language: z
    .enum(languages)
    .nullable()
    .openapi({ description: "Of the portal where nobody chose one; null for the browser's." }),
  portalOrigins: z
    .array(portalOrigin)
    .max(50)
    .openapi({ description: "Whose pages may show the portal in a frame." }),
  endpointDefaults: z
    .strictObject(orNull(shared))
    .openapi({ description: "What a new endpoint has unless it is told otherwise." }),
};
const settingsPatch = z
  .strictObject({
    ...fields,
    brand: z.strictObject(orNull(brand.shape)).openapi({ description: "How the portal looks." }),
  })
  .partial()
  .openapi("SettingsPatch");
const settingsOut = z.object(fields).openapi("SettingsOut");

const out = ({ brand, language, portalOrigins, endpointDefaults }: Settings) => ({
  brand,
  language,
  portalOrigins,
  endpointDefaults,
});

const withoutNull = (given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));

/** What could stand in no endpoint at all; an address that any endpoint could have. */
function checkDefaults(defaults: Extensions): void {
  const problems = conflicts("https://example.com/", defaults);
  if (problems.length > 0)
    throw new InvalidInput(
      ...problems.map(({ field, msg }) => ({
        loc: ["body", "endpointDefaults", ...field],
        msg,
        type: "value_error",
      })),
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
    async (c) => c.json(out(await settings.find(c.env, c.var.caller.org)), 200),
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
      const { brand, language, portalOrigins, endpointDefaults } = c.req.valid("json");
      const defaults = endpointDefaults && (withoutNull(endpointDefaults) as Extensions);
      if (defaults) checkDefaults(defaults);
      const changed = await settings.update(c.env, c.var.caller.org, {
        brand: brand && withoutNull(brand),
        language,
        portalOrigins: portalOrigins && [...new Set(portalOrigins)],
        endpointDefaults: defaults,
      });
      return c.json(out(changed), 200);
    },
  );

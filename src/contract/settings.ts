import { z } from "@hono/zod-openapi";
import { brand } from "../core/extensions/brand.ts";
import { endpointExtensions } from "../core/extensions/endpoint.ts";
import { form } from "../core/extensions/form.ts";
import { languages } from "../core/language.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";
import { nullish } from "./fields.ts";

const local = /^(localhost|127\.0\.0\.1|\[::1\])$/;
/** The URL standard lets more into a host, such as `;` and `'`, which mean something in a content security policy. */
const host = /^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])$/;

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return (
    origin === text &&
    host.test(hostname) &&
    (protocol === "https:" || (protocol === "http:" && local.test(hostname)))
  );
}

const portalOrigin = z
  .string()
  .max(300)
  .refine(isOrigin, failing(problem("web_origin_invalid")));

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
  endpointDefaults: z.strictObject(nullish({ ...shared, form })).openapi({
    description:
      "What a new endpoint has unless it is told otherwise, and under `form` what customers find in the portal's form: parts that stand in front, and labels.",
  }),
  svixHeaders: z.boolean().openapi({
    description:
      "Requests carry `svix-id`, `svix-timestamp` and `svix-signature` beside the `webhook-…` headers, for receivers that only know these.",
  }),
};

/** Each may be null for none, as where endpoints are shown. */
export const settingsPatch = z
  .strictObject({
    ...fields,
    brand: z.strictObject(nullish(brand.shape)).openapi({ description: "How the portal looks." }),
  })
  .partial()
  .openapi("SettingsPatch");

export type SettingsPatch = z.output<typeof settingsPatch>;

export const settingsOut = z.object(fields).openapi("SettingsOut");
export type Settings = z.output<typeof settingsOut>;

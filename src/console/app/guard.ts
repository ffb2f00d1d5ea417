import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import { forms } from "../../core/limits.ts";
import { ApiError, readOnlyError } from "./client.ts";
import type { Session } from "./session.ts";
import type { ConsoleEnv } from "./view.ts";

/** Who may frame this page: the origins that an operator allowed; nobody where none are named. */
export const allowFraming = (c: Context<ConsoleEnv>, ancestors: readonly string[]) =>
  c.set("frameAncestors", ancestors);

const frameAncestors = (c: Context<ConsoleEnv>): string => {
  const ancestors = c.get("frameAncestors") ?? [];
  return ancestors.length === 0 ? "'none'" : ancestors.join(" ");
};

/**
 * Styles and scripts come from our own files only, so markup that found its way into a page does nothing. What a route
 * says itself stays.
 */
const secured = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "https:", "data:"],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: [frameAncestors],
  },
  referrerPolicy: "same-origin",
  // It knows no list of origins; `frame-ancestors` stands in its place.
  xFrameOptions: false,
  // Whether all of a domain speaks HTTPS only is its owner's to say.
  strictTransportSecurity: false,
  overwrite: false,
});

/** Headers of every answer, once it is known who may frame it. */
export const headers: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  await next();
  await secured(c, async () => {});
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

/** Reads no more of a form than any of ours has, whoever sends it. */
export const limitForms = bodyLimit({
  maxSize: forms.bytes,
  onError: () => {
    const params = { max: forms.bytes };
    throw new ApiError(413, "payload_too_large", [{ loc: [], code: "body_too_large", params }]);
  },
});

/** A form that comes from another site, or without what only our pages know. */
export class ForeignForm extends Error {
  override name = "ForeignForm";
}

const safe = new Set(["GET", "HEAD", "OPTIONS"]);
const sameSite = csrf();

/** Forms come from our own pages only. */
export const ownForms: MiddlewareHandler = (c, next) =>
  sameSite(c, next).catch(() => {
    throw new ForeignForm();
  });

/** A form has the session's secret in its field `csrf`; who may only look has no form but the one that logs out. */
export async function checkForm(c: Context, { csrf, readOnly }: Session): Promise<void> {
  if (safe.has(c.req.method)) return;
  const form = await c.req.formData().catch(() => null);
  if (form?.get("csrf") !== csrf) throw new ForeignForm();
  if (readOnly && !c.req.path.endsWith("/logout")) throw readOnlyError();
}

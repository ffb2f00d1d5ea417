import type { Context, MiddlewareHandler } from "hono";
import { csrf } from "hono/csrf";

/**
 * What a page may load and who may frame it. `ancestors` are the origins that an operator allowed; styles and scripts
 * come from our own files only, so markup that found its way into a page does nothing.
 */
export function policy(ancestors: readonly string[]): string {
  const frames = ancestors.length === 0 ? "'none'" : ancestors.join(" ");
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${frames}`,
  ].join("; ");
}

export const protect = (c: Context, ancestors: readonly string[]) =>
  c.header("content-security-policy", policy(ancestors));

/** Headers of every answer; a page that knows better replaces the policy. */
export const headers: MiddlewareHandler = async (c, next) => {
  protect(c, []);
  await next();
  c.header("x-content-type-options", "nosniff");
  c.header("referrer-policy", "same-origin");
  c.header("cross-origin-opener-policy", "same-origin");
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

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

/** @param token that the session's forms carry in the field `csrf` */
export async function checkForm(c: Context, token: string): Promise<void> {
  if (safe.has(c.req.method)) return;
  const form = await c.req.formData().catch(() => null);
  if (form?.get("csrf") !== token) throw new ForeignForm();
}

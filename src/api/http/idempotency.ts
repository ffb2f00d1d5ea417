import type { MiddlewareHandler } from "hono";
import { PosthornError } from "../../core/errors.ts";
import { autoKey, isAutoKey } from "../../objects/shared/idempotency.ts";
import { seal, unseal } from "../../store/vault.ts";
import type { Api, ApiContext } from "./router.ts";

const longestKey = 256;

/** What an `idempotency-key` stands for: this key, from this token, on this path. Null without the header. */
export async function idempotencyKey(c: ApiContext): Promise<string | null> {
  const key = c.req.header("idempotency-key");
  if (key === undefined || key === "") return null;
  if (key.length > longestKey) throw new PosthornError("idempotency_key_too_long", { max: longestKey });
  const path = c.req.path.replace(/\/+$/, "");
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`${c.var.caller.tokenId} ${path} ${key}`),
  );
  const condensed = new Uint8Array(digest, 0, 18).toBase64();
  return isAutoKey(key) ? `${autoKey}${condensed}` : condensed;
}

/** Messages have their key checked where they are stored, by the Journal; a preview does nothing that a repeat could harm. */
const needsNone = /^\/api\/v1\/app\/[^/]+\/(msg(\/batch)?|endpoint\/preview)\/?$/;

/** The same POST with the same key answers as the first time, for 12 hours. */
export const idempotent: MiddlewareHandler<Api> = async (c, next) => {
  if (c.req.method !== "POST" || needsNone.test(c.req.path)) return next();
  const key = await idempotencyKey(c);
  if (key === null) return next();
  const organisation = c.env.ORGANISATION.getByName(c.var.caller.org);
  const owner = c.var.caller.app ?? "";
  const claim = await organisation.claim(owner, key);
  if (claim === "busy") throw new PosthornError("idempotency_key_busy");
  if (claim !== "new") {
    const body = claim.body === null ? null : await unseal<string>(c.env, claim.body);
    return new Response(body, {
      status: claim.status,
      headers: body === null ? {} : { "content-type": "application/json" },
    });
  }
  try {
    await next();
  } finally {
    const good = c.error === undefined && c.res.ok;
    const body = good ? await c.res.clone().text() : "";
    await organisation.answer(
      owner,
      key,
      good ? { status: c.res.status, body: body === "" ? null : await seal(c.env, body) } : null,
    );
  }
};

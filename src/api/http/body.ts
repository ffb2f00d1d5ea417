import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { invalid, PosthornError } from "../../core/errors.ts";
import { parseExact } from "../../core/json/exact.ts";
import { isBranch } from "../../core/json/lossless.ts";
import { hasMoreContainers } from "../../core/json/size.ts";
import { containers } from "../../core/limits.ts";
import { problem } from "../../core/problems/problem.ts";
import { config } from "../../store/config.ts";
import type { Api } from "./router.ts";

/** Bytes of a request body beside the payload, and of that of a batch. */
const overhead = 256_000;
const batchBytes = 32_000_000;

/** Reads no more of a body than is allowed, whatever the request says of its length. */
export const limitBody: MiddlewareHandler<Api> = (c, next) => {
  const isBatch = /\/msg\/batch\/?$/.test(c.req.path);
  const maxSize = isBatch ? batchBytes : config(c.env).maxPayloadBytes + overhead;
  const onError = () => {
    throw new PosthornError("body_too_large", { max: maxSize });
  };
  return bodyLimit({ maxSize, onError })(c, next);
};

/** Takes the body for what it is to us, JSON in UTF-8, whatever the content type says (curl's `-d` says form). */
export const jsonBody: MiddlewareHandler<Api> = async (c, next) => {
  if (!["POST", "PUT", "PATCH"].includes(c.req.method)) return next();
  const text = decode(await c.req.raw.arrayBuffer());
  if (hasMoreContainers(text, containers.most))
    throw invalid(["body"], problem("containers_too_many", { max: containers.most }));
  const headers = new Headers(c.req.raw.headers);
  headers.set("content-type", "application/json");
  c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers });
  // No body is an object without fields: the answer names those that are missing.
  c.req.bodyCache.text = Promise.resolve(text.trim() === "" ? "{}" : text) as unknown as string;
  const mayHaveFilter = text.includes('"filter"') && !/\/msg(?:\/|$)/.test(c.req.path);
  if (mayHaveFilter) c.req.json = async () => withDoubles(parseExact(text)) as never;
  await next();
};

/** Only filters have numbers of any length. */
function withDoubles(value: unknown): unknown {
  if (JSON.isRawJSON(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(withDoubles);
  if (!isBranch(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [
    name,
    name === "filter" ? part : withDoubles(part),
  ]);
  return Object.fromEntries(parts);
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalid(["body"], problem("utf8_invalid"));
  }
}

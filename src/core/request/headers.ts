import { headers as limit } from "../limits.ts";
import { type Problem, problem } from "../problems/problem.ts";

/**
 * Names that Posthorn, the platform or proxies on the way set, that say how to read the body, or that belong to answers;
 * an endpoint can't configure them. `content-type` is one of them but for what `content-type.ts` lets through.
 */
const reserved = new Set([
  "accept-encoding",
  "age",
  "cache-control",
  "cdn-loop",
  "clear-site-data",
  "connection",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "date",
  "expect",
  "expires",
  "forwarded",
  "host",
  "keep-alive",
  "pragma",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "true-client-ip",
  "upgrade",
  "user-agent",
  "via",
  "warning",
  "x-real-ip",
]);
const reservedPrefixes = [
  ...["webhook-", "svix-", "x-svix-", "x-posthorn-", "x-forwarded-", "cf-", "proxy-"],
  ...["x-amz-", "x-amzn-", "x-google", "x-goog-", "x-gfe", "x-azure-", "x-fd-"],
];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// The runtime would send anything beyond ASCII as UTF-8, which RFC 9110 (5.5) has receivers read as Latin-1.
const fieldValue = /^[\t\x20-\x7e]*$/;

const sensitive =
  /authorization|authenticat|api-?key|token|secret|password|cookie|signature|subscription-key|credential/i;

/** Is the value one that is never shown again? A webhook's signature may be. */
export const isSensitive = (name: string) => sensitive.test(name) && !/^(webhook|svix)-/i.test(name);

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return reserved.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix));
}

/** May the value be a secret, for all that can be told without the endpoint that sent it? */
export const mayBeSecret = (name: string): boolean => !isReserved(name) || isSensitive(name);

const mask = "•••";

/** Headers as they may be shown. */
export const maskHeaders = (
  headers: Record<string, string>,
  isSecret: (name: string) => boolean,
): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? mask : value]));

/**
 * Header names are compared without case: a later spelling replaces an earlier one.
 *
 * @param changes by name; null takes one away
 */
export function changeHeaders(
  all: Record<string, string>,
  changes: Record<string, string | null>,
): Record<string, string> {
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const given = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries([
    ...Object.entries(all).filter(([name]) => !changed.has(name.toLowerCase())),
    ...given,
  ]);
}

const longestValue = 4096;

/** Why this header can't be configured, null when it can. */
export function headerProblem(name: string, value: string): Problem | null {
  if (!token.test(name) || name.length > 256) return problem("header_name_invalid");
  if (isReserved(name)) return problem("header_reserved");
  return headerValueProblem(value);
}

export const headerValueProblem = (value: string): Problem | null =>
  fieldValue.test(value) && value.length <= longestValue
    ? null
    : problem("header_value_invalid", { max: longestValue });

/** Why a request can't carry these together, null when it can. Latin-1: a character is a byte. */
export function headersProblem(all: Record<string, string>): Problem | null {
  const entries = Object.entries(all);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (entries.length > limit.most) return problem("headers_too_many", { max: limit.most });
  return bytes > limit.bytes ? problem("headers_too_large", { max: limit.bytes }) : null;
}

import { type Problem, problem } from "../problems/problem.ts";

/** Names that Posthorn sets itself or that the platform doesn't let through; an endpoint can't configure them. */
const reserved = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);
const reservedPrefixes = ["webhook-", "svix-", "x-posthorn-", "cf-"];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Horizontal tab and the printable part of Latin-1 (RFC 9110, 5.5).
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const sensitive =
  /authorization|api-?key|token|secret|password|cookie|signature|subscription-key|credential/i;

/** Is the value shown again once it is saved? */
export const isSensitive = (name: string) => sensitive.test(name);

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
  const lower = name.toLowerCase();
  if (!token.test(name) || name.length > 256) return problem("header_name_invalid");
  if (reserved.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix)))
    return problem("header_reserved");
  if (!fieldValue.test(value) || value.length > longestValue)
    return problem("header_value_invalid", { max: longestValue });
  return null;
}

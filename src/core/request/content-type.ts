import type { Extensions } from "../extensions/endpoint.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { mediaTypes } from "./shape.ts";

/** The one header about a request's content that an endpoint may set: the media type that it has anyway, with parameters. */

const name = "content-type";
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/** RFC 9110, 8.3.1. */
const syntax = new RegExp(
  `^(${token}/${token})(?:[ \\t]*;[ \\t]*${token}=(?:${token}|"(?:[^"\\\\]|\\\\.)*"))*[ \\t]*;?$`,
);

export const isContentType = (header: string) => header.toLowerCase() === name;

/** In small letters; null for what is no content type. */
const mediaTypeOf = (value: string): string | null => syntax.exec(value)?.[1]?.toLowerCase() ?? null;

/** Of the requests that an endpoint gets as it is configured; null for requests without content. */
export function configuredType({ request, batching }: Extensions): string | null {
  if (request?.method === "GET") return null;
  return mediaTypes[batching?.enabled ? "json" : (request?.contentType ?? "json")];
}

/** Why an endpoint whose requests have this media type can't have this header, null when it can. */
export function contentTypeProblem(value: string, type: string | null): Problem | null {
  if (type === null) return problem("content_type_without_body");
  return mediaTypeOf(value) === type ? null : problem("content_type_differs", { type });
}

/**
 * The headers that are an endpoint's own beside the content type, and that: as the endpoint writes it, unless the content
 * is of another type than it is configured for.
 *
 * @param contentType of the request; null without content
 */
export function withContentType(
  headers: Record<string, string>,
  contentType: string | null,
): { own: Record<string, string>; contentType: string | null } {
  const entries = Object.entries(headers);
  const written = entries.find(([header]) => isContentType(header))?.[1];
  if (written === undefined) return { own: headers, contentType };
  const fits = contentType !== null && mediaTypeOf(written) === mediaTypeOf(contentType);
  return {
    own: Object.fromEntries(entries.filter(([header]) => !isContentType(header))),
    contentType: fits ? written : contentType,
  };
}

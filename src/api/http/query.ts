import type { MiddlewareHandler } from "hono";
import { InvalidInput } from "../../core/errors.ts";
import { problem } from "../../core/problems/problem.ts";
import type { Api } from "./router.ts";

/** Query strings as clients write them, in front of their validation. */

const bracketed = /\[\d*\]$/;

/** `event_types[]=a&event_types[1]=b` means what `event_types=a&event_types=b` means. */
export function plainNames(url: string): string {
  if (!/\[|%5B/i.test(url)) return url;
  const plain = new URL(url);
  const pairs = [...plain.searchParams].map(([name, value]) => [name.replace(bracketed, ""), value]);
  plain.search = new URLSearchParams(pairs).toString();
  return plain.href;
}

/** What SDKs ask lists for that leaves nothing out of them. */
const harmless = ["order", "with_content", "with_msg", "expanded_statuses"];

/** A list that is to be filtered by something that nobody knows is not the whole list. */
export const listQuery = (known: readonly string[]): MiddlewareHandler<Api> => {
  const names = new Set([...known, ...harmless]);
  return async (c, next) => {
    const url = plainNames(c.req.url);
    if (url !== c.req.url) c.req.raw = new Request(url, c.req.raw);
    const unknown = [...new URL(url).searchParams.keys()].filter((name) => !names.has(name));
    if (unknown.length > 0)
      throw new InvalidInput(
        ...unknown.map((name) => ({
          loc: ["query", name],
          ...problem("parameter_unknown", { names: [...known] }),
        })),
      );
    await next();
  };
};

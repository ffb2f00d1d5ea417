import { type Problem, problem } from "../problems/problem.ts";
import { tidyPlaceholders } from "./template.ts";

/** How an address is kept: as the URL standard writes it, and so that RFC 3986 can read it, too. */

/** What nobody sees, and what comes along when an address is copied: white space, joiners, marks of direction. */
const invisible = /[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u;
const around = new RegExp(`^(?:${invisible.source})+|(?:${invisible.source})+$`, "gu");

/** An address with placeholders as it is to be kept; one that can't be read at all stays as it is, but for its ends. */
export function writtenUrl(text: string): string {
  const trimmed = tidyPlaceholders(text.replace(around, ""));
  return URL.canParse(trimmed) ? encodeRest(new URL(trimmed).href) : trimmed;
}

/** A character inside an address that nobody sees, null for none. A plain space is seen, and encoded. */
export function invisibleIn(text: string): Problem | null {
  const inside = tidyPlaceholders(text.replace(around, "")).replaceAll(" ", "");
  const found = invisible.exec(inside)?.[0];
  if (found === undefined) return null;
  const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return problem("url_invisible_character", { character: `U+${code}` });
}

/** The URL standard leaves some as they are that RFC 3986 doesn't know; in a query, brackets may stay. */
function encodeRest(href: string): string {
  const [, origin, path, query, fragment] =
    /^([a-z]+:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(href) ?? [];
  if (origin === undefined) return href;
  return [
    origin,
    encodeAll(path!, /[^\w.~!$&'()*+,;=:@/%-]/g),
    encodeAll(query ?? "", /[^\w.~!$&'()*+,;=:@/?%[\]-]/g),
    encodeAll(fragment ?? "", /(?!^#)[^\w.~!$&'()*+,;=:@/?%-]/g),
  ].join("");
}

const encodeAll = (part: string, others: RegExp) =>
  part
    .replace(/%(?![0-9a-f]{2})/gi, "%25")
    .replace(others, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

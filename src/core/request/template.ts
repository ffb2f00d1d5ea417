/**
 * Placeholders in an endpoint's address: a parameter's name between two underscores each side, `?email=__email__`. In
 * the middle of a word, as in the token `AbC__dEf__gHi`, it is one only where there is such a parameter. An underscore
 * that is written `%5F` belongs to none.
 */

const placeholder = /__(?:\s|%20)*([A-Za-z0-9](?:[A-Za-z0-9.-]|_(?!_))*)(?:\s|%20)*__/g;

/** What a parameter may be called. */
export const parameterName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]|_(?!_))*(?<!_)$/;

const nameIn = (name: string) => name.replace(/_+$/, "");

/** Names in the order in which they appear. */
export const placeholders = (template: string): string[] =>
  [...template.matchAll(placeholder)].map(([, name]) => nameIn(name!));

/** Those of them that can't be parts of a word. */
export const certainPlaceholders = (template: string): string[] =>
  [...template.matchAll(placeholder)]
    .filter(({ 0: whole, index }) => !isInWord(template, index, whole))
    .map(([, name]) => nameIn(name!));

const isInWord = (text: string, index: number, whole: string) =>
  /^[A-Za-z0-9]{2}$/.test(text.slice(Math.max(0, index - 1), index) + text.charAt(index + whole.length));

/** Without the white space that help pages print into them: `=__ email__` is `=__email__`. */
export const tidyPlaceholders = (template: string): string =>
  template
    .replace(placeholder, (_, name: string) => `__${name}__`)
    .replace(/=(?:\s|%20)+(?=__[A-Za-z0-9][A-Za-z0-9._-]*__)/g, "=");

/** An address as it will look, to check it: each placeholder stands for some text. */
export const sample = (template: string, text = "x"): string => template.replace(placeholder, text);

/**
 * Does the host, or the port, hang on a value? Asks the URL standard, which reads `http:/a`, `http:\\a` and `http:///a`
 * all as an address of the host a.
 */
export function hasPlaceholderInHost(template: string): boolean {
  const places = ["x", "1", ""].map((text) => {
    const url = sample(template, text);
    return URL.canParse(url) ? new URL(url).origin : null;
  });
  return new Set(places).size > 1;
}

/** Everything outside RFC 3986's unreserved characters, as UTF-8. */
const encode = (value: string) =>
  encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Puts values in, in one pass: a value that looks like a placeholder stays what it is, and none changes which segments
 * the path has. What has no value is left out, but for what is in the middle of a word: that stays.
 */
export function fill(template: string, valueAt: (name: string) => string | undefined): string {
  const put = (part: string) =>
    part.replace(placeholder, (whole: string, name: string, index: number) => {
      const value = valueAt(nameIn(name));
      if (value === undefined) return isInWord(part, index, whole) ? whole : "";
      return encode(value);
    });
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(template)!;
  const segments = path!.split(/([/\\])/).map((segment) => {
    const filled = put(segment);
    return filled !== segment && isWayUp(filled) ? filled.replace(/\.|%2e/gi, "%252E") : filled;
  });
  return segments.join("") + put(rest!);
}

/**
 * Does the URL standard take a segment of the path for `.` or `..`? It reads `%2e` as a dot, and drops tabs, line breaks
 * and what is white around an address. A dot that is encoded twice is none.
 */
const isWayUp = (segment: string) => /^(?:\.|%2e){1,2}$/i.test(segment.replace(/[\0-\x20]/g, ""));

/** Adds parameters to an address that may have some. */
export function withQuery(address: string, parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return address;
  const query = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  const [, before, , existing, fragment] = /^([^?#]*)(\?([^#]*))?(#.*)?$/s.exec(address)!;
  return `${before}?${existing ? `${existing}&` : ""}${query}${fragment ?? ""}`;
}

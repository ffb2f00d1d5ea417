/** Walks through the pages of a session as their links lead, without a browser, and collects the forms. */

export interface Form {
  /** Path of the page that it stands on. */
  page: string;
  action: string;
  /** As they are before anybody types; the first of several buttons. */
  fields: [string, string][];
}

export interface Page {
  path: string;
  status: number;
  headers: Headers;
  html: string;
}

export interface Walk {
  pages: Page[];
  /** Of each kind (same action, same fields), one. Only those that post. */
  forms: Form[];
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]!);

function attributes(tag: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of tag.matchAll(/\s([a-zA-Z:_-]+)(?:="([^"]*)")?/g))
    found[name!] = plain(value ?? "");
  return found;
}

const elements = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`<${name}(\\s[^>]*)?>`, "g"))].map(([tag]) => attributes(tag));

function fieldsOf(html: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const { type = "text", name, value = "", checked } of elements(html, "input")) {
    if (!name || (/^(checkbox|radio)$/.test(type) && checked === undefined)) continue;
    fields.push([name, value]);
  }
  for (const [, tag, text] of html.matchAll(/<textarea(\s[^>]*)?>([\s\S]*?)<\/textarea>/g)) {
    const { name } = attributes(tag ?? "");
    // HTML takes the line break behind the tag away.
    if (name) fields.push([name, plain(text!).replace(/^\n/, "")]);
  }
  for (const [, tag, options] of html.matchAll(/<select(\s[^>]*)?>([\s\S]*?)<\/select>/g)) {
    const { name } = attributes(tag ?? "");
    const choices = elements(options!, "option");
    const chosen = choices.find(({ selected }) => selected !== undefined) ?? choices[0];
    if (name) fields.push([name, chosen?.value ?? ""]);
  }
  const [button] = elements(html, "button").filter(({ name }) => name);
  if (button) fields.push([button.name!, button.value ?? ""]);
  return fields;
}

export function formsOf(path: string, html: string): Form[] {
  return [...html.matchAll(/<form(\s[^>]*)?>([\s\S]*?)<\/form>/g)].flatMap(([, tag, inside]) => {
    const { method, action = path } = attributes(tag ?? "");
    if (method !== "post") return [];
    const others = elements(inside!, "button").flatMap(({ formaction }) => formaction ?? []);
    const fields = fieldsOf(inside!);
    return [action, ...others].map((action) => ({ page: path, action, fields }));
  });
}

/** Addresses that differ by ids only are of one kind. */
export const kindOf = (path: string) =>
  path
    .replace(/(?:[a-z]+_)?[0-9A-HJKMNP-TV-Z]{26}/g, ":id")
    .replace(/=[^&]*/g, "=")
    .replace(/\d+/g, "0");

/** @param each at most so many pages of a kind */
export async function walk(origin: string, cookie: string, start: string, each = 4): Promise<Walk> {
  const queue = [start];
  const seen = new Set(queue);
  const kinds = new Map<string, number>();
  const forms = new Map<string, Form>();
  const pages: Page[] = [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const response = await fetch(origin + path, { headers: { cookie }, redirect: "manual" });
    const isHtml = response.headers.get("content-type")?.includes("text/html") ?? false;
    const html = await response.text();
    const to = response.headers.get("location");
    pages.push({ path, status: response.status, headers: response.headers, html: isHtml ? html : "" });
    const links = isHtml ? elements(html, "a").flatMap(({ href }) => href ?? []) : to ? [to] : [];
    for (const link of links) {
      const url = new URL(link, origin + path);
      const next = url.pathname + url.search;
      const kind = kindOf(next);
      if (url.origin !== origin || seen.has(next) || (kinds.get(kind) ?? 0) >= each) continue;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      seen.add(next);
      queue.push(next);
    }
    if (isHtml)
      for (const form of formsOf(path, html)) {
        const action = new URL(form.action, origin + path).pathname;
        const key = `${kindOf(action)} ${form.fields.map(([name]) => name).join()}`;
        if (!forms.has(key)) forms.set(key, { ...form, action });
      }
  }
  return { pages, forms: [...forms.values()] };
}

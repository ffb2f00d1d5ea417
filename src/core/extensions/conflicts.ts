import type { Located } from "../errors.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { certainPlaceholders, hasPlaceholderInHost } from "../request/template.ts";
import type { Extensions } from "./endpoint.ts";

/** What doesn't go together, at the field that is to change; checked on the whole of an endpoint. */
export function conflicts(url: string, extensions: Extensions): Located[] {
  const { request, payload, batching, destination } = extensions;
  const found: Located[] = [];
  const conflict = (loc: string[], problem: Problem) => found.push({ loc, ...problem });
  const email = destination?.type === "email";
  const parameters = email ? [] : certainPlaceholders(url);
  const get = request?.method === "GET";
  if (hasPlaceholderInHost(url)) conflict(["url"], problem("placeholder_in_host"));
  if (payload?.mode === "fields") {
    const names = [...new Set(payload.fields.map(({ name }) => name))];
    for (const name of parameters)
      if (!names.includes(name)) conflict(["url"], problem("placeholder_unknown", { name, names }));
  }
  if (batching?.enabled && get) conflict(["batching"], problem("batch_with_get"));
  if (batching?.enabled && email) conflict(["batching"], problem("batch_with_email"));
  if (batching?.enabled && request?.contentType === "form")
    conflict(["request", "contentType"], problem("batch_with_form"));
  if (batching?.enabled && parameters.length > 0) conflict(["url"], problem("batch_with_placeholders"));
  if (get && payload?.envelope === "standard")
    conflict(["payload", "envelope"], problem("envelope_with_get"));
  if (get && request?.contentType === "form") conflict(["request", "contentType"], problem("form_with_get"));
  return found;
}

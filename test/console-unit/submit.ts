/** A form as a browser would send it, read from its HTML. */

const decode = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** What parsing does to text: line breaks become LF, NUL can't be there. */
const parsed = (text: string) => decode(text.replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd"));

function attributes(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, value] of tag.matchAll(/\s([a-z:-]+)(?:="([^"]*)")?/gi))
    found.set(name!, parsed(value ?? ""));
  return found;
}

const oneLine = (text: string) => text.replace(/[\r\n]/g, "");

/** Names and values that the controls between `<form` and `</form>` would send; no button was pressed. */
export function submit(html: string, id: string): FormData {
  const text = html.toWellFormed();
  const from = text.indexOf(`<form id="${id}"`);
  const form = text.slice(from, text.indexOf("</form>", from));
  const data = new FormData();
  const controls =
    /<input([^>"]*(?:"[^"]*"[^>"]*)*)>|<textarea([^>"]*(?:"[^"]*"[^>"]*)*)>(.*?)<\/textarea>|<select([^>"]*(?:"[^"]*"[^>"]*)*)>(.*?)<\/select>/gs;
  for (const [, input, area, areaText, select, options] of form.matchAll(controls)) {
    const own = attributes(input ?? area ?? select ?? "");
    const name = own.get("name");
    if (name === undefined || own.has("disabled")) continue;
    if (areaText !== undefined) {
      data.append(name, parsed(areaText).replace(/^\n/, "").replaceAll("\n", "\r\n"));
    } else if (options !== undefined) {
      const all = [...options.matchAll(/<option([^>"]*(?:"[^"]*"[^>"]*)*)>/g)].map(([, one]) =>
        attributes(one!),
      );
      const chosen = all.find((one) => one.has("selected")) ?? all[0];
      if (chosen) data.append(name, chosen.get("value") ?? "");
    } else {
      const type = own.get("type");
      if ((type === "checkbox" || type === "radio") && !own.has("checked")) continue;
      const value = own.get("value") ?? "";
      data.append(name, type === "hidden" ? value : oneLine(value));
    }
  }
  return data;
}

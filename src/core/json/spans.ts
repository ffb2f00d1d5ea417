/** A value's place in a JSON text: `text.slice(start, end)` is the value as it was written. */
export interface Span {
  start: number;
  end: number;
}

const blank = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

function skipBlank(text: string, at: number) {
  while (blank(text.charCodeAt(at))) at++;
  return at;
}

/** From the opening quote to behind the closing one. */
function skipString(text: string, at: number) {
  for (;;) {
    const quote = text.indexOf('"', at + 1);
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote;
  }
}

function skipValue(text: string, at: number) {
  let depth = 0;
  for (;;) {
    const char = text[at];
    if (char === '"') at = skipString(text, at);
    else if (char === "{" || char === "[") {
      depth++;
      at++;
    } else if (char === "}" || char === "]") {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
      continue;
    } else {
      while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
      return at;
    }
    if (depth === 0) return at;
  }
}

/**
 * Where each member of a JSON object stands, by name; of a repeated name the last, as `JSON.parse` has it.
 * The text must be valid JSON (parse it first); `from` is where the object begins.
 */
export function members(text: string, from = 0): Map<string, Span> {
  const found = new Map<string, Span>();
  let at = skipBlank(text, skipBlank(text, from) + 1);
  while (text[at] !== "}") {
    const nameEnd = skipString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const start = skipBlank(text, skipBlank(text, nameEnd) + 1);
    const end = skipValue(text, start);
    found.set(name, { start, end });
    at = skipBlank(text, end);
    if (text[at] === ",") at = skipBlank(text, at + 1);
  }
  return found;
}

/** Where each element of a JSON array stands. The text must be valid JSON; `from` is where the array begins. */
export function elements(text: string, from = 0): Span[] {
  const found: Span[] = [];
  let at = skipBlank(text, skipBlank(text, from) + 1);
  while (text[at] !== "]") {
    const end = skipValue(text, at);
    found.push({ start: at, end });
    at = skipBlank(text, end);
    if (text[at] === ",") at = skipBlank(text, at + 1);
  }
  return found;
}

/** `JSON.stringify(object)` with further members whose values are JSON already, put in as they are. */
export function withRaw(object: Record<string, unknown>, raw: Record<string, string>): string {
  const text = JSON.stringify(object);
  const members = Object.entries(raw).map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  if (members.length === 0) return text;
  return `${text.slice(0, -1)}${text === "{}" ? "" : ","}${members.join(",")}}`;
}

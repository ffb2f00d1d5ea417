const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Where an answer is not as a document shows it. `…` stands for anything in a text, a time for any time, a duration
 * (`…Ms`) for any; what the document leaves out of an object or at the end of a list may be there.
 */
export function differences(shown: unknown, got: unknown, path = "answer"): string[] {
  const different = [`${path}: ${JSON.stringify(shown)} is shown, ${JSON.stringify(got)} came`];
  if (Array.isArray(shown))
    return Array.isArray(got)
      ? shown.flatMap((item, index) => differences(item, got[index], `${path}[${index}]`))
      : different;
  if (isObject(shown))
    return isObject(got)
      ? Object.entries(shown).flatMap(([name, value]) => differences(value, got[name], `${path}.${name}`))
      : different;
  if (typeof shown === "number" && path.endsWith("Ms")) return typeof got === "number" ? [] : different;
  if (typeof shown !== "string") return shown === got ? [] : different;
  if (typeof got !== "string") return different;
  if (time.test(shown)) return time.test(got) ? [] : different;
  const pattern = new RegExp(`^${shown.split("…").map(escaped).join(".*")}$`, "s");
  return pattern.test(got) ? [] : different;
}

/** The answer of a block's last request: the last line that is JSON. */
export function lastAnswer(printed: string): unknown {
  for (const line of printed.split("\n").reverse())
    try {
      const parsed = JSON.parse(line);
      if (typeof parsed === "object") return parsed;
    } catch {
      // A line that isn't JSON.
    }
  return undefined;
}

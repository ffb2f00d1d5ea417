const deepest = 100;

/** Bytes of a value as JSON; infinite for one that is nested so deeply that not everybody can read or write it. */
export const jsonSize = (value: unknown): number =>
  isDeeperThan(value, deepest)
    ? Number.POSITIVE_INFINITY
    : new TextEncoder().encode(JSON.stringify(value)).length;

function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Is the value, written out, more than about so many characters? True of one that holds itself. */
export function isLargerThan(value: unknown, most: number): boolean {
  const open = [value];
  for (let size = 0; open.length > 0; ) {
    const one = open.pop();
    if (typeof one === "string") size += one.length;
    size++;
    if (typeof one === "object" && one !== null)
      for (const [name, member] of Object.entries(one)) {
        size += Array.isArray(one) ? 0 : name.length;
        open.push(member);
      }
    if (size > most) return true;
  }
  return false;
}

const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b];

/** Are there more than so many objects and lists in a text that may be JSON? Far cheaper than to parse it. */
export function hasMoreContainers(text: string, most: number): boolean {
  let [found, quoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) quoted = !quoted;
    else if (quoted && code === backslash) at++;
    else if (!quoted && (code === bracket || code === brace) && ++found > most) return true;
  }
  return false;
}

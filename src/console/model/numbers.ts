import type { Language } from "../../core/language.ts";

/**
 * Numbers as people type them: `10,50`, `1.000`, `1,000.5`, `1 000`, `1'000`. What could be meant in two ways goes by
 * the page's language: `1.000` is a thousand on a German page and one on an English one, `1,000` the other way round.
 */

/** What stands before the decimals in a language. */
export const decimalMarks: Record<Language, "." | ","> = { en: ".", de: "," };

// Spaces that people group digits with: narrow and other unbreakable ones, too.
const grouped = /^\d{1,3}(?:([ \u00a0\u2009\u202f'’])\d{3})(?:\1\d{3})*(?=[.,]\d+$|$)/;
const spaces = /[ \u00a0\u2009\u202f'’]/g;

/** As JSON writes it (`1000.5`), with all digits; null for what is no number. */
export function numberText(typed: string, language: Language): string | null {
  const [, sign = "", body = "", exponent = ""] =
    /^([+\-−–]?)\s*(\d[\d.,'’ \u00a0\u2009\u202f]*|[.,]\d+)(e[+-]?\d+)?$/i.exec(typed.trim()) ?? [];
  const spaced = grouped.test(body);
  const plain = plainOf(spaced ? body.replace(spaces, "") : body, language, spaced);
  if (plain === null) return null;
  const [whole = "", decimals] = plain.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  return `${/[-−–]/.test(sign) ? "-" : ""}${digits}${decimals === undefined ? "" : `.${decimals}`}${exponent.toLowerCase()}`;
}

/** Digits with a point before the decimals, if any. */
function plainOf(body: string, language: Language, spaced: boolean): string | null {
  if (!/^[\d.,]*\d$/.test(body)) return null;
  const marks = body.replace(/\d/g, "");
  if (marks === "") return body;
  const last = marks.at(-1)!;
  const other = last === "." ? "," : ".";
  if (marks === last) {
    const isGroup = !spaced && last !== decimalMarks[language] && /^[1-9]\d{0,2}[.,]\d{3}$/.test(body);
    return isGroup ? body.replace(last, "") : body.replace(last, ".");
  }
  const isGroups = (text: string) => !spaced && /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$/.test(text);
  if (!marks.includes(other)) return isGroups(body) ? body.replaceAll(last, "") : null;
  const [whole = "", decimals = "", ...rest] = body.split(last);
  return rest.length === 0 && isGroups(whole) ? `${whole.replaceAll(other, "")}.${decimals}` : null;
}

/** Null for what is no number, or too large for one. */
export function readNumber(typed: string, language: Language): number | null {
  const text = numberText(typed, language);
  const value = Number(text);
  return text !== null && Number.isFinite(value) ? value : null;
}

/** The shortest text that is read as this number in that language. */
export const showNumber = (value: number | string, language: Language): string =>
  String(value).replace(".", decimalMarks[language]);

/** A number in the form that the API takes: null when empty, as it was typed when it is none, for the API to say so. */
export function numberOrTyped(typed: string | undefined, language: Language): number | string | null {
  const trimmed = typed?.trim() ?? "";
  return trimmed === "" ? null : (readNumber(trimmed, language) ?? trimmed);
}

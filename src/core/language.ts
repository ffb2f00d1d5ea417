import { parseAccept } from "hono/utils/accept";

/** Languages in which Posthorn speaks to people. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];
export const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);

/** The language of ours that an `accept-language` header likes best; null for none. */
export const acceptedLanguage = (header: string | undefined): Language | null =>
  parseAccept(header ?? "")
    .filter(({ q }) => q > 0)
    .map(({ type }) => type.toLowerCase().split("-")[0])
    .find(isLanguage) ?? null;

import type { Language } from "./text.ts";

/** Numbers, dates and durations as people of that language write them. */
export type Format = ReturnType<typeof format>;

const locales: Record<Language, string> = { en: "en-GB", de: "de-DE" };

const isZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** @param zone the browser's time zone, null when it is not known: then UTC, and it says so */
export function format(language: Language, zone: string | null) {
  const locale = locales[language];
  const known = zone !== null && isZone(zone);
  const timeZone = known ? zone : "UTC";
  const date = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (time: string | number | Date) => formatter.format(new Date(time));
  };
  const suffix = known ? "" : " UTC";
  const minute = date({ dateStyle: "medium", timeStyle: "short" });
  const second = date({ dateStyle: "medium", timeStyle: "medium" });
  const short = date({ day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    locale,
    timeZone,
    zoneKnown: known,
    number: (value: number) => number.format(value),
    /** @param share 0 to 1; what isn't all is never rounded up to all */
    percent: (share: number) => percent.format(share < 1 ? Math.min(share, 0.999) : 1),
    /** 21.11.2026, 20:46 */
    dateTime: (time: string | number) => minute(time) + suffix,
    /** 21.11.2026, 20:46:03 */
    exact: (time: string | number) => second(time) + suffix,
    /** 21.11., 20:46 */
    short: (time: string | number) => short(time) + suffix,
    date: date({ dateStyle: "medium" }),
    /** "3 minutes ago", "in 2 hours" */
    relative(time: string | number, now = Date.now()) {
      const seconds = (new Date(time).getTime() - now) / 1000;
      const size = Math.abs(seconds);
      if (size < 60) return relative.format(Math.round(seconds), "second");
      if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
      if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
      return relative.format(Math.round(seconds / 86_400), "day");
    },
    milliseconds: (ms: number) =>
      ms < 1_000 ? `${number.format(Math.round(ms))} ms` : `${number.format(Math.round(ms / 100) / 10)} s`,
    bytes: (bytes: number) =>
      bytes < 1_000 ? `${number.format(bytes)} B` : `${number.format(Math.round(bytes / 100) / 10)} kB`,
  };
}

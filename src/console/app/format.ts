import type { Language } from "../../core/language.ts";
import { isTimeZone, nameWhereTwice } from "../../core/time-zone.ts";

/** Numbers, dates and durations as people of that language write them. */
export type Format = ReturnType<typeof format>;

const locales: Record<Language, string> = { en: "en-GB", de: "de-DE" };

/** @param zone of the application or of the browser, null when neither is known: then UTC, and it says so */
export function format(language: Language, zone: string | null) {
  const locale = locales[language];
  const known = zone !== null && isTimeZone(zone);
  const timeZone = known ? zone : "UTC";
  const date = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (time: string | number | Date) => formatter.format(new Date(time));
  };
  /** With the name of the clock where it is needed to know which time is meant. */
  const clock = (options: Intl.DateTimeFormatOptions) => {
    const formatter = date(options);
    return (time: string | number) => {
      const name = known ? nameWhereTwice(new Date(time).getTime(), timeZone, locale) : "UTC";
      return name === null ? formatter(time) : `${formatter(time)} ${name}`;
    };
  };
  const minute = clock({ dateStyle: "medium", timeStyle: "short" });
  const second = clock({ dateStyle: "medium", timeStyle: "medium" });
  const short = clock({ day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
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
    dateTime: minute,
    /** 21.11.2026, 20:46:03 */
    exact: second,
    /** 21.11., 20:46 */
    short,
    date: date({ dateStyle: "medium" }),
    /** Of a day that was counted from midnight to midnight UTC. */
    utcDate: date({ dateStyle: "medium", timeZone: "UTC" }),
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

import type { Language } from "../../core/language.ts";

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

/** Milliseconds that this zone is ahead of UTC at a moment. */
function ahead(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** The moment (ms) of a `datetime-local` field, e.g. `2026-11-21T20:46`, in a zone; null for what is none. */
export function localTime(value: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value)) return null;
  const wall = Date.parse(`${value}Z`);
  if (Number.isNaN(wall)) return null;
  // The offset is that of the moment itself, which the first guess misses only around a change of the clocks.
  const guess = wall - ahead(timeZone, wall);
  return wall - ahead(timeZone, guess);
}

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

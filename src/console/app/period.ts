import { day, hour } from "../model/endpoints.ts";

/** Times that a list can be narrowed to; `custom` goes by two dates. */
export const periods = ["hour", "day", "week", "month", "custom"] as const;
export type PeriodName = (typeof periods)[number];

export interface Period {
  /** Null for all that is kept. */
  name: PeriodName | null;
  /** Dates as they were entered, e.g. `2026-11-21`, the last one included. */
  from: string;
  until: string;
  /** The moments (ISO) that the API asks for, which it leaves out. */
  after: string | null;
  before: string | null;
}

const lengths: Record<Exclude<PeriodName, "custom">, number> = {
  hour,
  day,
  week: 7 * day,
  month: 28 * day,
};

/**
 * @param field by name: `period`, `from`, `until`
 * @param now ms
 */
export function periodOf(field: (name: string) => string | undefined, timeZone: string, now: number): Period {
  const asked = field("period");
  const name = periods.find((one) => one === asked) ?? null;
  if (name === null) return { name, from: "", until: "", after: null, before: null };
  if (name !== "custom") return { name, from: "", until: "", after: iso(now - lengths[name]), before: null };
  const from = startOf(field("from"), timeZone);
  const until = startOf(field("until"), timeZone, 1);
  return {
    name,
    from: from === null ? "" : field("from")!,
    until: until === null ? "" : field("until")!,
    after: from === null ? null : iso(from - 1),
    before: until === null ? null : iso(until),
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** When a day begins (ms) in a zone, `later` days after the date; null for what is no date. */
export function startOf(date: string | undefined, timeZone: string, later = 0): number | null {
  if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const utc = Date.parse(`${date}T00:00:00Z`) + later * day;
  if (Number.isNaN(utc)) return null;
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const offset = (at: number) => Date.parse(`${clock.format(at).replace(" ", "T")}Z`) - at;
  return utc - offset(utc - offset(utc));
}

import { writtenMoment } from "../../core/moment.ts";
import { day, hour } from "../model/endpoints.ts";
import { typedMoment } from "../model/moments.ts";

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
  const [from, until] = [dateOf(field("from")), dateOf(field("until"))];
  return {
    name,
    from: from ?? "",
    until: until ?? "",
    after: from === null ? null : iso(typedMoment(from, timeZone, "from")! - 1),
    before: until === null ? null : iso(typedMoment(until, timeZone, "until")!),
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The date that is typed, as `2026-11-21`; null for what is none. */
function dateOf(typed: string | undefined): string | null {
  const written = writtenMoment(typed ?? "");
  return written === null ? null : iso(written.wall).slice(0, 10);
}

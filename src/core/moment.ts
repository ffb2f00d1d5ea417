/** Moments as machines and people write them: `2026-03-01T12:00:00+01:00`, `2026-03-01`, `01.03.2026`, `1.3.2026 14:30`. */

/** Date and time as they are written. */
export interface Written {
  /** Milliseconds since 1970, as if it were UTC. */
  wall: number;
  /** Milliseconds ahead of UTC; null when none was written. */
  offset: number | null;
  /** Was there more than a date? */
  timed: boolean;
}

const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?<fraction>[.,]\d+)?)?`;
const iso = new RegExp(
  String.raw`^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:(?:T|\s+)${clock}\s*(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?$`,
  "i",
);
const german = new RegExp(
  String.raw`^(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})(?:,?\s+(?:um\s+)?${clock}(?:\s+Uhr)?)?$`,
  "i",
);

/** Null for what is no date, such as `31.02.2026`. */
export function writtenMoment(text: string): Written | null {
  const parts = (iso.exec(text.trim()) ?? german.exec(text.trim()))?.groups;
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map(
    (name) => Number(parts[name] ?? 0),
  ) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((parts.fraction ?? "0").replace(",", ".")) * 1_000;
  return {
    wall: date.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000 + fraction,
    offset: offsetOf(parts.zone),
    timed: parts.hour !== undefined,
  };
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^z$/i.test(zone)) return 0;
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)!;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Milliseconds since 1970; what has no offset is in UTC. Null for what is no moment. */
export function momentOf(text: string): number | null {
  const written = writtenMoment(text);
  return written && written.wall - (written.offset ?? 0);
}

import { writtenMoment } from "../../core/moment.ts";
import { momentsAt } from "../../core/time-zone.ts";

/** Moments as forms send them and people type them: `2026-03-01T14:30`, `1.3.2026 14:30`, `25.10.2026 02:30 MEZ`. */

const hour = 3_600_000;
const day = 24 * hour;

/** What clocks are called where our languages are spoken. */
const names: Record<string, number> = {
  mez: hour,
  cet: hour,
  mesz: 2 * hour,
  cest: 2 * hour,
  utc: 0,
  gmt: 0,
};

/**
 * The moment (ms) that is meant in a zone; null for what is none. Of the hour that comes twice in autumn, a beginning is
 * the first and an end the second, so that a period has all of it; a date alone is the whole day.
 */
export function typedMoment(typed: string, timeZone: string, end: "from" | "until"): number | null {
  const [, text = "", name = ""] = /^(.*?)(?:\s*\b(MEZ|MESZ|CET|CEST|UTC|GMT))?$/is.exec(typed.trim()) ?? [];
  const written = writtenMoment(text);
  if (written === null) return null;
  const offset = written.offset ?? names[name.toLowerCase()];
  const later = end === "until" && !written.timed ? day : 0;
  if (offset !== undefined) return written.wall + later - offset;
  const moments = momentsAt(written.wall + later, timeZone);
  return end === "until" && written.timed ? moments.at(-1)! : moments[0];
}

/** What clocks show in a time zone of the IANA database, such as `Europe/Berlin`. */

export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  return clockOf(name) !== null;
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = newClock(timeZone);
  if (clock !== null || clocks.size < 1_000) clocks.set(timeZone, clock);
  return clock;
}

function newClock(timeZone: string) {
  const two = "2-digit" as const;
  const parts = { month: two, day: two, hour: two, minute: two, second: two } as const;
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone, hourCycle: "h23", year: "numeric", ...parts });
  } catch {
    return null;
  }
}

/** Milliseconds that a zone is ahead of UTC at a moment (ms). */
export function aheadOf(timeZone: string, at: number): number {
  const second = Math.floor(at / 1_000) * 1_000;
  const shown = clockOf(timeZone)!.format(second);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - second;
}

/** Longer than any zone's clocks are ever put back, and shorter than the time between two changes. */
const around = 12 * 3_600_000;

/**
 * The moments (ms) at which clocks show this time: two in the hour that comes twice in autumn, the earlier one first. A
 * time that is left out in spring is that of a clock that wasn't put forward.
 *
 * @param wall ms since 1970, as if the time were UTC
 */
export function momentsAt(wall: number, timeZone: string): [number, ...number[]] {
  const before = wall - aheadOf(timeZone, wall - around);
  const after = wall - aheadOf(timeZone, wall + around);
  const found = [...new Set([before, after])].filter((at) => at + aheadOf(timeZone, at) === wall);
  const [first = before, ...others] = found.sort((a, b) => a - b);
  return [first, ...others];
}

/** Do clocks show the same time at another moment, too? */
export const comesTwice = (at: number, timeZone: string): boolean =>
  momentsAt(at + aheadOf(timeZone, at), timeZone).length > 1;

/** What the clock is called at a time that it shows twice, such as MESZ and then MEZ; null at other times. */
export function nameWhereTwice(at: number, timeZone: string, locale: string): string | null {
  if (!comesTwice(at, timeZone)) return null;
  const clock = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  return clock.formatToParts(at).find(({ type }) => type === "timeZoneName")!.value;
}

const second = 1;
const minute = 60;
const hour = 3600;

/** Seconds to wait after the first, second, … failed attempt. An attempt without a successor exhausts the message. */
export const defaultWaits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];

const jitter = 0.2;

/** Seconds beyond the schedule's wait that a receiver may ask for; as Svix has it. */
const mostPutOff = 2 * hour;

export interface RetryInput {
  /** Which attempt failed, from 1. */
  attempt: number;
  /** Seconds after each attempt. */
  waits: readonly number[];
  /** What the receiver asked for, in seconds from now, or null. */
  retryAfter: number | null;
  /** Uniform in [0, 1). */
  random: number;
}

/**
 * When to try again (ms since the epoch), or null when the message is exhausted: the schedule's wait ±20 %, or what
 * `Retry-After` asks for as far as it lies within [wait, wait + 2 h].
 */
export function nextAttemptAt(
  { attempt, waits, retryAfter, random }: RetryInput,
  now: number,
): number | null {
  const base = waits[attempt - 1];
  if (base === undefined) return null;
  const jittered = base * (1 - jitter + 2 * jitter * random);
  const wait =
    retryAfter === null
      ? jittered
      : Math.max(jittered, Math.min(Math.max(retryAfter, base), base + mostPutOff));
  return now + Math.round(wait * 1000);
}

const day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const time = "\\d{2}:\\d{2}:\\d{2}";
/** IMF-fixdate, RFC 850 and asctime; the last comes without its zone. */
const zonedDate = new RegExp(
  `^(?:${day}, \\d{2} ${month} \\d{4} ${time} GMT|${day}[a-z]*, \\d{2}-${month}-\\d{2} ${time} GMT)$`,
);
const asctimeDate = new RegExp(`^${day} ${month} [ \\d]\\d ${time} \\d{4}$`);

/** `Retry-After` in seconds from now: delta-seconds or an HTTP date (RFC 9110, 10.2.3 and 5.6.7); null for anything else. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = asctimeDate.test(text)
    ? Date.parse(`${text} GMT`)
    : zonedDate.test(text)
      ? Date.parse(text)
      : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

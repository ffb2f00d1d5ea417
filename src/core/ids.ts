import { decodeTime, encodeTime } from "ulid";

/** Every kind of id and its prefix: `<prefix>_<ULID>`. An id sorts by the time it was made, so it is a cursor too. */
export const prefixes = {
  organisation: "org",
  apiKey: "key",
  application: "app",
  endpoint: "ep",
  eventType: "evtype",
  message: "msg",
  batch: "batch",
  attempt: "atmpt",
  segment: "seg",
  lease: "lease",
  job: "job",
  deadLetter: "dead",
  happening: "hap",
  request: "req",
  task: "qtask",
} as const;

export type Kind = keyof typeof prefixes;

const ulid = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const patterns = Object.fromEntries(
  Object.entries(prefixes).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}_${ulid}$`)]),
) as Record<Kind, RegExp>;

export const isId = (kind: Kind, text: string) => patterns[kind].test(text);

/** The name of a list's row that an iterator stands for; a leading sign says which way it walks. */
export const iteratorKey = (iterator: string) => iterator.replace(/^[-+]/, "");

/** The moment an id was made, in milliseconds since the epoch. */
export const timeOf = (id: string) => decodeTime(id.slice(id.lastIndexOf("_") + 1));

const latestTime = 2 ** 48 - 1;

/** The smallest id of a kind at a moment (ms): `floor(kind, t) <= id` exactly when the id was made at `t` or later. */
export const floor = (kind: Kind, time: number) =>
  `${prefixes[kind]}_${encodeTime(Math.min(Math.max(0, Math.floor(time)), latestTime), 10)}${"0".repeat(16)}`;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id for lists in which the latest comes first; 16 `bytes` tell those of one moment apart. */
export function latestFirst(kind: Kind, time: number, bytes: Uint8Array): string {
  const left = latestTime - Math.min(Math.max(0, Math.floor(time)), latestTime);
  const tail = Array.from(bytes.subarray(0, 16), (byte) => alphabet[byte % alphabet.length]).join("");
  return `${prefixes[kind]}_${encodeTime(left, 10)}${tail}`;
}

/** The moment of such an id (ms), also at the end of a longer name. */
export const timeOfLatestFirst = (id: string) => latestTime - timeOf(`${id.slice(0, -16)}${"0".repeat(16)}`);

/** How an organisation is called. */
export const orgPattern = /^org_[a-zA-Z0-9\-_.]{1,252}$/;

/** A uid, the name of an event type, a channel: 1 to 256 of these characters. */
export const namePattern = /^[a-zA-Z0-9\-_.]{1,256}$/;

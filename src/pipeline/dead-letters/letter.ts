/** A job that was given up, as it is kept in R2. */
export interface DeadLetter {
  id: string;
  queue: string;
  reason: string;
  tries: number;
  job: unknown;
  /** When it came into the dead-letter queue (ISO 8601). */
  queuedAt: string;
}

/** Where an organisation's letters stand; those without one have a folder of their own. */
export const folder = (org: string | null) => `dead-letters/${org ?? "-"}/`;
export const keyOf = (org: string | null, id: string) => `${folder(org)}${id}`;

import type { Status } from "../../core/delivery/attempt.ts";
import { floor } from "../../core/ids.ts";
import { newId } from "../../store/ids.ts";

/** Something that happened in an organisation: a message was fanned out, or an attempt was made. */
export interface Happening {
  /** ms */
  at: number;
  kind: "message" | "attempt";
  app: string;
  /** Null for a message. */
  endpoint: string | null;
  /** Of a batch, the first one. */
  message: string;
  /** How many messages went in one request. */
  messages: number;
  eventType: string;
  /** What came of an attempt. */
  status: Status | null;
  /** HTTP status of the answer, 0 for none. */
  code: number | null;
}

export type FeedRow = Happening & { id: string };

const kept = 500;

/** The latest happenings, in memory only: a feed shows what goes on now, the logs keep it. */
export class Feed {
  #rows: FeedRow[] = [];

  add(happenings: Happening[]): void {
    this.#rows.push(...happenings.slice(-kept).map((one) => ({ id: newId("happening"), ...one })));
    this.#rows.splice(0, this.#rows.length - kept);
  }

  /** What came after a row, the oldest first, and from where to ask on. */
  after(id: string | null, now: number): { rows: FeedRow[]; iterator: string } {
    const rows = id === null ? this.#rows : this.#rows.filter((row) => row.id > id);
    return { rows, iterator: rows.at(-1)?.id ?? id ?? floor("happening", now) };
  }
}

import { floor } from "../../core/ids.ts";
import { autoKeyMs, idempotencyMs, isAutoKey } from "../shared/idempotency.ts";
import type { Head } from "./block.ts";
import type { Blocks } from "./blocks.ts";

/** After a restart, keys of so many messages are read again at most. */
const mostReadAgain = 20_000;
const blocksAtOnce = 50;

/**
 * By what messages are known beside their ids. A producer's own `eventId` and idempotency key have a row each; the keys
 * that SDKs make by themselves, to repeat a call that broke off, are remembered in memory for some minutes.
 */
export class MessageKeys {
  #sql: SqlStorage;
  #blocks: Blocks;
  /** Two generations, so that none has to be forgotten by itself; null until the first one is asked for. */
  #auto: { recent: Map<string, string>; older: Map<string, string>; since: number } | null = null;

  constructor(sql: SqlStorage, blocks: Blocks) {
    this.#sql = sql;
    this.#blocks = blocks;
  }

  /** The message that came with an idempotency key not long ago. */
  find(key: string, now: number): string | null {
    if (isAutoKey(key)) {
      const { recent, older } = this.#autoAt(now);
      return recent.get(key) ?? older.get(key) ?? null;
    }
    const since = floor("message", now - idempotencyMs);
    return this.#message("SELECT message FROM message_keys WHERE key = ? AND message >= ?", key, since);
  }

  findEventId(eventId: string): string | null {
    return this.#message("SELECT message FROM event_ids WHERE event_id = ?", eventId);
  }

  #message(query: string, ...bindings: string[]): string | null {
    return this.#sql.exec<{ message: string }>(query, ...bindings).toArray()[0]?.message ?? null;
  }

  /** Remembers by what a message is known; to be called in the transaction that stores it. */
  add({ id, key, eventId }: Pick<Head, "id" | "key" | "eventId">, now: number): void {
    if (eventId != null)
      this.#sql.exec("INSERT INTO event_ids (event_id, message) VALUES (?, ?)", eventId, id);
    if (key == null) return;
    if (isAutoKey(key)) this.#autoAt(now).recent.set(key, id);
    else this.#sql.exec("INSERT OR REPLACE INTO message_keys (key, message) VALUES (?, ?)", key, id);
  }

  /** These messages are not in the log any more. */
  forget(heads: readonly Head[]): void {
    const eventIds = heads.flatMap(({ eventId }) => eventId ?? []);
    const keys = heads.flatMap(({ key }) => (key == null || isAutoKey(key) ? [] : [key]));
    const last = heads.at(-1)?.id ?? "";
    for (const [table, column, values] of [
      ["event_ids", "event_id", eventIds],
      ["message_keys", "key", keys],
    ] as const)
      if (values.length > 0)
        // A key may be that of a later message by now.
        this.#sql.exec(
          `DELETE FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?)) AND message <= ?`,
          JSON.stringify(values),
          last,
        );
  }

  /** What was remembered may not have been stored. */
  reload(): void {
    this.#auto = null;
  }

  #autoAt(now: number) {
    this.#auto ??= { recent: this.#readAgain(now), older: new Map(), since: now };
    const { recent, since } = this.#auto;
    if (now >= since + autoKeyMs)
      this.#auto = { recent: new Map(), older: now < since + 2 * autoKeyMs ? recent : new Map(), since: now };
    return this.#auto;
  }

  /** Of the latest messages, those with such a key. */
  #readAgain(now: number): Map<string, string> {
    const found = new Map<string, string>();
    const since = floor("message", now - autoKeyMs);
    let left = mostReadAgain;
    for (let beyond: string | null = null; left > 0; ) {
      const blocks = this.#blocks.walk("descending", beyond, null, blocksAtOnce);
      for (const { heads } of blocks)
        for (const { id, key } of heads) if (id >= since && key != null && isAutoKey(key)) found.set(key, id);
      left -= blocks.reduce((sum, { heads }) => sum + heads.length, 0);
      beyond = blocks.at(-1)?.first ?? null;
      if (beyond === null || beyond < since) break;
    }
    return found;
  }
}

import { floor, timeOf } from "../../core/ids.ts";
import type { Order } from "../../core/page.ts";
import type { Block } from "./block.ts";

/** A block as it is stored, without its payloads. */
export interface BlockRow extends Record<string, SqlStorageValue> {
  /** Id of its first message. */
  first: string;
  last: string;
  count: number;
  /** Messages whose fan-out isn't known to be done. */
  pending: number;
  /** When the last of its payloads expires (ms). */
  expires_at: number;
  /** Of its payloads while they are in the row (UTF-16 code units). */
  size: number;
  /** The R2 object in which its payloads lie from `position` on (bytes), null while they are in the row. */
  segment: string | null;
  position: number | null;
  heads: string;
  results: string;
}

const columns = "first, last, count, pending, expires_at, size, segment, position, heads, results";

/** The rows of blocks: one each, in the order of the messages in them. */
export class BlockRows {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  #select(rest: string, ...bindings: SqlStorageValue[]): BlockRow[] {
    return this.#sql.exec<BlockRow>(`SELECT ${columns} FROM blocks ${rest}`, ...bindings).toArray();
  }

  at = (first: string): BlockRow | undefined => this.#select("WHERE first = ?", first)[0];

  latest = (): BlockRow | undefined => this.#select("ORDER BY first DESC LIMIT 1")[0];

  /** When the first block was last added to (ms), null when there is none. */
  oldest(): number | null {
    const row = this.#sql
      .exec<{ last: string }>("SELECT last FROM blocks ORDER BY first LIMIT 1")
      .toArray()[0];
    return row === undefined ? null : timeOf(row.last);
  }

  /** Where the block begins that a message of this id would be in, null when there is none. */
  covering(id: string): string | null {
    const row = this.#sql
      .exec<{ first: string; last: string }>(
        "SELECT first, last FROM blocks WHERE first <= ? ORDER BY first DESC LIMIT 1",
        id,
      )
      .toArray()[0];
    return row === undefined || row.last < id ? null : row.first;
  }

  /** Where those begin, from an id on, in which fan-outs may be missing. */
  pending(from: string): string[] {
    return this.#sql
      .exec<{ first: string }>(
        "SELECT first FROM blocks WHERE first >= ? AND pending > 0 ORDER BY first",
        from,
      )
      .toArray()
      .map(({ first }) => first);
  }

  /** Those that messages from one to another are in. */
  between(first: string, last: string): BlockRow[] {
    return this.#select(
      `WHERE first >= coalesce((SELECT max(first) FROM blocks WHERE first <= ?1), '') AND first <= ?2
        ORDER BY first`,
      first,
      last,
    );
  }

  /** See `Blocks.walk`. */
  walk(order: Order, beyond: string | null, texts: readonly string[] | null, limit: number): BlockRow[] {
    const isUp = order === "ascending";
    const isBeyond = isUp
      ? "last > ?1 AND first >= coalesce((SELECT max(first) FROM blocks WHERE first <= ?1), '')"
      : "first < ?1";
    return this.#select(
      `WHERE (?1 IS NULL OR ${isBeyond})
        AND (?2 IS NULL OR EXISTS (SELECT 1 FROM json_each(?2) t WHERE instr(heads, t.value) > 0))
        ORDER BY first ${isUp ? "ASC" : "DESC"} LIMIT ?3`,
      beyond,
      texts === null ? null : JSON.stringify(texts),
      limit,
    );
  }

  /** Up to `limit` of those that begin beyond a message and whose payloads are in them. */
  unpacked(beyond: string, limit: number): Pick<BlockRow, "first" | "last" | "size" | "expires_at">[] {
    return this.#sql
      .exec<BlockRow>(
        `SELECT first, last, size, expires_at FROM blocks WHERE first > ? AND segment IS NULL
          ORDER BY first LIMIT ?`,
        beyond,
        limit,
      )
      .toArray();
  }

  /** Up to `limit` of those in which all is from before (ms). */
  before(time: number, limit: number): BlockRow[] {
    return this.#select(
      "WHERE first < ?1 AND last < ?1 ORDER BY first LIMIT ?2",
      floor("message", time),
      limit,
    );
  }

  payloads(first: string): string {
    return this.#sql.exec<{ payloads: string }>("SELECT payloads FROM blocks WHERE first = ?", first).one()
      .payloads;
  }

  insert(block: Block, heads: string, payloads: string): void {
    this.#sql.exec(
      `INSERT INTO blocks (first, last, count, pending, expires_at, size, heads, results, payloads)
        VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)`,
      block.first,
      block.last,
      block.heads.length,
      block.pending,
      block.expiresAt,
      block.size,
      heads,
      payloads,
    );
  }

  /** @param heads of what has come, like `results` and `payloads` */
  append(block: Block, heads: string, results: string, payloads: string): void {
    this.#sql.exec(
      `UPDATE blocks SET last = ?, count = ?, pending = ?, expires_at = ?, size = ?, heads = heads || ?,
        results = results || ?, payloads = payloads || ? WHERE first = ?`,
      block.last,
      block.heads.length,
      block.pending,
      block.expiresAt,
      block.size,
      heads,
      results,
      payloads,
      block.first,
    );
  }

  /** @param results that have come */
  appendResults(block: Block, results: string): void {
    this.#sql.exec(
      "UPDATE blocks SET pending = ?, results = results || ? WHERE first = ?",
      block.pending,
      results,
      block.first,
    );
  }

  /** @param heads all of them, like `payloads` */
  rewrite(block: Block, heads: string, payloads: string): void {
    this.#sql.exec(
      "UPDATE blocks SET heads = ?, payloads = ?, size = ?, segment = ?, position = ? WHERE first = ?",
      heads,
      payloads,
      block.size,
      block.segment,
      block.position,
      block.first,
    );
  }

  delete(first: string): void {
    this.#sql.exec("DELETE FROM blocks WHERE first = ?", first);
  }
}

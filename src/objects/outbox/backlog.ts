import type { StoredDelivery } from "./deliveries.ts";

/**
 * Deliveries that were never tried and wait for nothing but room, in order: a row holds many, so that a long queue costs
 * hardly more rows than a short one.
 */

const mostInRow = 50;

interface Row extends Record<string, SqlStorageValue> {
  id: number;
  deliveries: string;
}

const parse = (row: Row) => JSON.parse(row.deliveries) as StoredDelivery[];

const bounds = (deliveries: readonly StoredDelivery[]) => {
  const ids = deliveries.map(({ id }) => id).sort();
  return { first: ids[0]!, last: ids.at(-1)! };
};

export function push(sql: SqlStorage, deliveries: readonly StoredDelivery[]): void {
  for (let at = 0; at < deliveries.length; at += mostInRow) {
    const part = deliveries.slice(at, at + mostInRow);
    const { first, last } = bounds(part);
    sql.exec(
      "INSERT INTO backlog (first, last, count, deliveries) VALUES (?, ?, ?, ?)",
      first,
      last,
      part.length,
      JSON.stringify(part),
    );
  }
}

/** Takes up to `count` out, the oldest first. */
export function take(sql: SqlStorage, count: number): StoredDelivery[] {
  const taken: StoredDelivery[] = [];
  while (taken.length < count) {
    const row = sql.exec<Row>("SELECT id, deliveries FROM backlog ORDER BY id LIMIT 1").toArray()[0];
    if (row === undefined) break;
    const deliveries = parse(row);
    const rest = deliveries.splice(count - taken.length);
    taken.push(...deliveries);
    if (rest.length === 0) {
      sql.exec("DELETE FROM backlog WHERE id = ?", row.id);
      continue;
    }
    const { first, last } = bounds(rest);
    sql.exec(
      "UPDATE backlog SET first = ?, last = ?, count = ?, deliveries = ? WHERE id = ?",
      first,
      last,
      rest.length,
      JSON.stringify(rest),
      row.id,
    );
  }
  return taken;
}

/** Those of the ids that wait here. */
export function known(sql: SqlStorage, ids: readonly string[]): Set<string> {
  if (ids.length === 0) return new Set();
  const asked = [...ids].sort();
  const rows = sql
    .exec<Row>("SELECT id, deliveries FROM backlog WHERE first <= ? AND last >= ?", asked.at(-1)!, asked[0]!)
    .toArray();
  const wanted = new Set(ids);
  return new Set(rows.flatMap(parse).flatMap(({ id }) => (wanted.has(id) ? [id] : [])));
}

export const size = (sql: SqlStorage): number =>
  sql.exec<{ n: number }>("SELECT coalesce(sum(count), 0) AS n FROM backlog").one().n;

export const isEmpty = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM backlog LIMIT 1").toArray().length === 0;

/** Gives up what waits in the first `rows` rows; answers how many rows there were. */
export const drop = (sql: SqlStorage, rows: number): number =>
  sql
    .exec("DELETE FROM backlog WHERE id IN (SELECT id FROM backlog ORDER BY id LIMIT ?) RETURNING id", rows)
    .toArray().length;

import { iteratorKey } from "./ids.ts";

export type Order = "ascending" | "descending";

export interface PageQuery {
  limit: number;
  /** The `iterator` of the page before, its `prevIterator` (with a leading `-`, to walk back), or null for the start. */
  iterator: string | null;
  order: Order;
}

export interface Page<T> {
  data: T[];
  iterator: string | null;
  prevIterator: string | null;
  /** Nothing follows in the direction of the walk: walking back, this is the first page. */
  done: boolean;
}

export interface Walk {
  /** Only keys beyond this one, in the direction of the walk. */
  beyond: string | null;
  ascending: boolean;
  /** The rows come in the opposite of the order asked for. */
  backwards: boolean;
  /** One more than asked for, to see whether anything follows. */
  limit: number;
}

export function walk({ limit, iterator, order }: PageQuery): Walk {
  const backwards = iterator?.startsWith("-") ?? false;
  return {
    beyond: iterator === null ? null : iteratorKey(iterator),
    ascending: (order === "ascending") !== backwards,
    backwards,
    limit: limit + 1,
  };
}

/** A key that begins like a walk back needs a mark of its own. */
const forwards = (key: string) => (key.startsWith("-") ? `+${key}` : key);

/** Cuts what `walk` asked for into a page. */
export function paginate<T>(rows: readonly T[], query: PageQuery, keyOf: (row: T) => string): Page<T> {
  const { backwards } = walk(query);
  const cut = rows.slice(0, query.limit);
  const data = backwards ? cut.reverse() : cut;
  const first = data[0];
  const last = data.at(-1);
  return {
    data,
    iterator: last === undefined ? (backwards ? null : query.iterator) : forwards(keyOf(last)),
    prevIterator: first === undefined ? null : `-${keyOf(first)}`,
    done: rows.length <= query.limit,
  };
}

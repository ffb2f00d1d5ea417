import { expect } from "vitest";
import type { Order, Page, PageQuery } from "../../src/core/page.ts";

/**
 * Walks through a list two rows at a time, there and back, in both orders.
 *
 * @param keys of all rows, ascending, at least three
 */
export async function provesPages<T>(
  list: (query: PageQuery) => Promise<Page<T>>,
  keyOf: (row: T) => string,
  keys: string[],
): Promise<void> {
  for (const [order, expected] of [
    ["ascending", keys],
    ["descending", keys.toReversed()],
  ] satisfies [Order, string[]][]) {
    const there: string[][] = [];
    let page: Page<T> | null = null;
    do {
      page = await list({ limit: 2, order, iterator: page?.iterator ?? null });
      there.push(page.data.map(keyOf));
    } while (!page.done);
    expect(there.flat(), order).toEqual(expected);
    expect(there.slice(0, -1).every(({ length }) => length === 2)).toBe(true);

    const back: string[][] = [];
    for (;;) {
      page = await list({ limit: 2, order, iterator: page.prevIterator });
      if (page.data.length === 0) break;
      back.unshift(page.data.map(keyOf));
    }
    expect([...back.flat(), ...there.at(-1)!], `${order}, back`).toEqual(expected);
  }
}

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Order, type Page, type PageQuery, paginate, walk } from "../../src/core/page.ts";

/** What a table answers to a walk. */
function list(keys: readonly string[], query: PageQuery): Page<string> {
  const { beyond, ascending, limit } = walk(query);
  const sorted = keys.toSorted();
  const rows = (ascending ? sorted : sorted.reverse()).filter(
    (key) => beyond === null || (ascending ? key > beyond : key < beyond),
  );
  return paginate(rows.slice(0, limit), query, (key) => key);
}

function walkForward(keys: readonly string[], limit: number, order: Order): Page<string>[] {
  const pages: Page<string>[] = [];
  let iterator: string | null = null;
  do {
    const page = list(keys, { limit, iterator, order });
    pages.push(page);
    iterator = page.iterator;
  } while (!pages.at(-1)!.done && pages.length <= keys.length);
  return pages;
}

const keys = fc.uniqueArray(fc.stringMatching(/^msg_[0-9A-Z]{1,4}$/), { maxLength: 40, size: "max" });
const limits = fc.integer({ min: 1, max: 10 });
const orders = fc.constantFrom<Order>("ascending", "descending");

it("yields everything once and in order, walking forward until done", () => {
  fc.assert(
    fc.property(keys, limits, orders, (keys, limit, order) => {
      const pages = walkForward(keys, limit, order);
      const sorted = order === "ascending" ? keys.toSorted() : keys.toSorted().reverse();
      expect(pages.flatMap(({ data }) => data)).toEqual(sorted);
      for (const { data } of pages.slice(0, -1)) expect(data).toHaveLength(limit);
      expect(pages).toHaveLength(Math.max(1, Math.ceil(keys.length / limit)));
    }),
  );
});

it("gives the same pages, walking back with prevIterator, and is done with the first", () => {
  fc.assert(
    fc.property(keys, limits, orders, (keys, limit, order) => {
      const pages = walkForward(keys, limit, order);
      let iterator = pages.at(-1)!.prevIterator;
      for (const page of pages.slice(0, -1).reverse()) {
        const back = list(keys, { limit, iterator, order });
        expect(back).toEqual({ ...page, done: page === pages[0] });
        iterator = back.prevIterator;
      }
      if (keys.length === 0) expect(iterator).toBeNull();
      else expect(list(keys, { limit, iterator, order })).toMatchObject({ data: [], done: true });
    }),
  );
});

it("goes forward again from a page that was reached backwards", () => {
  const all = ["a", "b", "c", "d", "e"];
  const back = list(all, { limit: 2, iterator: "-e", order: "ascending" });
  expect(back).toEqual({ data: ["c", "d"], iterator: "d", prevIterator: "-c", done: false });
  expect(list(all, { limit: 2, iterator: back.iterator, order: "ascending" }).data).toEqual(["e"]);
});

it("names the last key of the page, and the first with a leading -", () => {
  const page = list(["a", "b", "c"], { limit: 2, iterator: null, order: "descending" });
  expect(page).toEqual({ data: ["c", "b"], iterator: "b", prevIterator: "-c", done: false });
});

it("is done when nothing follows, also when the page is full", () => {
  expect(list(["a", "b"], { limit: 2, iterator: null, order: "ascending" }).done).toBe(true);
  expect(list(["a", "b"], { limit: 1, iterator: null, order: "ascending" }).done).toBe(false);
});

it("keeps the iterator at the end, so that a later call sees what was added", () => {
  expect(list(["a"], { limit: 2, iterator: "a", order: "ascending" })).toEqual({
    data: [],
    iterator: "a",
    prevIterator: null,
    done: true,
  });
});

it("reads one row more than the page has", () => {
  const query: PageQuery = { limit: 50, iterator: "-msg_1", order: "descending" };
  expect(walk(query)).toEqual({ beyond: "msg_1", ascending: true, backwards: true, limit: 51 });
  expect(walk({ ...query, iterator: "msg_1" })).toMatchObject({ beyond: "msg_1", ascending: false });
});

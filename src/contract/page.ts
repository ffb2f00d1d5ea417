import { z } from "@hono/zod-openapi";
import { isId, iteratorKey, type Kind, namePattern } from "../core/ids.ts";
import { problem } from "../core/problems/problem.ts";
import { failing } from "../core/problems/zod.ts";

/** Lists come in pages: how to ask for one, and what it is like. */

/** By what the rows of a list are ordered: their ids, or names that they have. */
type RowKey = Kind | "name" | "text";

const isKey: Record<Exclude<RowKey, Kind>, (key: string) => boolean> = {
  name: (key) => namePattern.test(key),
  text: (key) => key !== "",
};

/** An iterator of another list, or of none, is no beginning. */
const iteratorOf = (rows: RowKey) =>
  z
    .string()
    .max(300)
    .refine(
      (iterator) =>
        rows === "name" || rows === "text"
          ? isKey[rows](iteratorKey(iterator))
          : isId(rows, iteratorKey(iterator)),
      failing(problem("iterator_invalid")),
    )
    .optional();

/** What every list takes. */
export const pageFields = (rows: RowKey) => ({
  limit: z.coerce.number().int().min(1).max(250).default(50),
  iterator: iteratorOf(rows),
});

const orders = ["ascending", "descending"] as const;
export const order = z.enum(orders).default("ascending");
export const latestFirst = z.enum(orders).default("descending");

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    iterator: z.string().nullable(),
    prevIterator: z.string().nullable(),
    done: z.boolean(),
  });

export type Page<T> = z.output<ReturnType<typeof pageOf<z.ZodType<T>>>>;
